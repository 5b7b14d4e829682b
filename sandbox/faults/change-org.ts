import { deleteRecord, touchReferring } from '../api/delete-record.ts';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import { ANY_MODULE } from '../schema/field-definition.ts';
import { replaceModule, requireModule, saveOrg, type OrgStore } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import type { StoredField } from '../store/stored-metadata.ts';
import type { SandboxSwitches } from '../switches.ts';
import type { OrgChange } from './org-change.ts';

/**
 * Does to an org what one of its people does while others are at work. Names that the org does not have change nothing. `now`
 * in epoch seconds.
 */
export function changeOrg(store: OrgStore, change: OrgChange, now: number, switches: SandboxSwitches): OrgStore {
  switch (change.kind) {
    case 'deleteField':
      // Its column stays behind: records keep nothing of it, since only fields are read.
      return changeFields(store, change.module, (field) => (field.api_name === change.field ? [] : [field]));
    case 'renameField':
      return renameField(store, change);
    case 'retypeField':
      return changeFields(store, change.module, (field) =>
        field.api_name === change.field ? [{ ...field, data_type: change.to }] : [field],
      );
    case 'hideField':
      return saveOrg(store, hideField(store.org, change.module, change.field));
    case 'renameOption':
      return renameOption(store, change);
    case 'renameModule':
      return renameModule(store, change.module, change.to);
    case 'removePermission':
      return saveOrg(store, withoutPermission(store.org, change.permission));
    case 'deleteRecord': {
      const [first] = idsOf(store, change.module, 1);
      if (first !== undefined)
        deleteRecord(store, requireModule(store, change.module), first, {
          by: null,
          now,
          detached: switches.detachedRecords,
        });
      return store;
    }
    case 'mergeAccounts':
      mergeAccounts(store, now, switches);
      return store;
    case 'setTimeZone':
      return saveOrg(store, { ...store.org, timeZone: change.to });
    case 'setHomeCurrency': {
      const currencies = store.org.currencies.map((each) => ({ ...each, is_base: each.iso_code === change.to }));
      return currencies.some((each) => each.is_base) ? saveOrg(store, { ...store.org, currencies }) : store;
    }
  }
}

function changeFields(
  store: OrgStore,
  moduleName: string,
  change: (field: StoredField) => readonly StoredField[],
): OrgStore {
  const module = store.modules.get(moduleName);
  return module === undefined
    ? store
    : replaceModule(store, moduleName, { ...module, fields: module.fields.flatMap(change) });
}

function renameField(store: OrgStore, { module, field, to }: Extract<OrgChange, { kind: 'renameField' }>): OrgStore {
  if (store.modules.get(module)?.fields.some((each) => each.api_name === field) !== true) return store;
  const [table, from, name] = [module, field, to].map(quoteIdentifier);
  store.database.exec(`ALTER TABLE ${table} RENAME COLUMN ${from} TO ${name}`);
  return changeFields(store, module, (each) => (each.api_name === field ? [{ ...each, api_name: to }] : [each]));
}

function renameOption(
  store: OrgStore,
  { module, field, from, to }: Extract<OrgChange, { kind: 'renameOption' }>,
): OrgStore {
  const found = store.modules.get(module)?.fields.find((each) => each.api_name === field);
  if (found === undefined) return store;
  const column = quoteIdentifier(field);
  store.database.prepare(`UPDATE ${quoteIdentifier(module)} SET ${column} = ? WHERE ${column} = ?`).run(to, from);
  const options = found.options.map((option) =>
    option.actual_value === from ? { ...option, actual_value: to, display_value: to } : option,
  );
  return changeFields(store, module, (each) => [each === found ? { ...each, options } : each]);
}

function renameModule(store: OrgStore, from: string, to: string): OrgStore {
  const module = store.modules.get(from);
  if (module === undefined) return store;
  store.database.exec(`ALTER TABLE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`);
  const renamed = replaceModule(store, from, { ...module, api_name: to });
  return [...renamed.modules.values()].reduce(
    (changed, each) =>
      changeFields(changed, each.api_name, (field) => [field.lookup === from ? { ...field, lookup: to } : field]),
    renamed,
  );
}

/** From every profile: those of administrators become one that lists what it lacks. */
function withoutPermission(org: OrgDefinition, permission: string): OrgDefinition {
  const profiles = org.profiles.map((profile) => ({
    ...profile,
    administrator: false,
    denied: [...profile.denied, permission],
  }));
  return { ...org, profiles };
}

function hideField(org: OrgDefinition, module: string, field: string): OrgDefinition {
  const profiles = org.profiles.map((profile) => ({
    ...profile,
    administrator: false,
    fields: { ...profile.fields, [module]: { ...profile.fields[module], [field]: 'hidden' as const } },
  }));
  return { ...org, profiles };
}

function idsOf(store: OrgStore, module: string, count: number): readonly bigint[] {
  if (!store.modules.has(module)) return [];
  const statement = store.database.prepare(`SELECT id FROM ${quoteIdentifier(module)} ORDER BY id LIMIT ?`);
  statement.setReadBigInts(true);
  return statement.all(count).flatMap(({ id }) => (typeof id === 'bigint' ? [id] : []));
}

/** What pointed to the second account points to the first; then the second is gone. */
function mergeAccounts(store: OrgStore, now: number, { detachedRecords, mergedRecord }: SandboxSwitches): void {
  const [kept, merged] = idsOf(store, 'Accounts', 2);
  if (kept === undefined || merged === undefined) return;
  for (const module of store.modules.values()) {
    for (const field of module.fields) {
      if (field.lookup !== 'Accounts' && field.lookup !== ANY_MODULE) continue;
      const column = quoteIdentifier(field.api_name);
      if (detachedRecords === 'touched') touchReferring(store, module, field.api_name, merged, now);
      store.database
        .prepare(`UPDATE ${quoteIdentifier(module.api_name)} SET ${column} = ? WHERE ${column} = ?`)
        .run(kept, merged);
    }
  }
  deleteRecord(store, requireModule(store, 'Accounts'), merged, {
    by: null,
    now,
    listed: mergedRecord === 'listedAsDeleted',
  });
}
