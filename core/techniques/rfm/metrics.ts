import type { Message } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { deriveAutomaticSteps, type Break } from './automatic-steps.ts';
import { numberIntervals, recencyIntervals, stepsOfStretches, stretchesOf } from './manual-steps.ts';
import {
  FULL_CONFIDENCE_ACCOUNTS,
  MIN_ACCOUNTS_PER_LEVEL,
  WARN_BELOW_ACCOUNTS,
  type NumberScoring,
  type RecencyScoring,
  type RfmSettings,
} from './settings.ts';
import type { Better, Steps } from './steps.ts';
import type { RfmRefusal, RfmTotals } from './totals.ts';

export type MetricName = 'recency' | 'frequency' | 'monetary';
export const METRIC_NAMES = ['recency', 'frequency', 'monetary'] as const;

/** Which end of each metric is good. */
export const BETTER: Readonly<Record<MetricName, Better>> = {
  recency: 'lower',
  frequency: 'higher',
  monetary: 'higher',
};

export interface Metric {
  readonly levels: number;
  readonly steps: Steps;
  /** Empty when manual. */
  readonly breaks: readonly Break[];
}

interface Metrics {
  readonly recency: Metric;
  readonly frequency: Metric;
  readonly monetary: Metric;
  readonly warnings: readonly Message[];
}

interface MetricContext {
  readonly settings: RfmSettings;
  readonly asOfDay: number;
  readonly minorDigits: number;
}

/** Frequencies are counted in thousandths: three decimal places. See `TICKS_PER_UNIT`. */
export const FREQUENCY_DIGITS = 3;

/** RFM-3, RFM-4: the steps of the three metrics over the scored accounts, or why automatic is refused. */
export function deriveMetrics(
  totals: RfmTotals,
  scored: Int32Array,
  { settings, asOfDay, minorDigits }: MetricContext,
): Result<Metrics, RfmRefusal> {
  const refusal = refuseFewAccounts(settings, scored.length);
  if (refusal !== null) return fail(refusal);

  const warnings: Message[] = warnAboutSize(settings, scored.length);
  const derive = (
    name: MetricName,
    scoring: RecencyScoring | NumberScoring,
    value: (ordinal: number) => number,
  ): Metric => {
    if (scoring.mode === 'manual') {
      return { levels: scoring.levels, steps: manualSteps(name, settings, asOfDay, minorDigits), breaks: [] };
    }
    // By hand: `from` asks its source for an iterator, which costs more than the sort that follows.
    const values = new Float64Array(scored.length);
    for (let row = 0; row < scored.length; row++) values[row] = value(scored[row]!);
    const { steps, breaks, distinct, rule } = deriveAutomaticSteps(values, scoring.levels, BETTER[name]);
    const { levels } = scoring;
    if (rule === 'noVariation') warnings.push({ code: 'rfm.noVariation', params: { metric: name, levels } });
    if (rule === 'ranks') warnings.push({ code: 'rfm.fewDistinctValues', params: { metric: name, levels, distinct } });
    if (rule === 'extremeFilled') warnings.push({ code: 'rfm.extremeLevelFilled', params: { metric: name, levels } });
    return { levels, steps, breaks };
  };
  const recency = derive('recency', settings.recency, (ordinal) => asOfDay - totals.lastDay[ordinal]!);
  const frequency = derive('frequency', settings.frequency, (ordinal) => totals.frequencyTicks[ordinal]!);
  const monetary = derive('monetary', settings.monetary, (ordinal) => totals.monetaryMinor[ordinal]!);
  return ok({ recency, frequency, monetary, warnings });
}

/** The steps of one manual metric as of a day. Throws when the metric is automatic (a bug). */
export function manualSteps(
  name: MetricName,
  settings: Pick<RfmSettings, MetricName>,
  asOfDay: number,
  minorDigits: number,
): Steps {
  if (name === 'recency') {
    const scoring = settings.recency;
    if (scoring.mode !== 'manual') throw new TypeError('recency is scored automatically');
    return stepsOfStretches(stretchesOf(recencyIntervals(scoring, asOfDay), BETTER.recency));
  }
  const scoring = settings[name];
  if (scoring.mode !== 'manual') throw new TypeError(`${name} is scored automatically`);
  const digits = name === 'frequency' ? FREQUENCY_DIGITS : minorDigits;
  return stepsOfStretches(stretchesOf(numberIntervals(scoring, digits), BETTER[name]));
}

function refuseFewAccounts(settings: RfmSettings, accounts: number): RfmRefusal | null {
  for (const name of METRIC_NAMES) {
    const { mode, levels } = settings[name];
    const needed = MIN_ACCOUNTS_PER_LEVEL * levels;
    if (mode === 'automatic' && accounts < needed) {
      return {
        reason: 'tooFewAccounts',
        message: { code: 'rfm.tooFewAccounts', params: { metric: name, levels, accounts, needed, remedy: 'manual' } },
      };
    }
  }
  return null;
}

function warnAboutSize(settings: RfmSettings, accounts: number): Message[] {
  if (METRIC_NAMES.every((name) => settings[name].mode === 'manual') || accounts >= FULL_CONFIDENCE_ACCOUNTS) return [];
  return accounts < WARN_BELOW_ACCOUNTS
    ? [{ code: 'rfm.fewAccounts', params: { accounts, below: WARN_BELOW_ACCOUNTS } }]
    : [{ code: 'rfm.limitedConfidence', params: { accounts, below: FULL_CONFIDENCE_ACCOUNTS } }];
}
