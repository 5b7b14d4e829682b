import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MAX_DAY,
  MIN_DAY,
  civilFromDay,
  dayFromCivil,
  daysInMonth,
  formatIsoDay,
  isLeapYear,
  parseIsoDay,
} from '#core/crm/days.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const anyDay = fc.integer({ min: MIN_DAY, max: MAX_DAY });

/** The platform's own calendar, which shares no code with ours. `Date.UTC` takes years below 100 for 19xx, a setter does not. */
function platformDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86_400_000;
}

test('the first day of 1970 is 0, and the range ends are the years 1 and 9999', () => {
  expect(parseIsoDay('1970-01-01')).toBe(0);
  expect(parseIsoDay('2000-02-29')).toBe(11_016);
  expect(formatIsoDay(MIN_DAY)).toBe('0001-01-01');
  expect(formatIsoDay(MAX_DAY)).toBe('9999-12-31');
});

test('every day agrees with the calendar of the platform, both ways', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const { year, month, day: dayOfMonth } = civilFromDay(day);
      expect(platformDay(year, month, dayOfMonth)).toBe(day);
      expect(formatIsoDay(day)).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
      expect(parseIsoDay(formatIsoDay(day))).toBe(day);
    }),
    { numRuns: propertyRuns(5_000) },
  );
});

test('four centuries of consecutive days follow each other without gap', () => {
  const first = parseIsoDay('1899-12-31') ?? NaN;
  const last = parseIsoDay('2300-01-01') ?? NaN;
  const wrong: number[] = [];
  let { year, month, day } = civilFromDay(first);
  for (let epochDay = first; epochDay <= last; epochDay++) {
    const civil = civilFromDay(epochDay);
    const agrees = civil.year === year && civil.month === month && civil.day === day;
    // One assertion a day would be 146,000 of them.
    if (!agrees || dayFromCivil(year, month, day) !== epochDay) wrong.push(epochDay);
    day++;
    if (day > daysInMonth(year, month)) [month, day] = [month + 1, 1];
    if (month > 12) [year, month] = [year + 1, 1];
  }
  expect(wrong).toEqual([]);
});

test.each([
  '2023-02-29',
  '1900-02-29',
  '2024-04-31',
  '2024-13-01',
  '2024-00-10',
  '2024-01-00',
  '0000-01-01',
  '24-01-01',
  '2024-1-1',
  ' 2024-01-01',
  '2024-01-01T00:00',
  '',
])('no day: %j', (text) => {
  expect(parseIsoDay(text)).toBeNull();
});

test('leap years end centuries only by 400', () => {
  expect([1900, 1996, 2000, 2023, 2100].map(isLeapYear)).toEqual([false, true, true, false, false]);
  expect(daysInMonth(2024, 2)).toBe(29);
  expect(daysInMonth(2024, 0)).toBe(0);
});

test.each([MIN_DAY - 1, MAX_DAY + 1, 0.5, NaN])('what was never a day is refused loudly: %s', (day) => {
  expect(() => formatIsoDay(day)).toThrow(RangeError);
});
