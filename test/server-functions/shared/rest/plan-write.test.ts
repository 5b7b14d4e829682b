import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_BULK_WRITE_ROWS } from '#server-functions/shared/rest/bulk-write.ts';
import { BULK_WRITE_FROM_ROWS, planWrite } from '#server-functions/shared/rest/write-rows.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

test.each([
  [0, [], 0],
  [4_999, [], 0],
  [5_000, [[0, 5_000]], 5_000],
  [25_000, [[0, 25_000]], 25_000],
  // 500 + 200 credits instead of two jobs' 1,000.
  [27_000, [[0, 25_000]], 25_000],
  [
    31_000,
    [
      [0, 25_000],
      [25_000, 31_000],
    ],
    31_000,
  ],
])('%i rows', (rows, bulk, recordsFrom) => {
  expect(planWrite(rows)).toEqual({ bulk, recordsFrom });
});

test('every row is written once, jobs are never too large, the rest always cheaper by records', () => {
  fc.assert(
    fc.property(fc.nat(200_000), (rows) => {
      const { bulk, recordsFrom } = planWrite(rows);
      let next = 0;
      for (const [from, to] of bulk) {
        expect(from).toBe(next);
        expect(to - from).toBeLessThanOrEqual(MAX_BULK_WRITE_ROWS);
        expect(to - from).toBeGreaterThanOrEqual(BULK_WRITE_FROM_ROWS);
        next = to;
      }
      expect(recordsFrom).toBe(next);
      expect(rows - recordsFrom).toBeLessThan(BULK_WRITE_FROM_ROWS);
    }),
    { numRuns: propertyRuns(300) },
  );
});
