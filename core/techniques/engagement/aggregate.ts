import { NULL_DAY } from '#core/columns/column-table.ts';
import { createLatestRecords, insertLatest, LATEST_RECORDS, type LatestRecords } from './latest-records.ts';
import type { EngagementCounting } from './settings.ts';
import type { TouchPointColumns } from './touch-points.ts';
import { TOUCHES, WAITING_CHANNELS, WAITING_TOUCHES } from './touches.ts';
import { halvesOfIds, WaitingMessages } from './waiting-messages.ts';
import { weightsByAge } from './weights.ts';

/** Whose touch points are summed: accounts for the technique, contacts for their weakest touch point. */
export type EngagementSubject = 'account' | 'contact';

/** Where the touch points went. */
export interface TouchPointCounts {
  counted: number;
  /** Of no account (contact) that was read. */
  withoutSubject: number;
  afterAsOf: number;
  beforeWindow: number;
}

/** Decayed counts by response and subject, as of one day. Index = ordinal of the subject. */
export interface EngagementAggregate {
  readonly subjects: number;
  readonly by: EngagementSubject;
  readonly asOfDay: number;
  readonly counting: EngagementCounting;
  /** By touch number: ticks a subject (`TICKS_PER_TOUCH`); null where nobody has any. */
  readonly ticks: (Uint32Array | null)[];
  readonly waiting: WaitingMessages;
  readonly latest: LatestRecords;
  readonly counts: TouchPointCounts;
}

/** Nothing counted yet. `asOfDay` is an org-local epoch day. */
export function createEngagementAggregate(
  subjects: number,
  { by = 'account', asOfDay, counting }: { by?: EngagementSubject; asOfDay: number; counting: EngagementCounting },
): EngagementAggregate {
  return {
    subjects,
    by,
    asOfDay,
    counting,
    ticks: TOUCHES.map(() => null),
    waiting: new WaitingMessages(),
    latest: createLatestRecords(subjects),
    counts: { counted: 0, withoutSubject: 0, afterAsOf: 0, beforeWindow: 0 },
  };
}

/**
 * ENG-2: adds touch points up to the as-of day and inside the window. Order and batching do not change the result; one passed
 * twice counts twice. Throws when an ordinal or a touch number is out of range (a bug).
 */
export function addTouchPoints(aggregate: EngagementAggregate, points: TouchPointColumns): void {
  const { asOfDay, subjects, counts, latest, waiting, counting } = aggregate;
  const weights = weightsByAge(counting);
  const waits = waitingDaysByChannel(counting);
  const subject = aggregate.by === 'account' ? points.account : points.contact;
  const { touch, day, recordId } = points;
  const halves = halvesOfIds(recordId);
  for (let row = 0; row < points.length; row++) {
    const ordinal = subject[row]!;
    if (ordinal < 0) {
      counts.withoutSubject++;
      continue;
    }
    if (ordinal >= subjects) throw new RangeError(`${aggregate.by} ordinal ${ordinal} of ${subjects}`);
    const number = touch[row]!;
    if (number >= TOUCHES.length) throw new RangeError(`touch number ${number} of ${TOUCHES.length}`);
    const touchDay = day[row]!;
    if (touchDay > asOfDay) {
      counts.afterAsOf++;
      continue;
    }
    const age = asOfDay - touchDay;
    // Silence falls n days after the message: one sent before the window may be ignored inside it.
    const role = WAITING_TOUCHES[number]!;
    if (role !== null && waits[role.channel]! >= 0 && age < weights.length + waits[role.channel]!) {
      const low = halves[2 * row]!;
      const high = halves[2 * row + 1]!;
      if (role.role === 'sent') waiting.addSent(ordinal, role.channel, low, high, touchDay);
      else waiting.addAnswer(ordinal, role.channel, low, high, touchDay);
    }
    if (age >= weights.length) {
      counts.beforeWindow++;
      continue;
    }
    counts.counted++;
    addTicks((aggregate.ticks[number] ??= new Uint32Array(subjects)), ordinal, weights[age]!);
    insertLatest(latest, ordinal, touchDay, recordId, row);
  }
}

/** Adds `from` to `into`: shards of touch points of the same subjects as of the same day, in any order. `from` stays as it is. */
export function mergeEngagementAggregates(into: EngagementAggregate, from: EngagementAggregate): void {
  if (into.subjects !== from.subjects || into.by !== from.by || into.asOfDay !== from.asOfDay) {
    throw new RangeError(
      `${from.subjects} ${from.by}s of day ${from.asOfDay} merged into ${into.subjects} ${into.by}s of day ${into.asOfDay}`,
    );
  }
  from.ticks.forEach((column, number) => {
    if (column === null) return;
    const sums = (into.ticks[number] ??= new Uint32Array(into.subjects));
    for (let ordinal = 0; ordinal < column.length; ordinal++) addTicks(sums, ordinal, column[ordinal]!);
  });
  into.waiting.merge(from.waiting);
  for (let slot = 0; slot < from.latest.days.length; slot++) {
    const day = from.latest.days[slot]!;
    if (day !== NULL_DAY) insertLatest(into.latest, Math.floor(slot / LATEST_RECORDS), day, from.latest.ids, slot);
  }
  into.counts.counted += from.counts.counted;
  into.counts.withoutSubject += from.counts.withoutSubject;
  into.counts.afterAsOf += from.counts.afterAsOf;
  into.counts.beforeWindow += from.counts.beforeWindow;
}

/** 32 bits of thousandths: 4.2 million touch points of one response and account. Whoever has more stays there, in any order of adding. */
const MAX_TICKS = 4_294_967_295;

/** Adds to one subject's sum, up to `MAX_TICKS`. */
export function addTicks(sums: Uint32Array, ordinal: number, ticks: number): void {
  const sum = sums[ordinal]! + ticks;
  sums[ordinal] = sum > MAX_TICKS ? MAX_TICKS : sum;
}

/** By place in `WAITING_CHANNELS`; -1 = silence says nothing. */
export function waitingDaysByChannel({ waitingDays }: Pick<EngagementCounting, 'waitingDays'>): Int32Array {
  return Int32Array.from(WAITING_CHANNELS, (channel) => waitingDays[channel] ?? -1);
}
