/** Resamples behind an interval: the ends then move by less than a tenth of its width from seed to seed. */
const RESAMPLES = 1_000;
/** 95 %, two-sided. */
const TAIL = 0.025;

export interface PairedInterval {
  /** Mean of ours minus theirs. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Pairs behind it. */
  readonly pairs: number;
}

/** Percentile bootstrap of the mean difference over paired cases (accounts). The same seed gives the same interval. */
export function pairedInterval(ours: Float64Array, theirs: Float64Array, seed: number): PairedInterval {
  const pairs = ours.length;
  if (pairs === 0) return { difference: 0, low: 0, high: 0, pairs };
  const differences = ours.map((value, index) => value - theirs[index]!);
  const random = createRandom(seed);
  const means = new Float64Array(RESAMPLES);
  for (let sample = 0; sample < RESAMPLES; sample++) {
    let sum = 0;
    for (let draw = 0; draw < pairs; draw++) sum += differences[Math.floor(random() * pairs)]!;
    means[sample] = sum / pairs;
  }
  means.sort();
  const difference = differences.reduce((sum, value) => sum + value, 0) / pairs;
  const at = (share: number): number => means[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))]!;
  return { difference, low: at(TAIL), high: at(1 - TAIL), pairs };
}

/** Mulberry32: small, seeded, good enough to draw samples. Values in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` different numbers below `size` in ascending order; all of them when there are no more. */
export function drawSample(size: number, count: number, seed: number): Int32Array {
  const all = Int32Array.from({ length: size }, (_, index) => index);
  if (size <= count) return all;
  const random = createRandom(seed);
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(random() * (size - index));
    [all[index], all[other]] = [all[other]!, all[index]!];
  }
  return all.slice(0, count).sort();
}
