import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEngagement, encodeEngagement } from '#core/labels/engagement-evidence.ts';
import { createAccountReach } from '#core/techniques/engagement/account-reach.ts';
import { engagementEvidenceAt, type EngagementEvidence } from '#core/techniques/engagement/evidence.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { aggregateTouches, AS_OF_DAY, touchColumns, touchRows, type TouchRow } from '#test/support/engagement-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const ACCOUNTS = 3;
const settings = presetEngagementSettings();
const ANSWERED = new Set(['answeredInbound', 'answeredOutbound', 'longInbound', 'longOutbound']);

function evidenceOf(rows: readonly TouchRow[]): EngagementEvidence[] {
  const sums = aggregateTouches(ACCOUNTS, rows, { counting: settings });
  const times = createReachTimes(ACCOUNTS, { by: 'account', asOfDay: AS_OF_DAY, windowDays: settings.windowDays });
  addReachTimes(times, touchColumns(rows));
  const totals = engagementTotals(sums);
  const population = new Uint8Array(ACCOUNTS).fill(1);
  const scores = scoreEngagement({ totals, population, settings, asOfDay: AS_OF_DAY });
  const reachAt = createAccountReach(totals, times, settings);
  return Array.from({ length: ACCOUNTS }, (_, ordinal) => {
    const found = engagementEvidenceAt({ scores, totals, latest: sums.latest, population, reachAt }, ordinal);
    if (found === null) throw new Error('the account is inside');
    return found;
  });
}

test('evidence keeps how an account is reached, as counted one call after the other', () => {
  fc.assert(
    fc.property(touchRows(ACCOUNTS), (rows) => {
      for (const [account, evidence] of evidenceOf(rows).entries()) {
        expect(decodeEngagement(encodeEngagement(evidence))).toEqual(evidence);
        const answered = rows.filter(
          (row) =>
            row.account === account &&
            row.channel === 'call' &&
            ANSWERED.has(row.response) &&
            row.day <= AS_OF_DAY &&
            row.day > AS_OF_DAY - settings.windowDays,
        );
        const { bestTime } = evidence.reach ?? {};
        expect(bestTime?.calls ?? 0).toBe(answered.length);
        const of = (hour: number) => answered.filter((row) => row.hour === hour).length;
        expect(bestTime?.hourCalls ?? 0).toBe(Math.max(...Array.from({ length: 24 }, (_, hour) => of(hour))));
        if (bestTime?.hour != null) expect(of(bestTime.hour)).toBe(bestTime.hourCalls);
        if (bestTime === null || bestTime === undefined) continue;
        const alike = Array.from({ length: 24 }, (_, hour) => of(hour)).filter((count) => count === bestTime.hourCalls);
        expect(bestTime.spread).toMatchObject({
          timed: answered.filter(({ hour = -1 }) => hour >= 0).length,
          hours: bestTime.hourCalls === 0 ? 0 : alike.length,
        });
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('what an older run left is read without it, and written again as it was', () => {
  const [evidence] = evidenceOf([
    { record: 1, channel: 'call', response: 'answeredInbound', account: 0, day: AS_OF_DAY, hour: 10 },
  ]);
  if (evidence === undefined) throw new Error('there is an account');
  const { reach, ...older } = evidence;
  expect(reach).toEqual({
    weakest: { channel: 'call', points: 6, touches: 1, channels: 1 },
    // 2026-06-30 is a Tuesday.
    bestTime: {
      hour: 10,
      hourCalls: 1,
      weekday: 2,
      weekdayCalls: 1,
      calls: 1,
      spread: { timed: 1, hours: 1, weekdays: 1 },
    },
  });
  const text = encodeEngagement(older);
  expect(decodeEngagement(text)).toEqual(older);
  expect(encodeEngagement(evidence)).toBe(`${text},1:4mo:rs:1,a:1:2:1:1:1:1:1`);
  // Of a run before how far an hour stands out was kept.
  expect(decodeEngagement(`${text},1:4mo:rs:1,a:1:2:1:1`)?.reach?.bestTime).toEqual({
    hour: 10,
    hourCalls: 1,
    weekday: 2,
    weekdayCalls: 1,
    calls: 1,
  });
});

test('parts that no run wrote make the evidence unreadable', () => {
  const [evidence] = evidenceOf([{ record: 1, channel: 'task', response: 'completed', account: 0, day: AS_OF_DAY }]);
  if (evidence === undefined) throw new Error('there is an account');
  const { reach: _, ...older } = evidence;
  const text = encodeEngagement(older);
  for (const parts of [
    ',',
    ',,',
    ',1:4mo:rs:1',
    ',f:0:rs:1,',
    ',1:0:0:1,',
    ',1:0:rs:g,',
    ',1:0:rs,',
    ',1:00:rs:1,',
    ',x!,',
  ])
    expect([parts, decodeEngagement(text + parts) === undefined]).toEqual([parts, parts !== ',,']);
  for (const times of [
    'a:1:2:1',
    'a:0:2:1:1',
    'o:1:2:1:1',
    'p:1:2:1:1',
    'a:1:0:1:1',
    'a:1:8:1:1',
    'a:2:2:1:1',
    'a:1:2:0:1',
    'a:1:2:2:1',
    'a:1:2:1:1:1',
    'a:1:2:1:1:2:1:1',
    'a:1:2:1:1:1:0:1',
    'a:1:2:1:3:1:2:1',
    'a:1:2:1:1:1:1:0',
    'a:1:2:1:1:1:1:2',
    'o:0:2:1:1:0:1:1',
  ])
    expect([times, decodeEngagement(`${text},,${times}`)]).toEqual([times, undefined]);
  expect(decodeEngagement(`${text},,o:0:2:1:1`)?.reach?.bestTime?.hour).toBeNull();
});

test('times of contacts are no times of accounts', () => {
  const totals = engagementTotals(aggregateTouches(ACCOUNTS, []));
  const times = createReachTimes(ACCOUNTS, { asOfDay: AS_OF_DAY, windowDays: settings.windowDays });
  expect(() => createAccountReach(totals, times, settings)).toThrow(RangeError);
});
