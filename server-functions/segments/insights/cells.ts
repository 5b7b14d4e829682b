import { NULL_DAY, NULL_ID, textAt, type ColumnTable } from '#core/columns/column-table.ts';

/** A cell as JSON carries it: ids and texts as strings, numbers and minor units as numbers, days as epoch days. */
export type JsonCell = string | number | boolean | null;

/** Reads one column; a missing one, or one that the viewer may not see, is empty throughout. */
export function cellReader(table: ColumnTable, key: string, hidden: ReadonlySet<string>): (row: number) => JsonCell {
  const column = hidden.has(key) ? undefined : table.columns.get(key);
  switch (column?.kind) {
    case 'id':
      return (row) => (column.values[row] === NULL_ID ? null : String(column.values[row]));
    case 'text':
      return (row) => textAt(column, row);
    case 'number':
      return (row) => numberOrNull(column.values[row]!);
    case 'money':
      return (row) => numberOrNull(column.minor[row]!);
    case 'day':
      return (row) => (column.days[row] === NULL_DAY ? null : column.days[row]!);
    case 'boolean':
      return (row) => (column.values[row] === 1 ? true : column.values[row] === 0 ? false : null);
    case undefined:
      return () => null;
  }
}

/** Text columns as text; anything else is empty. */
export function textReader(
  table: ColumnTable,
  key: string,
  hidden: ReadonlySet<string>,
): (row: number) => string | null {
  const cell = cellReader(table, key, hidden);
  return (row) => {
    const value = cell(row);
    return typeof value === 'string' ? value : null;
  };
}

export function numberReader(
  table: ColumnTable,
  key: string,
  hidden: ReadonlySet<string>,
): (row: number) => number | null {
  const cell = cellReader(table, key, hidden);
  return (row) => {
    const value = cell(row);
    return typeof value === 'number' ? value : null;
  };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
