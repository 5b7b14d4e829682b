import { expect, test } from 'vitest';
import { entriesByShard } from '#server-functions/score/changes/entries-by-shard.ts';

test('a deal is looked at where it was and where it is now, once where that is the same', () => {
  const changes = { place: Int32Array.of(0, 1, -1, 2), isKnown: Uint8Array.of(1, 1, 1, 0) };
  const shards = { was: Int32Array.of(3, 3, 0, 0), now: Int32Array.of(3, 1, 0, 1) };
  expect(entriesByShard(changes, shards)).toEqual([
    [0, [2]],
    [1, [1, 3]],
    [3, [0, 1]],
  ]);
});

// A list that is copied for each deal takes minutes here, and a run would lose its lease.
test('a mass update of one shard is sorted in one pass', () => {
  const deals = 50_000;
  const changes = { place: new Int32Array(deals), isKnown: new Uint8Array(deals).fill(1) };
  const [[shard, entries] = [], ...others] = entriesByShard(changes, {
    was: new Int32Array(deals),
    now: new Int32Array(deals),
  });
  expect([shard, entries?.length, others]).toEqual([0, deals, []]);
});
