import {
  NULL_BOOLEAN,
  textAt,
  NULL_DAY,
  NULL_ID,
  type ColumnKind,
  type ColumnTable,
} from '#core/columns/column-table.ts';
import type { CrmBatch, ReadReport } from '#core/crm/crm-batch.ts';

export type Cell = bigint | string | number | boolean | null;

/** One row as an object: for tests of a few rows, never for data. */
export type CellRow = Readonly<Record<string, Cell>>;

/** Reads a whole module through the port. `kinds` names the fields (api names) and what they are read as. */
export async function readRows(
  crm: CrmBatch,
  module: string,
  kinds: Readonly<Record<string, ColumnKind>>,
): Promise<{ readonly rows: readonly CellRow[]; readonly report: ReadReport }> {
  const fields = Object.entries(kinds).map(([apiName, kind]) => ({ apiName, as: apiName, kind }));
  const reading = crm.readTable({ module, fields });
  const rows: CellRow[] = [];
  for await (const batch of reading.batches) rows.push(...tableRows(batch));
  return { rows, report: await reading.report };
}

export function tableRows(table: ColumnTable): readonly CellRow[] {
  return Array.from({ length: table.length }, (_, row) =>
    Object.fromEntries([...table.columns.keys()].map((key) => [key, cellAt(table, key, row)])),
  );
}

export function cellAt(table: ColumnTable, key: string, row: number): Cell {
  const column = table.columns.get(key);
  switch (column?.kind) {
    case undefined:
      throw new RangeError(`The table has no column ${key}`);
    case 'id':
      return orNull(column.values[row], NULL_ID);
    case 'text':
      return textAt(column, row);
    case 'number':
      return orNull(column.values[row], Number.NaN);
    case 'money':
      return orNull(column.minor[row], Number.NaN);
    case 'day':
      return orNull(column.days[row], NULL_DAY);
    case 'boolean': {
      const value = column.values[row] ?? NULL_BOOLEAN;
      return value === NULL_BOOLEAN ? null : value === 1;
    }
  }
}

function orNull<T extends bigint | number>(value: T | undefined, empty: T): T | null {
  return value === undefined || Object.is(value, empty) ? null : value;
}
