import type { OrgStore } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import { ID_SPACE, recordId } from '../store/record-id.ts';
import type { StoredModule } from '../store/stored-metadata.ts';
import type { SandboxSwitches } from '../switches.ts';
import { resolveNames } from './resolve-names.ts';

export interface Deletion {
  /** The user's id; null = the org's first user. */
  readonly by: bigint | null;
  /** Epoch seconds. */
  readonly now: number;
  /** Is it remembered among the deleted? Default: yes. */
  readonly listed?: boolean;
  readonly detached?: SandboxSwitches['detachedRecords'];
}

/**
 * Deletes a record with its subform rows, empties the lookups that point to it, and remembers it among the deleted. False when
 * no record has the id.
 */
export function deleteRecord(
  store: OrgStore,
  module: StoredModule,
  id: bigint,
  { by, now, listed = true, detached = 'untouched' }: Deletion,
): boolean {
  const hasOwner = module.fields.some((field) => field.api_name === 'Created_By');
  const statement = store.database.prepare(
    `SELECT ${hasOwner ? 'Created_By' : 'NULL'} AS creator FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`,
  );
  statement.setReadBigInts(true);
  const row = statement.get(id);
  if (row === undefined) return false;
  const name = resolveNames(store, [id.toString()]).get(id.toString()) ?? null;
  if (listed)
    store.database
      .prepare('INSERT OR REPLACE INTO deleted_records VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        id,
        module.api_name,
        name,
        by ?? recordId(store.org.idPrefix, ID_SPACE.users, 1),
        row['creator'] ?? null,
        now,
      );
  store.database.prepare(`DELETE FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`).run(id);
  detach(store, module, id, detached === 'touched' ? now : null);
  return true;
}

function detach(store: OrgStore, deleted: StoredModule, id: bigint, touchedAt: number | null): void {
  const subforms = new Set(deleted.fields.map((field) => field.subform));
  for (const module of store.modules.values()) {
    const table = quoteIdentifier(module.api_name);
    for (const field of module.fields) {
      if (field.lookup !== deleted.api_name && field.lookup !== '*') continue;
      const column = quoteIdentifier(field.api_name);
      if (touchedAt !== null) touchReferring(store, module, field.api_name, id, touchedAt);
      const owned = subforms.has(module.api_name) && field.api_name === 'Parent_Id';
      store.database
        .prepare(
          owned
            ? `DELETE FROM ${table} WHERE ${column} = ?`
            : `UPDATE ${table} SET ${column} = NULL WHERE ${column} = ?`,
        )
        .run(id);
    }
  }
}

/** Records that name another by a lookup get that instant as the time of their change. */
export function touchReferring(store: OrgStore, module: StoredModule, lookup: string, id: bigint, now: number): void {
  if (!module.fields.some((field) => field.api_name === 'Modified_Time')) return;
  store.database
    .prepare(`UPDATE ${quoteIdentifier(module.api_name)} SET Modified_Time = ? WHERE ${quoteIdentifier(lookup)} = ?`)
    .run(now, id);
}
