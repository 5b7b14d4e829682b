import { columnType } from './column-type.ts';
import { createDerive } from './derive-fields.ts';
import { toCell } from './insert-rows.ts';
import type { OrgStore } from './org-store.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import type { SqlValue } from './sql-value.ts';
import type { StoredModule } from './stored-metadata.ts';

/** What a derived field is computed from; changing one of these recomputes it, unless the caller names it too. */
const DERIVED_FROM: Readonly<Record<string, readonly (readonly [derived: string, sources: readonly string[]])[]>> = {
  Contacts: [['Full_Name', ['First_Name', 'Last_Name']]],
  Leads: [['Full_Name', ['First_Name', 'Last_Name']]],
  Deals: [
    ['Probability', ['Stage']],
    ['Expected_Revenue', ['Stage', 'Amount', 'Probability']],
  ],
  Calls: [['Call_Duration_in_seconds', ['Call_Duration']]],
};

/**
 * Changes one record inside the caller's transaction: the cells named, the fields the CRM derives from them, and
 * Modified_Time. False when no record has the id. `now` in epoch milliseconds.
 */
export function updateRow(
  store: OrgStore,
  module: StoredModule,
  id: bigint,
  cells: ReadonlyMap<string, SqlValue>,
  now: number,
): boolean {
  const changes = new Map<string, SqlValue>([...cells, ...derivedChanges(store, module, id, cells)]);
  changes.set('Modified_Time', now);
  const fields = module.fields.filter((field) => changes.has(field.api_name) && columnType(field.data_type) !== null);
  const assignments = fields.map((field) => `${quoteIdentifier(field.api_name)} = ?`);
  const values = fields.map((field) => {
    const value = changes.get(field.api_name) ?? null;
    return value === null ? null : toCell(value, { name: field.api_name, type: field.data_type });
  });
  const result = store.database
    .prepare(`UPDATE ${quoteIdentifier(module.api_name)} SET ${assignments.join(', ')} WHERE id = ?`)
    .run(...values, id);
  return Number(result.changes) > 0;
}

function derivedChanges(
  store: OrgStore,
  module: StoredModule,
  id: bigint,
  cells: ReadonlyMap<string, SqlValue>,
): readonly (readonly [string, SqlValue])[] {
  const derive = createDerive(module);
  const affected = (DERIVED_FROM[module.api_name] ?? []).filter(
    ([derived, sources]) => !cells.has(derived) && sources.some((source) => cells.has(source)),
  );
  if (derive === null || affected.length === 0) return [];
  const current = store.database.prepare(`SELECT * FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`);
  current.setReadBigInts(true);
  const row: Record<string, SqlValue | undefined> = {};
  for (const [name, value] of Object.entries(current.get(id) ?? {})) {
    if (!(value instanceof Uint8Array)) row[name] = value;
  }
  for (const [name, value] of cells) row[name] = value;
  for (const [derived] of affected) row[derived] = undefined;
  const derived = derive(row);
  return affected.map(([name]) => [name, derived[name] ?? null] as const);
}
