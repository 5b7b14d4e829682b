import { createIdIndex } from '#core/columns/key-index.ts';
import { columnOf } from '../column-of.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';
import { OWNER_COLUMNS, ownerShards } from '../ledger/owners.ts';
import { rowsByShard } from '../ledger/rows-by-shard.ts';

export interface Owners {
  /** 1 where the ledger has the deal. */
  readonly isKnown: Uint8Array;
  /** Under which account; `NULL_ID` = under none. */
  readonly account: BigInt64Array;
}

/** Under which accounts the ledger has these deals; reads the shards of the directory that can know. */
export async function findOwners(
  objects: LedgerObjects,
  { owners }: Pick<LedgerManifest, 'owners'>,
  deals: BigInt64Array,
): Promise<Owners> {
  const found = { isKnown: new Uint8Array(deals.length), account: new BigInt64Array(deals.length) };
  for (const [shard, rows] of rowsByShard(ownerShards(deals, deals.length, owners.length), 0, owners.length)) {
    const name = owners[shard] ?? null;
    if (name === null) continue;
    const directory = await objects.read(name);
    const accounts = columnOf(directory, OWNER_COLUMNS.account, 'id').values;
    const wanted = BigInt64Array.from(rows, (row) => deals[row] ?? 0n);
    const places = new Int32Array(wanted.length);
    createIdIndex(columnOf(directory, OWNER_COLUMNS.id, 'id').values.subarray(0, directory.length)).locate(
      wanted,
      wanted.length,
      places,
    );
    places.forEach((place, at) => {
      const row = rows[at] ?? -1;
      if (place === -1) return;
      found.isKnown[row] = 1;
      found.account[row] = accounts[place] ?? 0n;
    });
  }
  return found;
}
