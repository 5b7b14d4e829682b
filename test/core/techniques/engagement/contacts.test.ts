import fc from 'fast-check';
import { expect, test } from 'vitest';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import {
  addReachTimes,
  bestTimeOf,
  createReachTimes,
  mergeReachTimes,
} from '#core/techniques/engagement/reach-times.ts';
import { pointsByTouch } from '#core/techniques/engagement/settings.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { weakestTouch } from '#core/techniques/engagement/weakest-touch.ts';
import { aggregateTouches, AS_OF_DAY, touchColumns, touchRows, type TouchRow } from '#test/support/engagement-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const preset = presetEngagementSettings();
const points = pointsByTouch(preset);
const all = () => true;
const touch = (channel: TouchRow['channel'], response: string, more: Partial<TouchRow> = {}): TouchRow => ({
  record: 1,
  channel,
  response,
  account: 0,
  contact: 0,
  day: AS_OF_DAY,
  ...more,
});
const weakestOf = (rows: readonly TouchRow[], isOn: (channel: string) => boolean = all) =>
  weakestTouch(engagementTotals(aggregateTouches(1, rows, { by: 'contact' })), 0, points, isOn);

test('the weakest touch point is the channel with the fewest points', () => {
  expect(weakestOf([])).toBeNull();
  const rows = [touch('call', 'answeredInbound'), touch('email', 'opened'), touch('meeting', 'noShow')];
  expect(weakestOf(rows)).toEqual({ channel: 'meeting', points: -5, touches: 1, channels: 3 });
  expect(weakestOf(rows, (channel) => channel !== 'meeting')).toEqual({
    channel: 'email',
    points: 1,
    touches: 1,
    channels: 2,
  });
});

test('of equal channels the one on which more was tried, then the first', () => {
  const sent = (channel: 'email' | 'survey', record: number): TouchRow => touch(channel, 'sent', { record });
  expect(weakestOf([sent('email', 1), sent('survey', 2), sent('survey', 3)])?.channel).toBe('survey');
  expect(weakestOf([sent('survey', 1), sent('email', 2)])?.channel).toBe('email');
});

test('messages that a contact ignored count against the channel', () => {
  expect(weakestOf([touch('email', 'sent', { day: AS_OF_DAY - 10 })])).toEqual({
    channel: 'email',
    points: -1,
    touches: 2,
    channels: 1,
  });
});

const times = () => createReachTimes(6, { asOfDay: AS_OF_DAY, windowDays: 365 });

test('the best time is when most calls were answered', () => {
  const reach = times();
  // 2026-06-30 is a Tuesday.
  const calls = [
    touch('call', 'answeredOutbound', { hour: 10 }),
    touch('call', 'longInbound', { hour: 16, day: AS_OF_DAY - 7 }),
    touch('call', 'answeredOutbound', { hour: 16, day: AS_OF_DAY - 1 }),
    touch('call', 'missedOutbound', { hour: 9, day: AS_OF_DAY - 2 }),
    touch('call', 'answeredOutbound', { hour: 9, day: AS_OF_DAY - 400 }),
    touch('call', 'answeredOutbound', { hour: 9, day: AS_OF_DAY + 1 }),
    touch('meeting', 'held', { hour: 9 }),
  ];
  addReachTimes(reach, touchColumns(calls));
  expect(bestTimeOf(reach, 0)).toEqual({
    hour: 16,
    hourCalls: 2,
    weekday: 2,
    weekdayCalls: 2,
    calls: 3,
    spread: { timed: 3, hours: 1, weekdays: 1 },
  });
  expect(bestTimeOf(reach, 1)).toBeNull();
});

test('a call without an hour still tells the weekday', () => {
  const reach = times();
  addReachTimes(reach, touchColumns([touch('call', 'answeredInbound', { day: AS_OF_DAY - 3 })]));
  expect(bestTimeOf(reach, 0)).toEqual({
    hour: null,
    hourCalls: 0,
    weekday: 6,
    weekdayCalls: 1,
    calls: 1,
    spread: { timed: 0, hours: 0, weekdays: 1 },
  });
});

test('shards and order change no best time, and later calls none as of a day', () => {
  fc.assert(
    fc.property(touchRows(1), fc.integer({ min: 0, max: 60 }), (rows, cut) => {
      const whole = times();
      addReachTimes(whole, touchColumns(rows.filter(({ day }) => day <= AS_OF_DAY)));
      const [one, two] = [times(), times()];
      addReachTimes(one, touchColumns(rows.slice(cut).toReversed()));
      addReachTimes(two, touchColumns(rows.slice(0, cut)));
      mergeReachTimes(one, two);
      expect([...one.byHour, ...one.byWeekday]).toEqual([...whole.byHour, ...whole.byWeekday]);
    }),
    { numRuns: propertyRuns(100) },
  );
});
