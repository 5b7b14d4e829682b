import type { Finding } from '../finding.ts';
import { TICKS_PER_UNIT } from './aggregate.ts';
import { numberBandsOf, recencyBandsOf } from './bands-of-steps.ts';
import type { RfmFix } from './lint-fix.ts';
import {
  numberIntervals,
  recencyIntervals,
  stepsOfStretches,
  stretchesOf,
  type Interval,
  type Stretch,
} from './manual-steps.ts';
import { BETTER, FREQUENCY_DIGITS, type MetricName } from './metrics.ts';
import { MAX_RANGES, type RfmSettings } from './settings.ts';
import type { Steps } from './steps.ts';

export interface LintContext {
  /** Calendar-day bands are read as of this day. */
  readonly asOfDay: number;
  readonly minorDigits: number;
}

/** Which values of a metric can occur: from `min`, in steps of `unit`. */
interface Domain {
  readonly min: number;
  readonly unit: number;
}

/** RFM-3: manual bands of one metric: gaps (the band below applies), overlaps, empty ranges, scores that do not exist or never come. */
export function lintRfmBands(metric: MetricName, settings: RfmSettings, context: LintContext): Finding<RfmFix>[] {
  const scoring = settings[metric];
  if (scoring.mode !== 'manual') return [];
  const outside = scoring.bands.flatMap(({ score }, index) =>
    score >= 1 && score <= scoring.levels ? [] : [{ score, index }],
  );
  if (outside.length > 0) {
    return outside.map(({ score, index }) => ({
      severity: 'error',
      message: { code: 'lint.bandOutsideLevels', params: { metric, score, levels: scoring.levels } },
      where: `${metric}.bands[${index}].score`,
      fix: null,
    }));
  }

  const domain = domainOf(metric, settings);
  const intervals = intervalsOf(metric, settings, context);
  const stretches = stretchesOf(intervals, BETTER[metric]);
  const reached = stretches.filter((stretch) => occurs(stretch, domain));
  const fix = tidy(metric, settings, context, stepsOfStretches(stretches));
  const warn = (
    code: string,
    params: Finding<RfmFix>['message']['params'],
    offered: RfmFix | null,
  ): Finding<RfmFix> => ({
    severity: 'warning',
    message: { code, params: { metric, ...params } },
    where: `${metric}.bands`,
    fix: offered,
  });
  const findings: Finding<RfmFix>[] = [];
  for (const { from, to } of intervals.filter((interval) => interval.from >= interval.to)) {
    findings.push(warn('lint.emptyRange', bounds(metric, { from, to }), fix));
  }
  for (const stretch of reached) {
    if (stretch.covering.length === 0)
      findings.push(warn('lint.bandGap', { ...bounds(metric, stretch), score: stretch.score }, fix));
    if (stretch.covering.length > 1) {
      const [wins = 0, hidden = 0] = stretch.covering;
      findings.push(warn('lint.bandOverlap', { ...bounds(metric, stretch), score: wins, hidden }, fix));
    }
  }
  const given = new Set(reached.map(({ score }) => score));
  for (let score = 1; score <= scoring.levels; score++) {
    if (!given.has(score)) findings.push({ ...warn('lint.scoreNeverGiven', { score }, null), severity: 'info' });
  }
  return findings;
}

/** Bounds as typed params: days, units, or money in minor units; null = unbounded. The upper one is not included. */
function bounds(metric: MetricName, { from, to }: Pick<Interval, 'from' | 'to'>): Finding<RfmFix>['message']['params'] {
  const of = (value: number): number | null => (Number.isFinite(value) ? value : null);
  if (metric === 'recency') return { fromDays: of(from), toDays: of(to) };
  if (metric === 'monetary') return { fromMinor: of(from), toMinor: of(to) };
  const units = (value: number): number | null => (Number.isFinite(value) ? value / TICKS_PER_UNIT : null);
  return { fromUnits: units(from), toUnits: units(to) };
}

function domainOf(metric: MetricName, settings: RfmSettings): Domain {
  if (metric === 'recency') return { min: 0, unit: 1 };
  if (metric === 'monetary') return { min: Number.NEGATIVE_INFINITY, unit: 1 };
  // A scored account has at least one deal; of products it may have bought none, or a part of a unit.
  return settings.frequencyOf === 'deals' ? { min: TICKS_PER_UNIT, unit: TICKS_PER_UNIT } : { min: 0, unit: 1 };
}

function occurs({ from, to }: Stretch, { min, unit }: Domain): boolean {
  const first = Math.max(from, min);
  if (!Number.isFinite(first)) return true;
  return Math.ceil(first / unit) * unit < to;
}

function intervalsOf(metric: MetricName, settings: RfmSettings, { asOfDay, minorDigits }: LintContext): Interval[] {
  if (metric === 'recency') {
    return settings.recency.mode === 'manual' ? recencyIntervals(settings.recency, asOfDay) : [];
  }
  const scoring = settings[metric];
  const digits = metric === 'frequency' ? FREQUENCY_DIGITS : minorDigits;
  return scoring.mode === 'manual' ? numberIntervals(scoring, digits) : [];
}

/**
 * The same scores written without gaps, overlaps and empty ranges. Calendar days would turn into ages: left to a person, like
 * bands that would need more than `MAX_RANGES` ranges.
 */
function tidy(metric: MetricName, settings: RfmSettings, { minorDigits }: LintContext, steps: Steps): RfmFix | null {
  const fits = (bands: readonly { readonly anyOf: readonly unknown[] }[]): boolean =>
    bands.every(({ anyOf }) => anyOf.length <= MAX_RANGES);
  if (metric !== 'recency') {
    const bands = numberBandsOf(metric, steps, { frequencyOf: settings.frequencyOf, minorDigits });
    return bands.ok && fits(bands.value) ? { kind: 'setNumberBands', metric, bands: bands.value } : null;
  }
  const { recency } = settings;
  const calendar =
    recency.mode === 'manual' && recency.bands.some(({ anyOf }) => anyOf.some((range) => 'fromDay' in range));
  const bands = recencyBandsOf(steps);
  return !calendar && fits(bands) ? { kind: 'setRecencyBands', bands } : null;
}
