import { joinSteps, type Better, type Steps } from './steps.ts';

/** A percentile break, exactly: `whole + part / levels` with `0 <= part < levels`. */
export interface Break {
  readonly whole: number;
  readonly part: number;
}

export interface AutomaticSteps {
  readonly steps: Steps;
  /** `levels - 1` of them, ascending. */
  readonly breaks: readonly Break[];
  /** Counted up to `levels`. */
  readonly distinct: number;
  /**
   * `percentiles`: the breaks decide. `extremeFilled`: a tie left the best (recency: the worst) level empty and the accounts at
   * that extreme take it. `ranks`: fewer distinct values than levels. `noVariation`: one value only.
   */
  readonly rule: 'percentiles' | 'extremeFilled' | 'ranks' | 'noVariation';
}

/**
 * RFM-4: parts of equal share by R's quantile type 7. `values` are safe integers of the population, in any
 * order, at least one. A value equal to a break belongs to the lower side; equal values always score equally.
 *
 * For an integer x, `b_j < x` is `k (x - x_i) > rem (x_{i+1} - x_i)`, hence `x > x_i + floor(rem * gap / k)`: one exact integer
 * cut a break, computed without floats, decides every account by a plain comparison.
 */
export function deriveAutomaticSteps(values: Float64Array, levels: number, better: Better): AutomaticSteps {
  const sorted = values.slice().sort();
  const breaks: Break[] = [];
  for (let j = 1; j < levels; j++) breaks.push(breakOf(sorted, j, levels));
  const distinct = distinctValues(sorted, levels);
  const toScore = (rising: number): number => (better === 'higher' ? rising : levels + 1 - rising);

  if (distinct.length === 1) {
    return { steps: { starts: [], scores: [Math.ceil(levels / 2)] }, breaks, distinct: 1, rule: 'noVariation' };
  }
  if (distinct.length < levels) {
    const ranks = distinct.map((start, rank) => ({
      start,
      score: toScore(1 + Math.floor((rank * (levels - 1)) / (distinct.length - 1))),
    }));
    return { steps: joinSteps(toScore(1), ranks.slice(1)), breaks, distinct: distinct.length, rule: 'ranks' };
  }
  const largest = sorted[sorted.length - 1]!;
  const rest = breaks.map((cut, j) => ({ start: cut.whole + 1, score: toScore(j + 2) }));
  const reached = rest.filter(({ start }) => start <= largest);
  if (reached.length === rest.length) {
    return { steps: joinSteps(toScore(1), rest), breaks, distinct: distinct.length, rule: 'percentiles' };
  }
  const filled = [...reached, { start: largest, score: toScore(levels) }];
  return { steps: joinSteps(toScore(1), filled), breaks, distinct: distinct.length, rule: 'extremeFilled' };
}

function breakOf(sorted: Float64Array, j: number, levels: number): Break {
  const position = (sorted.length - 1) * j;
  const i = Math.floor(position / levels);
  const rem = position % levels;
  const below = sorted[i]!;
  if (rem === 0) return { whole: below, part: 0 };
  // Gaps of money reach 2^54, so the product leaves the safe integers: BigInt, once a break.
  const product = BigInt(rem) * (BigInt(sorted[i + 1]!) - BigInt(below));
  const divisor = BigInt(levels);
  return { whole: Number(BigInt(below) + product / divisor), part: Number(product % divisor) };
}

/** The distinct values, ascending; stops counting once there are `enough` (how many more does not matter). */
function distinctValues(sorted: Float64Array, enough: number): number[] {
  const distinct: number[] = [];
  for (let i = 0; i < sorted.length && distinct.length < enough; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i]!);
  }
  return distinct;
}
