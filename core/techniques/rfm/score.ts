import { NULL_DAY } from '#core/columns/column-table.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { ok, type Result } from '#core/result.ts';
import { hashSettings } from '../settings-hash.ts';
import { TICKS_PER_UNIT, type RfmAggregate, type RfmDealCounts } from './aggregate.ts';
import { RFM_BASIS_FORMAT, type RfmBasis } from './basis.ts';
import { firstNoPurchasesLabel, labelCells } from './label-cells.ts';
import { deriveMetrics, type Metric } from './metrics.ts';
import type { RfmSettings } from './settings.ts';
import { scoreAt } from './steps.ts';
import { totalsOf, type RfmRefusal, type RfmTotals } from './totals.ts';

/** One row an account, index = ordinal. Nulls: -1 days, `NaN`, score 0, `NO_LABEL`. */
export interface RfmScores {
  readonly recencyDays: Int32Array;
  /** Deals, or products bought. */
  readonly frequency: Float64Array;
  readonly monetaryMinor: Float64Array;
  readonly r: Uint8Array;
  readonly f: Uint8Array;
  readonly m: Uint8Array;
  /** Index into the settings' labels. */
  readonly label: Int16Array;
  readonly basis: RfmBasis;
  /** Accounts per score, position 0 = score 1. */
  readonly levelCounts: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] };
  /** Accounts inside the population without a contributing deal. */
  readonly withoutPurchases: number;
  readonly warnings: readonly Message[];
}

interface ScoringContext {
  /** 1 where the account is inside the global criteria. */
  readonly population: Uint8Array;
  readonly settings: RfmSettings;
  readonly asOfDay: number;
  /** Decimal places of the home currency: manual amount bands are in major units. */
  readonly minorDigits: number;
}

/** RFM-2..7: scores and labels every account of the population. Reads the labelling settings only. */
export function scoreRfm({
  aggregate,
  ...context
}: ScoringContext & { readonly aggregate: RfmAggregate }): Result<RfmScores, RfmRefusal> {
  if (aggregate.asOfDay !== null && aggregate.asOfDay !== context.asOfDay) {
    throw new RangeError(`aggregate of day ${aggregate.asOfDay} scored as of day ${context.asOfDay}`);
  }
  const totals = totalsOf(aggregate);
  if (!totals.ok) return totals;
  const scores = scoreRfmTotals({ totals: totals.value, ...context });
  return scores.ok
    ? ok({ ...scores.value, warnings: [...dealWarnings(aggregate.counts), ...scores.value.warnings] })
    : scores;
}

/**
 * RFM-4: some accounts between full runs, by the steps that a full run has stored: its basis stays what it is, breaks do not
 * move, and there are never too few accounts. The settings have to be those of the basis.
 */
export function rescoreRfm({
  aggregate,
  basis,
  population,
  settings,
  asOfDay,
}: Omit<ScoringContext, 'minorDigits'> & { readonly aggregate: RfmAggregate; readonly basis: RfmBasis }): Result<
  Omit<RfmScores, 'warnings'>,
  RfmRefusal
> {
  if (basis.asOfDay !== asOfDay) throw new RangeError(`a basis of day ${basis.asOfDay} for day ${asOfDay}`);
  const totals = totalsOf(aggregate);
  if (!totals.ok) return totals;
  const scored = scoredOrdinals(totals.value, population);
  return ok({ ...applyMetrics(totals.value, scored, basis, { population, settings, asOfDay }), basis });
}

/** The same from totals: the live half of a what-if (SET-10). */
export function scoreRfmTotals({
  totals,
  population,
  settings,
  asOfDay,
  minorDigits,
}: ScoringContext & { readonly totals: RfmTotals }): Result<RfmScores, RfmRefusal> {
  const scored = scoredOrdinals(totals, population);
  const metrics = deriveMetrics(totals, scored, { settings, asOfDay, minorDigits });
  if (!metrics.ok) return metrics;
  const { recency, frequency, monetary, warnings } = metrics.value;
  const columns = applyMetrics(totals, scored, metrics.value, { population, settings, asOfDay });
  const basis: RfmBasis = {
    format: RFM_BASIS_FORMAT,
    technique: 'rfm',
    asOfDay,
    minorDigits,
    settingsHash: hashSettings(settings),
    population: scored.length,
    frequencyOf: settings.frequencyOf,
    recency: { ...metricBasis(recency), scoring: settings.recency },
    frequency: { ...metricBasis(frequency), scoring: settings.frequency },
    monetary: { ...metricBasis(monetary), scoring: settings.monetary },
    labels: settings.labels.map(({ id, matches }) => ({ id, matches })),
  };
  return ok({ ...columns, basis, warnings });
}

