/** Rows of each shard of `[from, to)` that has any. */
export function rowsByShard(shardOf: Int32Array, from: number, to: number): ReadonlyMap<number, Int32Array> {
  const counts = new Int32Array(to - from);
  for (const shard of shardOf) if (shard >= from && shard < to) counts[shard - from]!++;
  const rows = new Map<number, Int32Array>();
  counts.forEach((count, at) => {
    if (count > 0) rows.set(from + at, new Int32Array(count));
  });
  const next = new Int32Array(to - from);
  shardOf.forEach((shard, row) => {
    const places = rows.get(shard);
    if (places !== undefined) places[next[shard - from]!++] = row;
  });
  return rows;
}
