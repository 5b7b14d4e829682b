import { expect, test } from 'vitest';
import { deletedSince, firstWatermark, nextWatermark } from '#server-functions/score/changes/watermark.ts';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 5, 30, 12);
const both = (ms: number) => ({ accounts: ms, deals: ms });

test('a watermark goes on with the time between two sweeps, however far the clocks are apart', () => {
  const behind = NOON - 90 * MINUTE_MS;
  const quiet = { since: both(behind), seen: both(behind), sweptAt: NOON };
  expect(nextWatermark(quiet, NOON + 15 * MINUTE_MS)).toEqual(both(behind + 15 * MINUTE_MS));
  const changed = { ...quiet, seen: { accounts: behind + 20 * MINUTE_MS, deals: behind } };
  expect(nextWatermark(changed, NOON + 15 * MINUTE_MS).accounts).toBe(behind + 20 * MINUTE_MS);
});

test('a record from tomorrow, and a clock that was set, leave it where changes are still asked for', () => {
  const since = both(NOON);
  const tomorrow = { since, seen: both(NOON + 1_440 * MINUTE_MS), sweptAt: NOON };
  expect(nextWatermark(tomorrow, NOON + MINUTE_MS)).toEqual(both(NOON + MINUTE_MS));
  const still = { since, seen: since, sweptAt: NOON };
  expect(nextWatermark(still, NOON + 600 * MINUTE_MS)).toEqual(both(NOON + 60 * MINUTE_MS));
  expect(nextWatermark(still, NOON - 5 * MINUTE_MS)).toEqual(both(NOON - 5 * MINUTE_MS));
});

test('deleted records are asked for by the CRM clock too, not by ours that may be ahead of it', () => {
  const behind = NOON - 11 * MINUTE_MS;
  expect(deletedSince({ since: both(behind), sweptAt: NOON })).toEqual(both(behind - 10 * MINUTE_MS));
  const lagging = both(NOON - 90 * 1_440 * MINUTE_MS);
  expect(deletedSince({ since: lagging, sweptAt: NOON })).toEqual(both(NOON - 1_450 * MINUTE_MS));
});

test('what comes into a module without records is newer than the newest record of another', () => {
  const behind = NOON - 11 * MINUTE_MS;
  expect(firstWatermark({ now: NOON, newest: { accounts: behind, deals: null } }, null)).toEqual(both(behind));
  expect(firstWatermark({ now: NOON, newest: { accounts: null, deals: null } }, null).deals).toBeLessThan(behind);
});

test('labels that the last run wrote, and nothing newer, are not asked for again for ever', () => {
  const written = both(NOON - 5 * MINUTE_MS);
  const before = { watermark: written, sweptAt: NOON };
  expect(firstWatermark({ now: NOON + 15 * MINUTE_MS, newest: written }, before)).toEqual(both(NOON + 10 * MINUTE_MS));
});
