import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex, type IdIndex } from '#core/columns/key-index.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { INCLUDED_COLUMN } from '#core/segments/evaluate-segment.ts';
import { insideMask, type Members } from '#core/segments/members.ts';
import type { Blob } from '#core/store/blob.ts';
import { columnOf } from '../../score/column-of.ts';
import { readMembers } from '../evaluate.ts';

/** Rows of the members in the generation, in its order; null members = every account in ABM. Members that are gone have none. */
export function memberRows(table: ColumnTable, members: Members | null): Int32Array {
  if (members !== null) {
    const rows = new Int32Array(members.length);
    indexOf(table).locate(members, members.length, rows);
    return rows.filter((row) => row !== -1).sort();
  }
  const inside = insideMask(table, INCLUDED_COLUMN);
  const rows = new Int32Array(table.length);
  let count = 0;
  for (let row = 0; row < table.length; row++) if (inside[row] === 1) rows[count++] = row;
  return rows.slice(0, count);
}

/** With their generation: one is asked about by everything that a screen shows. */
const knownIndexes = new WeakMap<ColumnTable, IdIndex>();

/** Where each account of a generation stands. */
export function indexOf(table: ColumnTable): IdIndex {
  const known = knownIndexes.get(table);
  if (known !== undefined) return known;
  const made = createIdIndex(columnOf(table, 'id', 'id').values.subarray(0, table.length));
  knownIndexes.set(table, made);
  return made;
}

/** Somebody leafs through a few segments at a time; of a million accounts one takes up to 4 MB. Segments of a table. */
const MOST_KNOWN = 12;
const knownRows = new WeakMap<ColumnTable, Map<string, Promise<Int32Array>>>();

/**
 * `memberRows` of the members stored under `key`, null = every account in ABM; not to be changed. Kept with the table, which is one org's
 * and one view's: members are stored once under a key of their own.
 */
export function readMemberRows(blob: Blob, org: OrgKey, table: ColumnTable, key: string | null): Promise<Int32Array> {
  const known = knownRows.get(table) ?? new Map<string, Promise<Int32Array>>();
  knownRows.set(table, known);
  const name = key ?? '';
  const found =
    known.get(name) ??
    (key === null ? Promise.resolve(null) : readMembers(blob, org, key)).then((members) => memberRows(table, members));
  known.delete(name);
  known.set(name, found);
  for (const other of known.keys()) if (known.size > MOST_KNOWN) known.delete(other);
  found.catch(() => {
    // What failed once may be read the next time.
    if (known.get(name) === found) known.delete(name);
  });
  return found;
}
