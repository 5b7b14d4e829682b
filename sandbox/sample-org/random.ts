/** A seeded source of numbers. The same seed, stream and ordinal give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform whole number in [0, count). */
  below(count: number): number;
  /** Uniform whole number, both ends included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Standard normal, by Box and Muller. */
  normal(): number;
}

const TWO_32 = 4_294_967_296;
/** PractRand mixes a three-word seed this many rounds before the first output. */
const WARM_UP_ROUNDS = 15;

/**
 * sfc32, "Small Fast Counting", by Chris Doty-Humphrey (PractRand 0.94, public domain): 128 bits of state, passes BigCrush.
 * Each account has a generator of its own, so nothing an account draws moves another one.
 */
export function createRandom(seed: number, stream: number, ordinal: number): Random {
  let a = seed | 0;
  let b = Math.floor(seed / TWO_32) ^ Math.imul(stream + 1, 0x9e37_79b9);
  let c = ordinal | 0;
  let counter = 1;

  const word = (): number => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + out) | 0;
    return out >>> 0;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) word();

  const next = () => word() / TWO_32;
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** An index drawn by weight; `cumulative` are the running sums. A handful of entries: a scan beats a search. */
export function pickIndex(random: Random, cumulative: readonly number[]): number {
  const target = random.next() * (cumulative.at(-1) ?? 0);
  const index = cumulative.findIndex((sum) => target < sum);
  return index === -1 ? cumulative.length - 1 : index;
}

/** Running sums of weights. */
export function cumulate(weights: readonly number[]): readonly number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}
