/** ENG-2: the share of accounts with points that score below `PROPOSED_SCORE`. */
const PROPOSED_PERCENTILE = 0.9;
export const PROPOSED_SCORE = 90;
/** Digits that a proposal keeps: it is shown, copied and typed. */
const SIGNIFICANT_DIGITS = 6;

/**
 * ENG-2: the `half` at which the 90th percentile (R's type 7, as everywhere) of the positive sums scores 90:
 * 100(1 - 2^(-p/half)) = 90 where half = p / log2(10). null = nobody has positive points. `points` in any order.
 */
export function proposeHalf(points: Float64Array): number | null {
  const positive = points.filter((value) => value > 0).sort();
  if (positive.length === 0) return null;
  const place = (positive.length - 1) * PROPOSED_PERCENTILE;
  const below = positive[Math.floor(place)]!;
  const above = positive[Math.ceil(place)]!;
  const percentile = below + (place - Math.floor(place)) * (above - below);
  return cutDigits(percentile / Math.log2(100 / (100 - PROPOSED_SCORE)));
}

/** Cut, not rounded: a half that is a little smaller leaves the percentile at 90 or a trifle above, in the band that begins at 90. */
function cutDigits(value: number): number {
  const digits = SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(value));
  return digits >= 0
    ? Math.floor(value * 10 ** digits) / 10 ** digits
    : Math.floor(value / 10 ** -digits) * 10 ** -digits;
}

/** ENG-2: points to 0-100: `half` gives 50, twice as much 75; no points and fewer give 0. */
export function scoreOfPoints(points: number, half: number): number {
  return 100 * (1 - 2 ** (-Math.max(points, 0) / half));
}

/** The fewest points, in whole numbers, whose score is at least `score`; null = no points reach it. */
export function pointsForScore(score: number, half: number): number | null {
  if (score <= 0) return 0;
  if (score >= 100) return null;
  let points = Math.ceil(-half * Math.log2(1 - score / 100));
  // Logarithm and power are rounded each in its own way: the score decides.
  while (points > 0 && scoreOfPoints(points - 1, half) >= score) points--;
  while (scoreOfPoints(points, half) < score) points++;
  return points;
}
