import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { INCLUDED_COLUMN } from '#core/segments/evaluate-segment.ts';
import { insideMask, type Members } from '#core/segments/members.ts';
import { columnOf } from '../../score/column-of.ts';

/** Rows of the members in the generation, in its order; null members = every account in ABM. Members that are gone have none. */
export function memberRows(table: ColumnTable, members: Members | null): Int32Array {
  const inside = insideMask(table, INCLUDED_COLUMN);
  if (members !== null) {
    const ids = columnOf(table, 'id', 'id').values.subarray(0, table.length);
    const rows = new Int32Array(members.length);
    createIdIndex(ids).locate(members, members.length, rows);
    return rows.filter((row) => row !== -1).sort();
  }
  const rows = new Int32Array(table.length);
  let count = 0;
  for (let row = 0; row < table.length; row++) if (inside[row] === 1) rows[count++] = row;
  return rows.slice(0, count);
}
