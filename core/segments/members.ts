import { NULL_BOOLEAN, type ColumnTable } from '#core/columns/column-table.ts';

/** Ids of a segment's records, ascending, each once. */
export type Members = BigInt64Array;

/** The ids of the rows that a mask keeps (1 = in). Throws TypeError when the table has no id column. */
export function membersOf(table: ColumnTable, mask: Uint8Array): Members {
  const ids = idsOf(table);
  let count = 0;
  for (let row = 0; row < table.length; row++) count += mask[row]!;
  const members = new BigInt64Array(count);
  let next = 0;
  for (let row = 0; row < table.length; row++) if (mask[row] === 1) members[next++] = ids[row]!;
  return members.sort();
}

/** What stands in both. */
export function intersectMembers(a: Members, b: Members): Members {
  const common = new BigInt64Array(Math.min(a.length, b.length));
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const left = a[i]!;
    const right = b[j]!;
    if (left === right) common[count++] = left;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return common.slice(0, count);
}

export interface MemberDifference {
  readonly entered: Members;
  readonly exited: Members;
}

/** SEG-1, SEG-3: who came and who went between two evaluations. */
export function diffMembers(before: Members, after: Members): MemberDifference {
  const entered = new BigInt64Array(after.length);
  const exited = new BigInt64Array(before.length);
  let came = 0;
  let went = 0;
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const old = before[i];
    const now = after[j];
    if (old !== undefined && old === now) {
      i++;
      j++;
    } else if (old !== undefined && (now === undefined || old < now)) {
      exited[went++] = old;
      i++;
    } else if (now !== undefined) {
      entered[came++] = now;
      j++;
    }
  }
  return { entered: entered.slice(0, came), exited: exited.slice(0, went) };
}

/** The id column as it is: it may be longer than the table. Throws `TypeError` where there is none (a bug). */
export function idsOf(table: ColumnTable): BigInt64Array {
  const column = table.columns.get('id');
  if (column?.kind !== 'id') throw new TypeError('Segments need a table with an id column');
  return column.values;
}

/**
 * 1 where a record is inside ABM. A generation keeps accounts outside the global criteria (their label fields must be
 * cleared); they belong to no segment. Tables without that column are inside as a whole; an unknown value is outside.
 */
export function insideMask(table: ColumnTable, includedKey: string): Uint8Array {
  const inside = new Uint8Array(table.length);
  const column = table.columns.get(includedKey);
  if (column === undefined) return inside.fill(1);
  if (column.kind !== 'boolean') throw new TypeError(`${includedKey} is not a boolean column`);
  for (let row = 0; row < table.length; row++) {
    const value = column.values[row]!;
    inside[row] = value === NULL_BOOLEAN ? 0 : value;
  }
  return inside;
}
