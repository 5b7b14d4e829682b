import type { ColumnTable } from './column-table.ts';

/** Row order by id ascending (signed 64 bit), equal ids in their present order. */
export function idOrder(_ids: BigInt64Array, _length: number): Int32Array {
  throw new Error('in progress');
}

/** The table sorted by its column `id`. The same table when it is sorted already. Throws TypeError without such a column. */
export function sortById(_table: ColumnTable): ColumnTable {
  throw new Error('in progress');
}
