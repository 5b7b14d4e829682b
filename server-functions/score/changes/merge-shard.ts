import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L } from '../deal-ledger.ts';
import { sameCells } from './same-cells.ts';

/** Deals that changed or are gone, one entry each. */
export interface DealChanges {
  readonly ids: BigInt64Array;
  /** Rows as they are now; null = none. */
  readonly rows: ColumnTable | null;
  /** Place among `rows`; -1 = gone. */
  readonly place: Int32Array;
  /** The account it has now, and the one that the ledger has it under; `NULL_ID` = none. */
  readonly now: BigInt64Array;
  readonly was: BigInt64Array;
  /** 1 where the ledger has it. */
  readonly isKnown: Uint8Array;
}

export interface MergedShard {
  /** Sorted by id; null = the shard is as before. */
  readonly table: ColumnTable | null;
  /** Accounts with other deals than before. */
  readonly touched: readonly bigint[];
  /** Entries that say something new. */
  readonly changed: readonly number[];
}

/** One shard with the entries of `places` brought in: those that it had leave it, those that are `inHere` now come in. */
export async function mergeShard(
  old: ColumnTable | null,
  changes: DealChanges,
  places: readonly number[],
  inHere: (at: number) => boolean,
): Promise<MergedShard> {
  const { ids, rows, place, now, was, isKnown } = changes;
  const wanted = BigInt64Array.from(places, (at) => ids[at] ?? 0n);
  const found = new Int32Array(wanted.length).fill(-1);
  if (old !== null)
    createIdIndex(columnOf(old, L.id, 'id').values.subarray(0, old.length)).locate(wanted, wanted.length, found);
  const touched: bigint[] = [];
  const changed: number[] = [];
  const left = new Set<bigint>();
  const came: number[] = [];
  places.forEach((at, entry) => {
    const before = found[entry] ?? -1;
    const row = place[at] ?? -1;
    const isSame =
      before !== -1 && row !== -1 && inHere(at) && old !== null && rows !== null && sameCells(rows, row, old, before);
    if (isSame) return;
    changed.push(at);
    if (before !== -1) left.add(ids[at] ?? 0n);
    if (isKnown[at] === 1) touched.push(was[at] ?? 0n);
    if (row === -1) return;
    touched.push(now[at] ?? 0n);
    if (inHere(at)) came.push(row);
  });
  if (left.size === 0 && came.length === 0) return { table: null, touched, changed };
  const stayed = old === null ? null : rowsWithout(old, left);
  const tables = [
    ...(stayed === null || stayed.length === 0 ? [] : [stayed]),
    ...(rows === null || came.length === 0 ? [] : [permuteTable(rows, Int32Array.from(came))]),
  ];
  const table = await collectTable(tables);
  return { table: table.length === 0 ? table : sortById(table), touched, changed };
}

/** The rows of all other ids. */
export function rowsWithout(table: ColumnTable, ids: ReadonlySet<bigint>): ColumnTable {
  if (ids.size === 0) return table;
  const all = columnOf(table, 'id', 'id').values;
  const rows = Int32Array.from({ length: table.length }, (_, row) => row);
  return permuteTable(
    table,
    rows.filter((row) => !ids.has(all[row] ?? 0n)),
  );
}
