import type { Column, ColumnKind, ColumnTable } from '#core/columns/column-table.ts';

/** The column a plan asked for; anything else is an adapter's bug. */
export function columnOf<K extends ColumnKind>(table: ColumnTable, key: string, kind: K): Extract<Column, { kind: K }> {
  const column = table.columns.get(key);
  if (!isOfKind(column, kind)) throw new TypeError(`the reading gave no ${kind} column ${key}`);
  return column;
}

function isOfKind<K extends ColumnKind>(column: Column | undefined, kind: K): column is Extract<Column, { kind: K }> {
  return column?.kind === kind;
}
