import type { ColumnTable } from './column-table.ts';
import { permuteTable } from './permute-table.ts';

const BYTES = 8;
const SIGN_BIT = 0x80;

/**
 * Row order by id ascending (signed 64 bit) of the first `length` ids, equal ids in their present order. Radix sort by bytes:
 * linear, no BigInt, and a byte that all ids share costs one pass of counting.
 */
export function idOrder(ids: BigInt64Array, length: number): Int32Array {
  const bytes = new Uint8Array(ids.buffer, ids.byteOffset, BYTES * length);
  let order = Int32Array.from({ length }, (_, row) => row);
  let spare = new Int32Array(length);
  for (let digit = 0; digit < BYTES; digit++) {
    const flip = digit === BYTES - 1 ? SIGN_BIT : 0;
    const starts = new Int32Array(257);
    for (let row = 0; row < length; row++) starts[(bytes[BYTES * row + digit]! ^ flip) + 1]!++;
    if (starts.includes(length)) continue;
    for (let value = 0; value < 256; value++) starts[value + 1]! += starts[value]!;
    for (let index = 0; index < length; index++) {
      const row = order[index]!;
      spare[starts[bytes[BYTES * row + digit]! ^ flip]!++] = row;
    }
    [order, spare] = [spare, order];
  }
  return order;
}

/** The table sorted by its column `id`; the same table when it is sorted already. Throws TypeError without such a column. */
export function sortById(table: ColumnTable): ColumnTable {
  const column = table.columns.get('id');
  if (column?.kind !== 'id') throw new TypeError('A table is sorted by its column "id" of kind id');
  const order = idOrder(column.values, table.length);
  return order.every((row, index) => row === index) ? table : permuteTable(table, order);
}
