import { afterEach, expect, test } from 'vitest';
import { shiftClock } from '#sandbox/embedded/browser/shift-clock.ts';

const RealDate = Date;
const WEEK_MS = 7 * 86_400_000;
afterEach(() => {
  globalThis.Date = RealDate;
});

test('asked for the present, the clock says the sandbox’s; asked for anything else, it is a Date like any', () => {
  shiftClock(-WEEK_MS);
  const real = RealDate.now();
  expect(Math.abs(Date.now() - (real - WEEK_MS))).toBeLessThan(1_000);
  expect(Math.abs(new Date().getTime() - (real - WEEK_MS))).toBeLessThan(1_000);
  expect(Date()).toBe(new RealDate(Date.now()).toString());
  expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(new Date(2026, 5, 30)).toEqual(new RealDate(2026, 5, 30));
  expect(Date.UTC(2026, 5, 30)).toBe(RealDate.UTC(2026, 5, 30));
  expect(Date.parse('2026-06-30')).toBe(RealDate.parse('2026-06-30'));
  expect(new Date()).toBeInstanceOf(Date);
  expect(new Date()).toBeInstanceOf(RealDate);
});