type SteppedMetrics = Readonly<Record<'recency' | 'frequency' | 'monetary', Pick<Metric, 'levels' | 'steps'>>>;

/** Scores and labels by steps, wherever these come from. */
function applyMetrics(
  totals: RfmTotals,
  scored: Int32Array,
  { recency, frequency, monetary }: SteppedMetrics,
  { population, settings, asOfDay }: Pick<ScoringContext, 'population' | 'settings' | 'asOfDay'>,
): Omit<RfmScores, 'basis' | 'warnings'> {
  const { length } = totals;
  const columns = {
    recencyDays: new Int32Array(length).fill(-1),
    frequency: new Float64Array(length).fill(Number.NaN),
    monetaryMinor: new Float64Array(length).fill(Number.NaN),
    r: new Uint8Array(length),
    f: new Uint8Array(length),
    m: new Uint8Array(length),
    label: new Int16Array(length).fill(NO_LABEL),
  };
  const cells = labelCells(settings.labels, { r: recency.levels, f: frequency.levels, m: monetary.levels });
  const levelCounts = { r: zeros(recency.levels), f: zeros(frequency.levels), m: zeros(monetary.levels) };
  for (const ordinal of scored) {
    const days = asOfDay - totals.lastDay[ordinal]!;
    const ticks = totals.frequencyTicks[ordinal]!;
    const minor = totals.monetaryMinor[ordinal]!;
    const r = scoreAt(recency.steps, days);
    const f = scoreAt(frequency.steps, ticks);
    const m = scoreAt(monetary.steps, minor);
    columns.recencyDays[ordinal] = days;
    columns.frequency[ordinal] = ticks / TICKS_PER_UNIT;
    columns.monetaryMinor[ordinal] = minor;
    columns.r[ordinal] = r;
    columns.f[ordinal] = f;
    columns.m[ordinal] = m;
    columns.label[ordinal] = cells[((r - 1) * frequency.levels + f - 1) * monetary.levels + m - 1]!;
    levelCounts.r[r - 1]!++;
    levelCounts.f[f - 1]!++;
    levelCounts.m[m - 1]!++;
  }
  const withoutPurchases = labelWithoutPurchases(totals, population, settings, columns.label);
  return { ...columns, levelCounts, withoutPurchases };
}

/** RFM-7: only accounts with a purchase have scores and move percentiles. */
function scoredOrdinals(totals: RfmTotals, population: Uint8Array): Int32Array {
  const scored = new Int32Array(totals.length);
  let count = 0;
  for (let ordinal = 0; ordinal < totals.length; ordinal++) {
    if (population[ordinal] === 1 && totals.lastDay[ordinal] !== NULL_DAY) scored[count++] = ordinal;
  }
  return scored.subarray(0, count);
}

function labelWithoutPurchases(
  totals: RfmTotals,
  population: Uint8Array,
  settings: RfmSettings,
  label: Int16Array,
): number {
  const index = firstNoPurchasesLabel(settings.labels);
  let count = 0;
  for (let ordinal = 0; ordinal < totals.length; ordinal++) {
    if (population[ordinal] !== 1 || totals.lastDay[ordinal] !== NULL_DAY) continue;
    label[ordinal] = index;
    count++;
  }
  return count;
}

function metricBasis({ levels, steps, breaks }: Metric): Pick<RfmBasis['recency'], 'levels' | 'steps' | 'breaks'> {
  return {
    levels,
    steps: { starts: [...steps.starts], scores: [...steps.scores] },
    breaks: breaks.map((cut) => ({ ...cut })),
  };
}

/** Deals that fell out of the numbers, or entered them in part. */
export function dealWarnings(counts: RfmDealCounts): Message[] {
  const found: readonly (readonly [string, number])[] = [
    ['rfm.dealsWithoutAccount', counts.withoutAccount],
    ['rfm.dealsWithoutDay', counts.withoutDay],
    ['rfm.dealsAfterAsOf', counts.afterAsOf],
    ['rfm.dealsWithoutAmount', counts.withoutAmount],
    ['rfm.dealsWithoutUnits', counts.withoutUnits],
  ];
  return found.filter(([, count]) => count > 0).map(([code, count]) => ({ code, params: { count } }));
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
