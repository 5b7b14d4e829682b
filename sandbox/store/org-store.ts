import type { DatabaseSync } from 'node:sqlite';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import type { FieldDefinition, OptionDefinition } from '../schema/field-definition.ts';
import type { ModuleDefinition } from '../schema/module-definition.ts';
import { STANDARD_MODULES } from '../schema/standard-modules.ts';
import { columnType } from './column-type.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import { firstId, ID_SPACE } from './record-id.ts';
import { createIndexes } from './create-indexes.ts';
import { parseStoredModule, parseStoredOrg, type StoredField, type StoredModule } from './stored-metadata.ts';

/**
 * One org's database with its metadata: table `Accounts` holds the accounts, one typed column per field, named as in the API.
 * Metadata is cached; `loadModules` reads it again after another connection changed it.
 */
export interface OrgStore {
  readonly org: OrgDefinition;
  readonly database: DatabaseSync;
  readonly modules: ReadonlyMap<string, StoredModule>;
}

const SYSTEM_TABLES = `
  CREATE TABLE meta_org (definition TEXT NOT NULL);
  CREATE TABLE meta_modules (api_name TEXT PRIMARY KEY, position INTEGER NOT NULL, definition TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE meta_sequences (space INTEGER PRIMARY KEY, last INTEGER NOT NULL);
  CREATE TABLE deleted_records (
    id INTEGER PRIMARY KEY, module TEXT NOT NULL, display_name TEXT, deleted_by INTEGER NOT NULL,
    created_by INTEGER, deleted_time INTEGER NOT NULL);
  CREATE TABLE bulk_jobs (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, user_key TEXT NOT NULL,
    created_time INTEGER NOT NULL, request TEXT NOT NULL, result TEXT);
`;

/** Tables that came later: a folder kept by an older version gets them when it is opened. */
const LATER_TABLES = `
  CREATE TABLE IF NOT EXISTS sharing_settings (module TEXT PRIMARY KEY, share_type TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS record_shares (
    record_id INTEGER NOT NULL, user_id INTEGER NOT NULL, module TEXT NOT NULL, permission TEXT NOT NULL,
    shared_by INTEGER NOT NULL, shared_time INTEGER NOT NULL, PRIMARY KEY (record_id, user_id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS workflow_firings (record_id INTEGER NOT NULL, module TEXT NOT NULL, fired_time INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS variables (
    id INTEGER PRIMARY KEY, api_name TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, value TEXT, description TEXT);
`;

/** Creates the tables of a fresh org in an empty database, standard modules included, without indexes. */
export function createOrgStore(database: DatabaseSync, org: OrgDefinition): OrgStore {
  database.exec(SYSTEM_TABLES + LATER_TABLES);
  database.prepare('INSERT INTO meta_org VALUES (?)').run(JSON.stringify(org));
  const store: OrgStore = { org, database, modules: new Map() };
  return STANDARD_MODULES.reduce(addModule, store);
}

/** Opens an org that was created before. */
export function loadOrgStore(database: DatabaseSync): OrgStore {
  const row = database.prepare('SELECT definition FROM meta_org').get();
  if (row === undefined) throw new Error('The database holds no org.');
  database.exec(LATER_TABLES);
  const org = parseStoredOrg(String(row['definition']));
  const modules = new Map<string, StoredModule>();
  for (const stored of database.prepare('SELECT api_name, definition FROM meta_modules ORDER BY position').all()) {
    modules.set(String(stored['api_name']), parseStoredModule(String(stored['definition'])));
  }
  return { org, database, modules };
}

/** Replaces what is known of the org itself. Returns the store with it. */
export function saveOrg(store: OrgStore, org: OrgDefinition): OrgStore {
  store.database.prepare('UPDATE meta_org SET definition = ?').run(JSON.stringify(org));
  return { ...store, org };
}

