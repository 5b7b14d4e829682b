import { columnType } from '../store/column-type.ts';
import type { OrgStore } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import { moduleNumberOf } from '../store/record-id.ts';
import type { StoredModule } from '../store/stored-metadata.ts';

/** The module whose records carry such ids; null for ids of users, fields and the like. */
export function moduleOfId(store: OrgStore, id: bigint): StoredModule | null {
  const number = moduleNumberOf(id);
  for (const module of store.modules.values()) if (module.number === number) return module;
  return null;
}

/** Names of records of any module, by id; ids without a record are absent. One query per module. */
export function resolveNames(store: OrgStore, ids: Iterable<string>): ReadonlyMap<string, string> {
  const byModule = new Map<StoredModule, string[]>();
  for (const id of new Set(ids)) {
    const module = moduleOfId(store, BigInt(id));
    if (module === null) continue;
    const list = byModule.get(module);
    if (list === undefined) byModule.set(module, [id]);
    else list.push(id);
  }
  const names = new Map<string, string>();
  for (const [module, list] of byModule) {
    const nameField = module.fields.find((field) => field.api_name === module.name_field);
    if (nameField === undefined || columnType(nameField.data_type) !== 'TEXT') continue;
    const rows = store.database
      .prepare(
        `SELECT CAST(id AS TEXT) AS id, ${quoteIdentifier(module.name_field)} AS name FROM ${quoteIdentifier(module.api_name)}
         WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`,
      )
      .all(JSON.stringify(list));
    for (const row of rows) names.set(String(row['id']), String(row['name'] ?? ''));
  }
  return names;
}
