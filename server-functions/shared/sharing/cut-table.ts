import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { idsOf } from '#core/segments/members.ts';

/** The rows of a table whose id is among those, in the table's order; the table itself where that is all of them. `pick` gives them. */
export function cutTable(
  table: ColumnTable,
  ids: BigInt64Array,
  pick: (table: ColumnTable, rows: Int32Array) => ColumnTable = permuteTable,
): ColumnTable {
  const place = new Int32Array(table.length);
  createIdIndex(ids).locate(idsOf(table), table.length, place);
  const rows = new Int32Array(table.length);
  let count = 0;
  for (let row = 0; row < table.length; row++) if (place[row] !== -1) rows[count++] = row;
  return count === table.length ? table : pick(table, rows.slice(0, count));
}
