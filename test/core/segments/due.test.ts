import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { due, nextDay } from '#core/segments/due.ts';
import { SEGMENT_INTERVALS, type SegmentInterval } from '#core/segments/segment.ts';

function day(text: string): number {
  const parsed = parseIsoDay(text);
  if (parsed === null) throw new Error(`${text} is no day`);
  return parsed;
}

test.each<[SegmentInterval, string, string]>([
  ['daily', '2026-02-28', '2026-03-01'],
  ['weekly', '2026-12-28', '2027-01-04'],
  ['monthly', '2026-01-15', '2026-02-15'],
  ['monthly', '2026-01-31', '2026-02-28'],
  ['monthly', '2028-01-31', '2028-02-29'],
  ['monthly', '2026-12-05', '2027-01-05'],
  ['quarterly', '2026-01-15', '2026-04-15'],
  ['quarterly', '2026-11-30', '2027-02-28'],
])('%s after %s comes on %s and not the day before', (interval, last, next) => {
  expect(formatIsoDay(nextDay(interval, day(last)))).toBe(next);
  expect(due(interval, day(last), day(next))).toBe(true);
  expect(due(interval, day(last), day(next) - 1)).toBe(false);
});

test('a missed day is made up for, a clock that went back waits', () => {
  expect(due('monthly', day('2026-01-15'), day('2026-09-01'))).toBe(true);
  expect(due('daily', day('2026-01-15'), day('2026-01-14'))).toBe(false);
});

test('it is never due on the day it ran, and always some day after', () => {
  const days = fc.integer({ min: day('1970-01-01'), max: day('2100-01-01') });
  fc.assert(
    fc.property(fc.constantFrom(...SEGMENT_INTERVALS), days, (interval, last) => {
      const longest = { daily: 1, weekly: 7, monthly: 31, quarterly: 92 }[interval];
      expect(due(interval, last, last)).toBe(false);
      expect(nextDay(interval, last)).toBeGreaterThan(last);
      expect(nextDay(interval, last)).toBeLessThanOrEqual(last + longest);
    }),
  );
});
