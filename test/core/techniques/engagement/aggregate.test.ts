import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addTouchPoints,
  createEngagementAggregate,
  mergeEngagementAggregates,
  type EngagementAggregate,
} from '#core/techniques/engagement/aggregate.ts';
import { LATEST_RECORDS } from '#core/techniques/engagement/latest-records.ts';
import type { EngagementCounting } from '#core/techniques/engagement/settings.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { CHANNELS, RESPONSES, TOUCHES, touchNumber, type Channel } from '#core/techniques/engagement/touches.ts';
import {
  aggregateTouches,
  AS_OF_DAY,
  COUNTING,
  countings,
  touchColumns,
  touchRows,
  type TouchRow,
} from '#test/support/engagement-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const ACCOUNTS = 4;

/** Everything that scoring and evidence read. */
function readingsOf(aggregate: EngagementAggregate): unknown {
  return {
    ticks: engagementTotals(aggregate).ticks.map((column) => (column?.some((ticks) => ticks > 0) ? [...column] : null)),
    days: [...aggregate.latest.days],
    ids: [...aggregate.latest.ids].map(String),
    counts: aggregate.counts,
  };
}

function ticksOf(aggregate: EngagementAggregate, channel: Channel, response: string): number[] {
  return [
    ...(engagementTotals(aggregate).ticks[touchNumber(channel, response)] ?? new Uint32Array(aggregate.subjects)),
  ];
}

/** The definition read word by word, an object a touch point. */
function naiveTicks(rows: readonly TouchRow[], account: number, counting: EngagementCounting): number[] {
  const { windowDays, halfLifeDays, waitingDays } = counting;
  const weight = (day: number): number => {
    const age = AS_OF_DAY - day;
    if (age < 0 || age >= windowDays) return 0;
    return halfLifeDays === null ? 1_000 : Math.round(1_000 * 0.5 ** (age / halfLifeDays));
  };
  const own = rows.filter((row) => row.account === account && row.day <= AS_OF_DAY);
  return TOUCHES.map(({ channel, response }) => {
    if (response !== 'ignored')
      return own
        .filter((row) => row.channel === channel && row.response === response)
        .reduce((sum, { day }) => sum + weight(day), 0);
    const days = channel === 'email' || channel === 'sms' || channel === 'whatsapp' ? waitingDays[channel] : null;
    if (days === null) return 0;
    const answers = {
      email: ['opened', 'clicked', 'replied', 'bounced', 'unsubscribed'],
      sms: ['replied', 'failed'],
      whatsapp: ['answered'],
    }[channel === 'sms' || channel === 'whatsapp' ? channel : 'email'];
    // Both looked at as far back as silence can still fall into the window.
    const kept = own.filter((row) => row.channel === channel && AS_OF_DAY - row.day < windowDays + days);
    let sum = 0;
    for (const record of new Set(kept.map((row) => row.record))) {
      const ofRecord = kept.filter((row) => row.record === record);
      const sent = ofRecord.filter((row) => row.response === 'sent').map(({ day }) => day);
      if (sent.length === 0) continue;
      const due = Math.min(...sent) + days;
      if (!ofRecord.some((row) => answers.includes(row.response) && row.day <= due)) sum += weight(due);
    }
    return sum;
  });
}

test('every channel of the list has its responses, in one fixed order', () => {
  expect([...CHANNELS].toSorted()).toEqual(Object.keys(RESPONSES).toSorted());
  expect(TOUCHES.length).toBe(new Set(TOUCHES.map(({ channel, response }) => `${channel}.${response}`)).size);
  // A touch number is a byte.
  expect(TOUCHES.length).toBeLessThan(256);
});

