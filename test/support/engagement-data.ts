import fc from 'fast-check';
import {
  addTouchPoints,
  createEngagementAggregate,
  type EngagementAggregate,
  type EngagementSubject,
} from '#core/techniques/engagement/aggregate.ts';
import type { EngagementCounting } from '#core/techniques/engagement/settings.ts';
import type { TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { TOUCHES, touchNumber, type Channel } from '#core/techniques/engagement/touches.ts';

/** 2026-06-30. */
export const AS_OF_DAY = 20_634;

export const COUNTING: EngagementCounting = {
  windowDays: 365,
  halfLifeDays: null,
  waitingDays: { email: 7, sms: 3, whatsapp: 3 },
};

export interface TouchRow {
  readonly record: number;
  readonly channel: Channel;
  readonly response: string;
  readonly account: number;
  readonly contact?: number;
  readonly day: number;
  readonly hour?: number;
}

export function touchColumns(rows: readonly TouchRow[]): TouchPointColumns {
  return {
    length: rows.length,
    source: 'test',
    recordId: BigInt64Array.from(rows, ({ record }) => 5_843_104_000_000_000_000n + BigInt(record)),
    touch: Uint8Array.from(rows, ({ channel, response }) => touchNumber(channel, response)),
    account: Int32Array.from(rows, ({ account }) => account),
    contact: Int32Array.from(rows, ({ contact }) => contact ?? -1),
    day: Int32Array.from(rows, ({ day }) => day),
    hour: Int8Array.from(rows, ({ hour }) => hour ?? -1),
  };
}

export function aggregateTouches(
  subjects: number,
  rows: readonly TouchRow[],
  {
    asOfDay = AS_OF_DAY,
    counting = COUNTING,
    by = 'account',
  }: { asOfDay?: number; counting?: EngagementCounting; by?: EngagementSubject } = {},
): EngagementAggregate {
  const aggregate = createEngagementAggregate(subjects, { by, asOfDay, counting });
  addTouchPoints(aggregate, touchColumns(rows));
  return aggregate;
}

/** Recorded touch points only: silence is derived. */
const RECORDED = TOUCHES.filter(({ channel, response }) => response !== 'ignored' || channel === 'task');

/** Few records, accounts and days, so that messages, answers, windows and ties meet. */
export function touchRows(accounts: number, maxLength = 60): fc.Arbitrary<TouchRow[]> {
  return fc.array(
    fc
      .record({
        record: fc.integer({ min: 1, max: 12 }),
        touch: fc.oneof(
          fc.constantFrom(...RECORDED),
          fc.constantFrom(...RECORDED.filter(({ channel }) => channel === 'email' || channel === 'whatsapp')),
        ),
        account: fc.integer({ min: -1, max: accounts - 1 }),
        contact: fc.integer({ min: -1, max: 5 }),
        age: fc.oneof(fc.integer({ min: -5, max: 20 }), fc.integer({ min: 355, max: 380 })),
        hour: fc.integer({ min: -1, max: 23 }),
      })
      .map(({ touch, age, ...row }) => ({ ...row, ...touch, day: AS_OF_DAY - age })),
    { maxLength },
  );
}

export const countings: fc.Arbitrary<EngagementCounting> = fc.record({
  windowDays: fc.constantFrom(30, 365),
  halfLifeDays: fc.constantFrom(null, 30, 90),
  waitingDays: fc.record({
    email: fc.constantFrom(null, 1, 7),
    sms: fc.constantFrom(null, 3),
    whatsapp: fc.constantFrom(null, 2, 5),
  }),
});
