import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIsoDay } from '#core/crm/days.ts';
import { numberIntervals, recencyIntervals, stepsOfStretches, stretchesOf } from '#core/techniques/rfm/manual-steps.ts';
import type { NumberScoring, RecencyScoring } from '#core/techniques/rfm/settings.ts';
import { scoreAt } from '#core/techniques/rfm/steps.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY } from '#test/support/rfm-data.ts';

type ManualNumber = Extract<NumberScoring, { mode: 'manual' }>;
type ManualRecency = Extract<RecencyScoring, { mode: 'manual' }>;

function amountScore(scoring: ManualNumber, minor: number): number {
  return scoreAt(stepsOfStretches(stretchesOf(numberIntervals(scoring, 2), 'higher')), minor);
}
function recencyScore(scoring: ManualRecency, days: number, asOfDay = AS_OF_DAY): number {
  return scoreAt(stepsOfStretches(stretchesOf(recencyIntervals(scoring, asOfDay), 'lower')), days);
}
const bands = (...list: ManualNumber['bands']): ManualNumber => ({ mode: 'manual', levels: 5, bands: list });

test('a cut belongs to the higher band', () => {
  const scoring = bands({ score: 1, anyOf: [{ from: null, to: 100 }] }, { score: 2, anyOf: [{ from: 100, to: null }] });
  expect([9_999, 10_000, 10_001].map((minor) => amountScore(scoring, minor))).toEqual([1, 2, 2]);
});

test('of overlapping bands the highest score wins', () => {
  const scoring = bands({ score: 4, anyOf: [{ from: 10, to: 20 }] }, { score: 2, anyOf: [{ from: null, to: null }] });
  expect([999, 1_000, 1_999, 2_000].map((minor) => amountScore(scoring, minor))).toEqual([2, 4, 4, 2]);
});

test('a value in a gap takes the band below, and the lowest score where there is none', () => {
  const scoring = bands({ score: 3, anyOf: [{ from: 10, to: 20 }] }, { score: 5, anyOf: [{ from: 50, to: null }] });
  expect([0, 1_500, 3_000, 5_000].map((minor) => amountScore(scoring, minor))).toEqual([1, 3, 3, 5]);
});

test('for recency the band below is the one with more days', () => {
  const scoring: ManualRecency = {
    mode: 'manual',
    levels: 5,
    bands: [
      { score: 5, anyOf: [{ fromDays: null, toDays: 30 }] },
      { score: 2, anyOf: [{ fromDays: 90, toDays: 180 }] },
    ],
  };
  expect([29, 30, 89, 90, 179, 180].map((days) => recencyScore(scoring, days))).toEqual([5, 2, 2, 2, 2, 1]);
});

test('calendar bands include both days and age with the as-of day', () => {
  const scoring: ManualRecency = {
    mode: 'manual',
    levels: 3,
    bands: [
      { score: 3, anyOf: [{ fromDay: formatIsoDay(AS_OF_DAY - 10), toDay: formatIsoDay(AS_OF_DAY - 5) }] },
      { score: 1, anyOf: [{ fromDays: null, toDays: null }] },
    ],
  };
  expect([4, 5, 10, 11].map((days) => recencyScore(scoring, days))).toEqual([1, 3, 3, 1]);
  expect(recencyScore(scoring, 12, AS_OF_DAY + 2)).toBe(3);
  expect(recencyScore(scoring, 13, AS_OF_DAY + 2)).toBe(1);
});

test('bounds finer than the currency move up to the next amount, exactly', () => {
  const scoring = bands(
    { score: 2, anyOf: [{ from: 255.805, to: null }] },
    { score: 1, anyOf: [{ from: null, to: 255.805 }] },
  );
  expect([25_580, 25_581].map((minor) => amountScore(scoring, minor))).toEqual([1, 2]);
  const tenth = bands({ score: 2, anyOf: [{ from: 1.1, to: null }] });
  expect([109, 110].map((minor) => amountScore(tenth, minor))).toEqual([1, 2]);
});

/** Whole cents, so that the definition can be written in plain integers. */
const bound = fc.option(fc.integer({ min: -20, max: 20 }));
const someBands = fc.array(
  fc.record({
    score: fc.integer({ min: 1, max: 5 }),
    anyOf: fc.array(fc.record({ from: bound, to: bound }), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 5 },
);

test('any bands score any value as their definition says, read value by value', () => {
  fc.assert(
    fc.property(someBands, fc.integer({ min: -25, max: 25 }), (list, x) => {
      const ranges = list
        .flatMap(({ score, anyOf }) => anyOf.map(({ from, to }) => ({ score, from: from ?? -1_000, to: to ?? 1_000 })))
        .filter(({ from, to }) => from < to);
      const covering = ranges.filter(({ from, to }) => from <= x && x < to);
      const below = ranges.filter(({ to }) => to <= x);
      const nearest = Math.max(...below.map(({ to }) => to));
      const expected =
        covering.length > 0
          ? Math.max(...covering.map(({ score }) => score))
          : Math.max(1, ...below.filter(({ to }) => to === nearest).map(({ score }) => score));
      const cents = list.map(({ score, anyOf }) => ({
        score,
        anyOf: anyOf.map(({ from, to }) => ({
          from: from === null ? null : from / 100,
          to: to === null ? null : to / 100,
        })),
      }));
      expect(amountScore(bands(...cents), x)).toBe(expected);

      const mirrored: ManualRecency = {
        mode: 'manual',
        levels: 5,
        // -[from, to) over whole numbers is [1 - to, 1 - from).
        bands: list.map(({ score, anyOf }) => ({
          score,
          anyOf: anyOf.map(({ from, to }) => ({
            fromDays: to === null ? null : 1 - to,
            toDays: from === null ? null : 1 - from,
          })),
        })),
      };
      expect(recencyScore(mirrored, -x)).toBe(expected);
    }),
    { numRuns: propertyRuns(2_000) },
  );
});
