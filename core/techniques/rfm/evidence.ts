import { NULL_DAY } from '#core/columns/column-table.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { TICKS_PER_UNIT, type RfmAggregate } from './aggregate.ts';
import type { RfmBasis } from './basis.ts';
import { firstLabel, firstNoPurchasesLabel } from './label-cells.ts';
import type { RfmScores } from './score.ts';
import { scoreAt, scoreOfStep, stepAt } from './steps.ts';
import { LARGEST_DEALS } from './top-deals.ts';

/** Decision 5: why an account has its RFM label, without a name or an amount. Explained together with the run's basis. */
export interface RfmEvidence {
  readonly technique: 'rfm';
  readonly labelId: string | null;
  /** Position of the matched label in the run's order; null = no label. */
  readonly rule: number | null;
  /** null = no purchases (RFM-7). */
  readonly purchases: RfmPurchases | null;
}

export interface RfmPurchases {
  /** The day itself rather than its age: evidence in CRM fields then changes with the account, not with every night. */
  readonly lastDay: number;
  /** Deals, or products bought; exact to a thousandth. */
  readonly frequency: number;
  readonly r: number;
  readonly f: number;
  readonly m: number;
  /** How many steps of the basis lie at or below the amount: the amount's place without the amount. */
  readonly monetaryStep: number;
  /** Latest deal first, then the largest; at most `LARGEST_DEALS + 1`. */
  readonly dealIds: readonly string[];
}

/** The evidence of one account; null when it has neither scores nor a label (outside the criteria). */
export function rfmEvidenceAt(
  { scores, aggregate, population }: { scores: RfmScores; aggregate: RfmAggregate; population: Uint8Array },
  ordinal: number,
): RfmEvidence | null {
  if (population[ordinal] !== 1) return null;
  const { basis } = scores;
  const rule = scores.label[ordinal] ?? NO_LABEL;
  const labelled = {
    technique: 'rfm',
    labelId: basis.labels[rule]?.id ?? null,
    rule: rule === NO_LABEL ? null : rule,
  } as const;
  const lastDay = aggregate.lastDay[ordinal] ?? NULL_DAY;
  if (lastDay === NULL_DAY) return { ...labelled, purchases: null };
  return {
    ...labelled,
    purchases: {
      lastDay,
      frequency: scores.frequency[ordinal] ?? 0,
      r: scores.r[ordinal] ?? 0,
      f: scores.f[ordinal] ?? 0,
      m: scores.m[ordinal] ?? 0,
      monetaryStep: stepAt(basis.monetary.steps, scores.monetaryMinor[ordinal] ?? 0),
      dealIds: dealIdsAt(aggregate, ordinal),
    },
  };
}

/** What evidence and basis say, from the stored inputs alone: neither the stored scores nor the stored label are read. */
export function rfmVerdict(
  { purchases }: Pick<RfmEvidence, 'purchases'>,
  basis: RfmBasis,
): {
  readonly labelId: string | null;
  readonly scores: { readonly r: number; readonly f: number; readonly m: number } | null;
} {
  if (purchases === null) {
    return { labelId: basis.labels[firstNoPurchasesLabel(basis.labels)]?.id ?? null, scores: null };
  }
  const scores = {
    r: scoreAt(basis.recency.steps, basis.asOfDay - purchases.lastDay),
    f: scoreAt(basis.frequency.steps, ticksOf(purchases.frequency)),
    m: scoreOfStep(basis.monetary.steps, purchases.monetaryStep),
  };
  return { labelId: basis.labels[firstLabel(basis.labels, scores)]?.id ?? null, scores };
}

/** Thousandths of a stored frequency. */
export function ticksOf(frequency: number): number {
  return Math.round(frequency * TICKS_PER_UNIT);
}

function dealIdsAt(aggregate: RfmAggregate, ordinal: number): string[] {
  const ids = new Set<bigint>([aggregate.lastDeal[ordinal] ?? 0n]);
  for (let slot = ordinal * LARGEST_DEALS; slot < (ordinal + 1) * LARGEST_DEALS; slot++) {
    if (aggregate.largestMinor[slot] === Number.NEGATIVE_INFINITY) break;
    ids.add(aggregate.largestDeal[slot] ?? 0n);
  }
  return [...ids].map(String);
}