/** Adds a module with its table. Returns the store with it. */
export function addModule(store: OrgStore, definition: ModuleDefinition): OrgStore {
  const module: StoredModule = {
    ...definition,
    id: nextId(store, ID_SPACE.modules),
    fields: definition.fields.map((each) => withIds(store, each)),
  };
  const columns = module.fields.flatMap((each) => columnDefinition(each));
  store.database.exec(
    `CREATE TABLE ${quoteIdentifier(module.api_name)} (${['id INTEGER PRIMARY KEY', ...columns].join(', ')})`,
  );
  return saveModule(store, module);
}

/** Adds fields to a module. The caller has checked that the api names are free. Returns the store with them. */
export function addFields(store: OrgStore, moduleName: string, fields: readonly FieldDefinition[]): OrgStore {
  const module = requireModule(store, moduleName);
  const added = fields.map((each) => withIds(store, each));
  for (const column of added.flatMap((each) => columnDefinition(each))) {
    store.database.exec(`ALTER TABLE ${quoteIdentifier(moduleName)} ADD COLUMN ${column}`);
  }
  return saveModule(store, { ...module, fields: [...module.fields, ...added] });
}

/** Replaces a picklist's options; options whose actual value stays keep their id. Returns the changed store. */
export function setOptions(
  store: OrgStore,
  moduleName: string,
  fieldName: string,
  options: readonly OptionDefinition[],
): OrgStore {
  const module = requireModule(store, moduleName);
  const fields = module.fields.map((each) => {
    if (each.api_name !== fieldName) return each;
    const known = new Map(each.options.map((option) => [option.actual_value, option.id]));
    return {
      ...each,
      options: options.map((option) => ({
        ...option,
        id: known.get(option.actual_value) ?? nextId(store, ID_SPACE.options),
      })),
    };
  });
  return saveModule(store, { ...module, fields });
}

/** Puts a changed definition in a module's place, under another api name where it has one. The caller has renamed the table. */
export function replaceModule(store: OrgStore, name: string, module: StoredModule): OrgStore {
  store.database
    .prepare('UPDATE meta_modules SET api_name = ?, definition = ? WHERE api_name = ?')
    .run(module.api_name, JSON.stringify(module), name);
  const modules = [...store.modules].map(([key, each]) =>
    key === name ? ([module.api_name, module] as const) : ([key, each] as const),
  );
  return { ...store, modules: new Map(modules) };
}

/** The module, or an exception: for callers that have checked, or that load seeds. */
export function requireModule(store: OrgStore, name: string): StoredModule {
  const module = store.modules.get(name);
  if (module === undefined) throw new Error(`The org has no module ${name}.`);
  return module;
}

/** The next id of a number space (`ID_SPACE` or a module's number), as text. */
export function nextId(store: OrgStore, space: number): string {
  const row = store.database
    .prepare('INSERT INTO meta_sequences VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last')
    .get(space);
  return (firstId(store.org.idPrefix, space) + BigInt(Number(row?.['last']))).toString();
}

/** Builds the indexes of every module; after a load, because filling an index row by row is slow. */
export function createAllIndexes(store: OrgStore): void {
  for (const module of store.modules.values()) createIndexes(store.database, module);
  store.database.exec('PRAGMA analysis_limit = 1000; ANALYZE');
}

function withIds(store: OrgStore, definition: FieldDefinition): StoredField {
  return {
    ...definition,
    id: nextId(store, ID_SPACE.fields),
    options: definition.options.map((option) => ({
      ...option,
      id: nextId(store, ID_SPACE.options),
    })),
  };
}

function columnDefinition(field: FieldDefinition): string[] {
  const type = columnType(field.data_type);
  return type === null ? [] : [`${quoteIdentifier(field.api_name)} ${type}`];
}

function saveModule(store: OrgStore, module: StoredModule): OrgStore {
  store.database
    .prepare('INSERT INTO meta_modules VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET definition = excluded.definition')
    .run(module.api_name, store.modules.size, JSON.stringify(module));
  return { ...store, modules: new Map([...store.modules, [module.api_name, module]]) };
}
