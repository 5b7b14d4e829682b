import { collectTable } from '#core/columns/collect-table.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';
import { ownerShards, ownersOf } from '../ledger/owners.ts';
import { rowsByShard } from '../ledger/rows-by-shard.ts';
import { rowsWithout, type DealChanges } from './merge-shard.ts';

/** The directory with the deals of `changed` where they lie now; gone ones leave it. Untouched shards keep their names. */
export async function mergeOwners(
  objects: LedgerObjects,
  owners: LedgerManifest['owners'],
  { ids, place, now, was, isKnown }: DealChanges,
  changed: readonly number[],
): Promise<LedgerManifest['owners']> {
  const moved = changed.filter((at) => place[at] === -1 || isKnown[at] === 0 || now[at] !== was[at]);
  const merged = [...owners];
  const movedIds = BigInt64Array.from(moved, (at) => ids[at] ?? 0n);
  for (const [shard, rows] of rowsByShard(ownerShards(movedIds, moved.length, owners.length), 0, owners.length)) {
    const entries = [...rows].map((row) => moved[row] ?? -1);
    const left = new Set(entries.map((at) => ids[at] ?? 0n));
    const there = entries.filter((at) => place[at] !== -1);
    const name = owners[shard] ?? null;
    const table = await collectTable([
      ...(name === null ? [] : [rowsWithout(await objects.read(name), left)]),
      ownersOf(
        BigInt64Array.from(there, (at) => ids[at] ?? 0n),
        BigInt64Array.from(there, (at) => now[at] ?? 0n),
      ),
    ]);
    merged[shard] = table.length === 0 ? null : await objects.write('owners', sortById(table));
  }
  return merged;
}
