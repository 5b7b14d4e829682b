/** Nineteen times out of twenty. */
const DEVIATIONS = 1.96;

/** A count is rounded to steps of which so many make the margin. */
const STEPS = 5;

export interface Sampled {
  readonly accounts: number;
  readonly sampled: number;
}

/** How far a share that is counted over a sample may be off at most, which is where it is a half; 0 where all are counted. */
export function marginOf({ accounts, sampled }: Sampled): number {
  if (sampled >= accounts) return 0;
  const left = (accounts - sampled) / (accounts - 1);
  return DEVIATIONS * Math.sqrt((0.25 / sampled) * left);
}

/** Whoever is found nowhere among n is fewer than three in n, nineteen times out of twenty. */
const NONE_FOUND = 3;

/** Nobody in the sample is not nobody: how many there may be at most, one more. */
export function underOf({ accounts, sampled }: Sampled): number {
  const most = Math.min(accounts - sampled + 1, Math.ceil((NONE_FOUND * accounts) / sampled));
  const digit = 10 ** Math.max(0, Math.floor(Math.log10(most)) - 1);
  return digit * Math.ceil(most / digit);
}

/** What a count over the sample means in accounts, without digits that it does not know; somebody is never nobody. */
export function toAccounts(count: number, of: Sampled): number {
  if (of.sampled >= of.accounts || count === 0) return count;
  const digit = 10 ** Math.max(0, Math.floor(Math.log10((marginOf(of) * of.accounts) / STEPS)));
  return Math.max(digit, digit * Math.round((count * of.accounts) / of.sampled / digit));
}
