import type { Column, ColumnTable } from './column-table.ts';

/**
 * The rows of `order`, in that order; a shorter `order` selects, a repeated row repeats. Dictionaries are shared, not copied.
 * Throws RangeError for a row the table does not have.
 */
export function permuteTable(table: ColumnTable, order: Int32Array): ColumnTable {
  for (const row of order) {
    if (row < 0 || row >= table.length) throw new RangeError(`Row ${row} of a table of ${table.length} rows`);
  }
  const columns = new Map<string, Column>();
  for (const [key, column] of table.columns) columns.set(key, permuteColumn(column, order));
  return { length: order.length, columns };
}

function permuteColumn(column: Column, order: Int32Array): Column {
  switch (column.kind) {
    case 'id': {
      const values = new BigInt64Array(order.length);
      // Halves, so that no BigInt is made per row.
      const from = new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.values.length);
      const to = new Int32Array(values.buffer);
      for (let row = 0; row < order.length; row++) {
        const source = 2 * order[row]!;
        to[2 * row] = from[source]!;
        to[2 * row + 1] = from[source + 1]!;
      }
      return { kind: 'id', values };
    }
    case 'text':
      return { ...column, codes: pick(column.codes, new Int32Array(order.length), order) };
    case 'number':
      return { kind: 'number', values: pick(column.values, new Float64Array(order.length), order) };
    case 'money':
      return { kind: 'money', minor: pick(column.minor, new Float64Array(order.length), order) };
    case 'day':
      return { kind: 'day', days: pick(column.days, new Int32Array(order.length), order) };
    case 'boolean':
      return { kind: 'boolean', values: pick(column.values, new Uint8Array(order.length), order) };
  }
}

function pick<T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T, order: Int32Array): T {
  for (let row = 0; row < order.length; row++) to[row] = from[order[row]!]!;
  return to;
}
