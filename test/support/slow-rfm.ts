/**
 * RFM scoring written a second time, straight from the rule and slowly: every account against every break, in exact rational
 * arithmetic. Shares nothing with core.
 */

/** Scores of whole-number values, 1..levels. `better` says which end is good. */
export function slowScores(values: readonly number[], levels: number, better: 'higher' | 'lower'): number[] {
  const sorted = values.map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const distinct = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
  const k = BigInt(levels);
  const rising = values.map((value) => {
    const x = BigInt(value);
    if (distinct.length === 1) return Math.ceil(levels / 2);
    if (distinct.length < levels) {
      const rank = distinct.filter((other) => other <= x).length;
      return 1 + Math.floor(((rank - 1) * (levels - 1)) / (distinct.length - 1));
    }
    let score = 1;
    for (let j = 1; j < levels; j++) {
      const position = BigInt(sorted.length - 1) * BigInt(j);
      const i = Number(position / k);
      const rem = position % k;
      const below = sorted[i] ?? 0n;
      const gap = (sorted[i + 1] ?? below) - below;
      if (k * (x - below) > rem * gap) score++;
    }
    return score;
  });
  // A tie may leave the top level empty: the accounts at that extreme take it.
  const largest = distinct.at(-1);
  const filled =
    distinct.length < levels || rising.includes(levels)
      ? rising
      : rising.map((score, index) => (BigInt(values[index] ?? 0) === largest ? levels : score));
  if (better === 'higher' || distinct.length === 1) return filled;
  return filled.map((score) => levels + 1 - score);
}
