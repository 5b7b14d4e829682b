import { minorCut } from '#core/criteria/match-number.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { NumberScoring, RecencyScoring } from './settings.ts';
import { joinSteps, type Better, type Steps } from './steps.ts';

/** A band over integers, `[from, to)`; infinite where unbounded. */
export interface Interval {
  readonly score: number;
  readonly from: number;
  readonly to: number;
}

/** A run of values between two neighbouring bounds, and what they score. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Distinct scores whose bands cover it, descending; empty = a gap, more than one = an overlap. */
  readonly covering: readonly number[];
  readonly score: number;
}

type ManualRecency = Extract<RecencyScoring, { mode: 'manual' }>;
type ManualNumber = Extract<NumberScoring, { mode: 'manual' }>;

/** Recency bands as days before `asOfDay`: calendar days move with it, relative ones do not. */
export function recencyIntervals(scoring: ManualRecency, asOfDay: number): Interval[] {
  return scoring.bands.flatMap(({ score, anyOf }) =>
    anyOf.map((range) => {
      if ('fromDays' in range) {
        return {
          score,
          from: range.fromDays ?? Number.NEGATIVE_INFINITY,
          to: range.toDays ?? Number.POSITIVE_INFINITY,
        };
      }
      const fromDay = range.fromDay === null ? null : dayOf(range.fromDay);
      const toDay = range.toDay === null ? null : dayOf(range.toDay);
      return {
        score,
        from: toDay === null ? Number.NEGATIVE_INFINITY : asOfDay - toDay,
        to: fromDay === null ? Number.POSITIVE_INFINITY : asOfDay - fromDay + 1,
      };
    }),
  );
}

/** Frequency or amount bands over integers of 10^-digits: a bound between two integers moves up to the next one, exactly. */
export function numberIntervals(scoring: ManualNumber, digits: number): Interval[] {
  return scoring.bands.flatMap(({ score, anyOf }) =>
    anyOf.map(({ from, to }) => ({
      score,
      from: from === null ? Number.NEGATIVE_INFINITY : minorCut(from, digits).ceil,
      to: to === null ? Number.POSITIVE_INFINITY : minorCut(to, digits).ceil,
    })),
  );
}

/**
 * RFM-3: the highest matching score wins, a cut belongs to the higher band, and a value in a gap takes the band below: the
 * nearest one on the worse side (smaller values, more days), or score 1 where there is none.
 */
export function stretchesOf(intervals: readonly Interval[], better: Better): Stretch[] {
  const real = intervals.filter(({ from, to }) => from < to);
  const finite = real.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
  const bounds = [Number.NEGATIVE_INFINITY, ...new Set(finite.sort((a, b) => a - b)), Number.POSITIVE_INFINITY];
  return bounds.slice(1).map((to, index) => {
    const from = bounds[index] ?? Number.NEGATIVE_INFINITY;
    const covering = [...new Set(real.filter((band) => band.from <= from && to <= band.to).map(({ score }) => score))];
    covering.sort((a, b) => b - a);
    return { from, to, covering, score: covering[0] ?? scoreBelow(real, from, to, better) };
  });
}

/** Stretches without a gap between them, as the steps that score by them. */
export function stepsOfStretches(stretches: readonly Stretch[]): Steps {
  const [first, ...rest] = stretches;
  return joinSteps(
    first?.score ?? 1,
    rest.map(({ from, score }) => ({ start: from, score })),
  );
}

function scoreBelow(bands: readonly Interval[], from: number, to: number, better: Better): number {
  const distance = (band: Interval): number => (better === 'higher' ? from - band.to : band.from - to);
  const below = bands.filter((band) => distance(band) >= 0);
  below.sort((a, b) => distance(a) - distance(b) || b.score - a.score);
  return below[0]?.score ?? 1;
}

function dayOf(text: string): number {
  const day = parseIsoDay(text);
  if (day === null) throw new RangeError(`${text} is no day`);
  return day;
}
