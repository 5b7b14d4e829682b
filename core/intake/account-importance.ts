/** Of accounts that buy or may buy, this part by value counts as important: whoever most of the revenue hangs on. */
const IMPORTANT_SHARE = 0.2;

/**
 * How important accounts are, by what they bought and what is open with them (minor units of one currency, NaN = unknown): the value
 * of the most valuable fifth of those that have any, 0 of all others.
 */
export function accountImportance(won: Float64Array, pipeline: Float64Array): Float64Array {
  const values = Float64Array.from(won, (amount, row) => positive(amount) + positive(pipeline[row] ?? Number.NaN));
  const ranked = values.filter((value) => value > 0).sort();
  const cut = ranked[Math.floor(ranked.length * (1 - IMPORTANT_SHARE))] ?? Number.POSITIVE_INFINITY;
  return values.map((value) => (value >= cut ? value : 0));
}

function positive(amount: number): number {
  return amount > 0 ? amount : 0;
}
