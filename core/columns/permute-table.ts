import type { ColumnTable } from './column-table.ts';

/** The rows of `order`, in that order; a shorter `order` selects, a repeated row repeats. Dictionaries are shared, not copied. */
export function permuteTable(_table: ColumnTable, _order: Int32Array): ColumnTable {
  throw new Error('in progress');
}
