import { halvesOfIds } from '#core/techniques/engagement/waiting-messages.ts';

/**
 * Of so many accounts a run keeps what their labels rest on, so that other settings can be tried on them: a share of these is off by
 * two percentage points at most, nineteen times out of twenty. Accounts.
 */
export const SAMPLED_ACCOUNTS = 2_000;
/** Not in the sample. */
export const UNSAMPLED = -1;

/**
 * Places in the sample by ordinal, `UNSAMPLED` = none: the `most` accounts whose ids have the lowest hashes, so that the sample is the
 * same from run to run, and a smaller one is a part of a larger one. All of the population where there are no more.
 */
export function sampleAccounts(ids: BigInt64Array, population: Uint8Array, most: number): Int32Array {
  const places = new Int32Array(ids.length).fill(UNSAMPLED);
  const hashes = hashIds(ids);
  const inside = hashes.filter((_, ordinal) => population[ordinal] === 1).sort();
  const highest = inside[Math.min(most, inside.length) - 1];
  if (highest === undefined) return places;
  const chosen: number[] = [];
  for (let ordinal = 0; ordinal < ids.length; ordinal++)
    if (population[ordinal] === 1 && hashes[ordinal]! <= highest) chosen.push(ordinal);
  // Ids ascend with ordinals: equal hashes stay in the order of ids.
  chosen.sort((a, b) => hashes[a]! - hashes[b]! || a - b);
  chosen.slice(0, most).forEach((ordinal, place) => (places[ordinal] = place));
  return places;
}

/** The finalizer of MurmurHash3 over both halves: ids of one CRM differ in few bits. */
function hashIds(ids: BigInt64Array): Uint32Array {
  const halves = halvesOfIds(ids);
  return Uint32Array.from({ length: ids.length }, (_, at) => {
    let mixed = halves[2 * at]! ^ Math.imul(halves[2 * at + 1]!, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  });
}
