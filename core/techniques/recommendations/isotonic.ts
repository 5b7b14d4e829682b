/** A non-decreasing step function from scores to frequencies. */
export interface Calibration {
  /** Lowest score of each step, ascending; scores below the first take the first step's value. */
  readonly from: readonly number[];
  readonly value: readonly number[];
  /** Cases behind each step. */
  readonly cases: readonly number[];
}

/** Fewer cases say too little about a frequency of a few per cent: neighbours are joined up to this. Cases. */
export const MIN_CASES_PER_STEP = 50;

/**
 * Isotonic regression by pool-adjacent-violators over `score` and `hit` (0 or 1), after binning to at least `minCases` cases a
 * step. Equal scores always share a step. Without cases: a function that is 0.
 */
export function calibrate(score: Float64Array, hit: Uint8Array, minCases = MIN_CASES_PER_STEP): Calibration {
  const order = Int32Array.from(score, (_, index) => index).sort((a, b) => score[a]! - score[b]!);
  const from: number[] = [];
  const hits: number[] = [];
  const cases: number[] = [];
  for (let at = 0; at < order.length;) {
    const start = score[order[at]!]!;
    let count = 0;
    let sum = 0;
    while (at < order.length && (count < minCases || score[order[at]!] === score[order[at - 1]!])) {
      sum += hit[order[at]!]!;
      count++;
      at++;
    }
    from.push(start);
    hits.push(sum);
    cases.push(count);
  }
  // The rest of a division is no step of its own.
  if (cases.length > 1 && cases[cases.length - 1]! < minCases) joinLast(from, hits, cases);
  return pool(from, hits, cases);
}

/** The frequency that belongs to a score. */
export function calibrated({ from, value }: Calibration, score: number): number {
  let low = 0;
  let high = from.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (from[middle]! <= score) low = middle + 1;
    else high = middle;
  }
  return value[Math.max(0, low - 1)] ?? 0;
}

function pool(from: readonly number[], hits: readonly number[], cases: readonly number[]): Calibration {
  const starts: number[] = [];
  const sums: number[] = [];
  const counts: number[] = [];
  for (let step = 0; step < from.length; step++) {
    starts.push(from[step]!);
    sums.push(hits[step]!);
    counts.push(cases[step]!);
    while (starts.length > 1 && sums.at(-2)! * counts.at(-1)! >= sums.at(-1)! * counts.at(-2)!)
      joinLast(starts, sums, counts);
  }
  return { from: starts, value: sums.map((sum, step) => sum / counts[step]!), cases: counts };
}

function joinLast(from: number[], hits: number[], cases: number[]): void {
  from.pop();
  const hit = hits.pop() ?? 0;
  const count = cases.pop() ?? 0;
  hits[hits.length - 1]! += hit;
  cases[cases.length - 1]! += count;
}

/** Mean distance between predicted and observed frequency over bins of equal width, weighted by cases. */
export function expectedCalibrationError(predicted: Float64Array, hit: Uint8Array, bins = 10): number {
  const sum = new Float64Array(bins);
  const hits = new Float64Array(bins);
  const cases = new Float64Array(bins);
  predicted.forEach((value, index) => {
    const bin = Math.min(bins - 1, Math.floor(value * bins));
    sum[bin]! += value;
    hits[bin]! += hit[index]!;
    cases[bin]!++;
  });
  let error = 0;
  for (let bin = 0; bin < bins; bin++) error += Math.abs(sum[bin]! - hits[bin]!);
  return predicted.length === 0 ? 0 : error / predicted.length;
}

/** Probability that a hit scores above a miss, ties half. NaN when one of them is missing. */
export function areaUnderCurve(predicted: Float64Array, hit: Uint8Array): number {
  const order = Int32Array.from(predicted, (_, index) => index).sort((a, b) => predicted[a]! - predicted[b]!);
  let hits = 0;
  let ranks = 0;
  for (let at = 0; at < order.length;) {
    let end = at;
    while (end < order.length && predicted[order[end]!] === predicted[order[at]!]) end++;
    for (let index = at; index < end; index++) {
      if (hit[order[index]!] !== 1) continue;
      hits++;
      ranks += (at + end + 1) / 2;
    }
    at = end;
  }
  const misses = predicted.length - hits;
  return (ranks - (hits * (hits + 1)) / 2) / (hits * misses);
}
