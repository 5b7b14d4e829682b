import type { Column, ColumnTable } from './column-table.ts';

/** Rows `[from, to)` as views of the same arrays; dictionaries are shared. */
export function sliceTable(table: ColumnTable, from: number, to: number): ColumnTable {
  const columns = new Map<string, Column>();
  for (const [key, column] of table.columns) columns.set(key, sliceColumn(column, from, to));
  return { length: to - from, columns };
}

function sliceColumn(column: Column, from: number, to: number): Column {
  switch (column.kind) {
    case 'id':
      return { kind: 'id', values: column.values.subarray(from, to) };
    case 'text':
      return { ...column, codes: column.codes.subarray(from, to) };
    case 'number':
      return { kind: 'number', values: column.values.subarray(from, to) };
    case 'money':
      return { kind: 'money', minor: column.minor.subarray(from, to) };
    case 'day':
      return { kind: 'day', days: column.days.subarray(from, to) };
    case 'boolean':
      return { kind: 'boolean', values: column.values.subarray(from, to) };
  }
}
