import { minorCut } from '#core/criteria/match-number.ts';
import { formatMinor } from '#core/crm/money.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { TICKS_PER_UNIT } from './aggregate.ts';
import { FREQUENCY_DIGITS, type MetricName } from './metrics.ts';
import type { NumberRange, RecencyRange } from './settings.ts';
import type { Steps } from './steps.ts';

export interface Bands<Range> {
  readonly score: number;
  readonly anyOf: Range[];
}

/** Steps as manual recency bands: every number of days keeps its score. Best score first. */
export function recencyBandsOf(steps: Steps): Bands<RecencyRange>[] {
  return groupByScore(steps, (fromDays, toDays) => ({ fromDays, toDays }));
}

/**
 * Steps as manual frequency or amount bands: every value keeps its score. Frequencies of whole deals get whole bounds.
 * `notWritable`: an amount so large that no decimal number in major units stands for it exactly.
 */
export function numberBandsOf(
  metric: Exclude<MetricName, 'recency'>,
  steps: Steps,
  { frequencyOf, minorDigits }: { readonly frequencyOf: 'deals' | 'products'; readonly minorDigits: number },
): Result<Bands<NumberRange>[], 'notWritable'> {
  const wholeDeals = metric === 'frequency' && frequencyOf === 'deals';
  const digits = metric === 'frequency' ? FREQUENCY_DIGITS : minorDigits;
  const bounds = new Map<number, number>();
  for (const start of steps.starts) {
    const bound = wholeDeals ? Math.ceil(start / TICKS_PER_UNIT) : Number(formatMinor(start, digits));
    if (!wholeDeals && minorCut(bound, digits).ceil !== start) return fail('notWritable');
    bounds.set(start, bound);
  }
  const boundOf = (start: number | null): number | null => (start === null ? null : (bounds.get(start) ?? null));
  const bands = groupByScore(steps, (from, to) => ({ from: boundOf(from), to: boundOf(to) }));
  return ok(
    bands
      .map(({ score, anyOf }) => ({ score, anyOf: anyOf.filter(isNotEmpty) }))
      .filter(({ anyOf }) => anyOf.length > 0),
  );
}

/** Two breaks between the same two whole numbers of deals leave a band that no account can be in. */
function isNotEmpty({ from, to }: NumberRange): boolean {
  return from === null || to === null || from < to;
}

function groupByScore<Range>(steps: Steps, range: (from: number | null, to: number | null) => Range): Bands<Range>[] {
  const byScore = new Map<number, Range[]>();
  steps.scores.forEach((score, step) => {
    const made = range(steps.starts[step - 1] ?? null, steps.starts[step] ?? null);
    byScore.set(score, [...(byScore.get(score) ?? []), made]);
  });
  return [...byScore].map(([score, anyOf]) => ({ score, anyOf })).sort((a, b) => b.score - a.score);
}
