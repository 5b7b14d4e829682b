import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';

/** Fewer accounts with a label, or fewer buyers among all, carry no claim: a bootstrap of them is too narrow. */
export const MIN_ACCOUNTS_TO_CLAIM = 30;
export const MIN_BUYERS_TO_CLAIM = 20;
/** Resamples behind an interval; of many accounts fewer, since drawing them is what it costs. */
const RESAMPLES = 1_000;
const MIN_RESAMPLES = 200;
const MAX_DRAWS = 100_000_000;
/** 95 %, two-sided. */
const TAIL = 0.025;

export interface LabelledOutcomes {
  /** Label of each account as of T by its place in `labels`; -1 = none. */
  readonly label: ArrayLike<number>;
  /** Label ids in the admin's order. */
  readonly labels: readonly string[];
  /** Revenue won after T, up to the end of the window, in minor units; refunds may make it negative. */
  readonly wonMinor: Float64Array;
  /** Of the intervals: the same seed gives the same ones. */
  readonly seed: number;
}

/** `tooFew`: nothing can be said. `same`: the interval holds 1. */
export type LabelVerdict = 'more' | 'less' | 'same' | 'tooFew';

export interface LabelOutcome {
  /** null = accounts without a label. */
  readonly labelId: string | null;
  readonly accounts: number;
  /** Of all accounts, 0 to 1. */
  readonly share: number;
  /** Accounts that brought revenue. */
  readonly buyers: number;
  readonly wonMinor: number;
  /** Part of all the revenue won later, 0 to 1; null = nothing was won. */
  readonly recall: number | null;
  /** Revenue an account, against that of all accounts: recall / share. null where nothing can be said. */
  readonly lift: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly verdict: LabelVerdict;
}

export interface LabelBackTest {
  readonly accounts: number;
  readonly buyers: number;
  readonly wonMinor: number;
  /** In the admin's order, no label last. */
  readonly outcomes: readonly LabelOutcome[];
}

/** TEC-6: did labels as of T tell who would bring revenue? Accounts are resampled whole, so that one large deal widens its interval. */
export function backTestLabels(outcomes: LabelledOutcomes): LabelBackTest {
  const { labels, wonMinor } = outcomes;
  const accounts = wonMinor.length;
  const groups = labels.length + 1;
  const place = Int32Array.from({ length: accounts }, (_, account) => {
    const label = outcomes.label[account]!;
    return label < 0 ? labels.length : label;
  });
  const sums = Array.from({ length: groups }, () => ({ accounts: 0, buyers: 0, wonMinor: 0 }));
  const all = { buyers: 0, wonMinor: 0 };
  for (let account = 0; account < accounts; account++) {
    const sum = sums[place[account]!]!;
    sum.accounts++;
    for (const each of [sum, all]) {
      each.buyers += wonMinor[account]! > 0 ? 1 : 0;
      each.wonMinor += wonMinor[account]!;
    }
  }
  const claims = all.buyers >= MIN_BUYERS_TO_CLAIM && all.wonMinor > 0;
  const intervals = claims ? liftIntervals(place, wonMinor, groups, outcomes.seed) : [];
  return {
    accounts,
    ...all,
    outcomes: sums.map((sum, group) => {
      const share = accounts === 0 ? 0 : sum.accounts / accounts;
      const recall = all.wonMinor > 0 ? sum.wonMinor / all.wonMinor : null;
      const interval = intervals[group];
      const lift =
        interval === undefined || recall === null || sum.accounts < MIN_ACCOUNTS_TO_CLAIM
          ? null
          : { value: recall / share, ...interval };
      return { labelId: labels[group] ?? null, ...sum, share, recall, lift, verdict: verdictOf(lift) };
    }),
  };
}

function verdictOf(lift: LabelOutcome['lift']): LabelVerdict {
  if (lift === null) return 'tooFew';
  return lift.low > 1 ? 'more' : lift.high < 1 ? 'less' : 'same';
}

/** Percentile bootstrap over accounts, all labels at once. */
function liftIntervals(
  place: Int32Array,
  wonMinor: Float64Array,
  groups: number,
  seed: number,
): { readonly low: number; readonly high: number }[] {
  const accounts = place.length;
  const resamples = Math.max(MIN_RESAMPLES, Math.min(RESAMPLES, Math.floor(MAX_DRAWS / accounts)));
  const random = createRandom(seed);
  const lifts = Array.from({ length: groups }, () => new Float64Array(resamples));
  const counts = new Int32Array(groups);
  const won = new Float64Array(groups);
  for (let sample = 0; sample < resamples; sample++) {
    counts.fill(0);
    won.fill(0);
    let total = 0;
    for (let draw = 0; draw < accounts; draw++) {
      const account = Math.floor(random() * accounts);
      const group = place[account]!;
      counts[group]!++;
      won[group]! += wonMinor[account]!;
      total += wonMinor[account]!;
    }
    for (let group = 0; group < groups; group++) {
      // A sample without the label, or without revenue, says that nothing is known: as everybody.
      const known = counts[group]! > 0 && total > 0;
      lifts[group]![sample] = known ? (won[group]! / total) * (accounts / counts[group]!) : 1;
    }
  }
  return lifts.map((values) => {
    values.sort();
    const at = (share: number): number => values[Math.min(resamples - 1, Math.floor(share * resamples))]!;
    return { low: at(TAIL), high: at(1 - TAIL) };
  });
}
