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

/** Together they take no more than two lists of all accounts: of a million 8 MB. */
const MOST_SHARE = 2;

interface KnownRows {
  /** By last use: the first ones rest longest. */
  readonly rows: Map<string, Int32Array>;
  readonly finding: Map<string, Promise<Int32Array>>;
}
const knownRows = new WeakMap<ColumnTable, KnownRows>();

/**
 * `memberRows` of the members stored under `key`, null = every account in ABM; not to be changed. Kept with the table, which is one org's
 * and one view's: members are stored once under a key of their own.
 */
export function readMemberRows(blob: Blob, org: OrgKey, table: ColumnTable, key: string | null): Promise<Int32Array> {
  const known: KnownRows = knownRows.get(table) ?? { rows: new Map(), finding: new Map() };
  knownRows.set(table, known);
  const name = key ?? '';
  const kept = known.rows.get(name);
  if (kept !== undefined) return Promise.resolve(keep(known, name, kept, table));
  const under = known.finding.get(name);
  if (under !== undefined) return under;
  const found = findRows(blob, org, table, key)
    .then((rows) => keep(known, name, rows, table))
    .finally(() => known.finding.delete(name));
  known.finding.set(name, found);
  return found;
}

async function findRows(blob: Blob, org: OrgKey, table: ColumnTable, key: string | null): Promise<Int32Array> {
  return memberRows(table, key === null ? null : await readMembers(blob, org, key));
}

/** As the newest one; the oldest leave where there is no more room. */
function keep({ rows }: KnownRows, name: string, found: Int32Array, table: ColumnTable): Int32Array {
  rows.delete(name);
  rows.set(name, found);
  let total = 0;
  for (const { length } of rows.values()) total += length;
  for (const [other, { length }] of rows) {
    if (total <= MOST_SHARE * table.length || other === name) break;
    rows.delete(other);
    total -= length;
  }
  return found;
}
