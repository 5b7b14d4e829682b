import type { DealChanges } from './merge-shard.ts';

/**
 * Which entries each shard has to look at: the shard that had a deal, and the one that has it now. Ascending by shard; a mass
 * update may put every deal of an org into one of them.
 */
export function entriesByShard(
  { place, isKnown }: Pick<DealChanges, 'place' | 'isKnown'>,
  shards: { readonly was: Int32Array; readonly now: Int32Array },
): readonly (readonly [shard: number, entries: readonly number[]])[] {
  const within = new Map<number, number[]>();
  const add = (shard: number, entry: number): void => {
    const entries = within.get(shard);
    if (entries === undefined) within.set(shard, [entry]);
    else entries.push(entry);
  };
  for (let entry = 0; entry < place.length; entry++) {
    const [was, now] = [shards.was[entry] ?? 0, shards.now[entry] ?? 0];
    const wasKnown = isKnown[entry] === 1;
    if (wasKnown) add(was, entry);
    if (place[entry] !== -1 && !(wasKnown && was === now)) add(now, entry);
  }
  return [...within].sort(([a], [b]) => a - b);
}