test('counts by response and account are those of the definition, whatever window, half-life and waiting', () => {
  fc.assert(
    fc.property(touchRows(ACCOUNTS), countings, (rows, counting) => {
      const totals = engagementTotals(aggregateTouches(ACCOUNTS, rows, { counting }));
      for (let account = 0; account < ACCOUNTS; account++)
        expect(TOUCHES.map((_, touch) => totals.ticks[touch]?.[account] ?? 0)).toEqual(
          naiveTicks(rows, account, counting),
        );
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('order, batches and shards change nothing', () => {
  fc.assert(
    fc.property(
      touchRows(ACCOUNTS),
      countings,
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 60, maxLength: 60 }),
      (rows, counting, shardOf) => {
        const whole = aggregateTouches(ACCOUNTS, rows, { counting });
        const merged = createEngagementAggregate(ACCOUNTS, { asOfDay: AS_OF_DAY, counting });
        for (const shard of [2, 0, 1]) {
          const part = createEngagementAggregate(ACCOUNTS, { asOfDay: AS_OF_DAY, counting });
          const own = rows.filter((_, index) => shardOf[index] === shard).toReversed();
          for (const row of own) addTouchPoints(part, touchColumns([row]));
          mergeEngagementAggregates(merged, part);
        }
        expect(readingsOf(merged)).toEqual(readingsOf(whole));
      },
    ),
    { numRuns: propertyRuns(300) },
  );
});

test('as of a day is the same as without the later touch points', () => {
  fc.assert(
    fc.property(touchRows(ACCOUNTS), countings, fc.integer({ min: -5, max: 370 }), (rows, counting, back) => {
      const asOfDay = AS_OF_DAY - back;
      const all = aggregateTouches(ACCOUNTS, rows, { counting, asOfDay });
      const earlier = rows.filter(({ day }) => day <= asOfDay);
      const without = aggregateTouches(ACCOUNTS, earlier, { counting, asOfDay });
      expect(readingsOf({ ...all, counts: without.counts })).toEqual(readingsOf(without));
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('the latest records are different ones, each by its latest day', () => {
  fc.assert(
    fc.property(touchRows(1), (rows) => {
      const { latest, counts } = aggregateTouches(1, rows);
      const lastDay = new Map<number, number>();
      for (const { account, day, record } of rows) {
        if (account !== 0 || day > AS_OF_DAY || AS_OF_DAY - day >= COUNTING.windowDays) continue;
        lastDay.set(record, Math.max(lastDay.get(record) ?? day, day));
      }
      const expected = [...lastDay].toSorted(([a, dayA], [b, dayB]) => dayB - dayA || b - a).slice(0, LATEST_RECORDS);
      const found = [...latest.ids.subarray(0, expected.length)].map((id, slot) => [
        Number(id - 5_843_104_000_000_000_000n),
        latest.days[slot],
      ]);
      expect(found).toEqual(expected);
      expect(counts.counted + counts.withoutSubject + counts.afterAsOf + counts.beforeWindow).toBe(rows.length);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('a message is ignored only when its days have passed without an answer, from that day on', () => {
  const sent = (record: number, age: number): TouchRow => ({
    record,
    channel: 'email',
    response: 'sent',
    account: 0,
    day: AS_OF_DAY - age,
  });
  const ignored = (rows: readonly TouchRow[]): number | undefined =>
    ticksOf(aggregateTouches(1, rows), 'email', 'ignored')[0];
  expect(ignored([sent(1, 6)])).toBe(0);
  expect(ignored([sent(1, 7)])).toBe(1_000);
  expect(ignored([sent(1, 30), { ...sent(1, 23), response: 'opened' }])).toBe(0);
  expect(ignored([sent(1, 30), { ...sent(1, 22), response: 'opened' }])).toBe(1_000);
  // Another message, another account.
  expect(ignored([sent(1, 30), { ...sent(2, 29), response: 'replied' }])).toBe(1_000);
  // Sent before the window, certain inside it; and the other way round.
  expect(ignored([sent(1, 371)])).toBe(1_000);
  expect(ignored([sent(1, 372)])).toBe(0);
});

test('with a half-life a touch point of that age counts half', () => {
  const counting = { ...COUNTING, halfLifeDays: 90 };
  const rows: TouchRow[] = [0, 90, 180].map((age, index) => ({
    record: index + 1,
    channel: 'call',
    response: 'answeredInbound',
    account: 0,
    day: AS_OF_DAY - age,
  }));
  expect(ticksOf(aggregateTouches(1, rows, { counting }), 'call', 'answeredInbound')).toEqual([1_750]);
});

test('sums of another day or other accounts are not merged', () => {
  const into = aggregateTouches(2, []);
  expect(() => mergeEngagementAggregates(into, aggregateTouches(3, []))).toThrow(RangeError);
  expect(() => mergeEngagementAggregates(into, aggregateTouches(2, [], { asOfDay: 1 }))).toThrow(RangeError);
  expect(() =>
    addTouchPoints(into, touchColumns([{ record: 1, channel: 'note', response: 'added', account: 2, day: 1 }])),
  ).toThrow(RangeError);
});
