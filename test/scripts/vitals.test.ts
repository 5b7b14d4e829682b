import { expect, test } from 'vitest';
import { deriveCls, deriveInp } from '#scripts/measure/vitals.ts';

test('the worst interaction counts, and of every fifty one may be forgotten', () => {
  expect(deriveInp([16, 120, 40], 3)).toBe(120);
  expect(deriveInp([16, 120, 40], 50)).toBe(40);
  // Fifty and more, of which only three were long enough to be told one by one.
  expect(deriveInp([16, 120, 40], 160)).toBe(16);
  expect(deriveInp([], 60)).toBe(0);
});

test('shifts that follow one another add up, for five seconds at most; the worst window counts', () => {
  expect(deriveCls([])).toBe(0);
  expect(
    deriveCls([
      [0, 0.04],
      [900, 0.03],
      [3_000, 0.05],
    ]),
  ).toBeCloseTo(0.07);
  expect(deriveCls([0, 1, 2, 3, 4, 5, 6].map((second) => [second * 990, 0.01] as const))).toBeCloseTo(0.06);
});
