import type { ColumnTable } from '#core/columns/column-table.ts';

/** Columns of the directory that tells under which account a deal is kept: 16 bytes a deal. */
export const OWNER_COLUMNS = { id: 'id', account: 'account' } as const;

/** Range of each deal in the directory, by a hash that is part of the stored format: it never changes. */
export function ownerShards(ids: BigInt64Array, length: number, shards: number): Int32Array {
  const halves = new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
  const places = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    // The finalizer of MurmurHash3: ids of one CRM differ in few bits, and those lie together.
    let hash = Math.imul(halves[2 * row + 1]!, 0x9e3779b1) ^ halves[2 * row]!;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    places[row] = ((hash ^ (hash >>> 16)) >>> 0) % shards;
  }
  return places;
}

/** Rows of the directory: the account of each deal, place by place. */
export function ownersOf(id: BigInt64Array, account: BigInt64Array): ColumnTable {
  return {
    length: id.length,
    columns: new Map([
      [OWNER_COLUMNS.id, { kind: 'id', values: id }],
      [OWNER_COLUMNS.account, { kind: 'id', values: account }],
    ]),
  };
}
