import type { EngagementSubject } from './aggregate.ts';
import { NO_HOUR, type TouchPointColumns } from './touch-points.ts';
import { TOUCHES } from './touches.ts';

const HOURS = 24;
const WEEKDAYS = 7;
/** Saturates: whoever answered so often is reachable. */
export const MAX_COUNT = 65_535;

const ANSWERED: readonly boolean[] = TOUCHES.map(
  ({ channel, response }) =>
    channel === 'call' && ['answeredInbound', 'answeredOutbound', 'longInbound', 'longOutbound'].includes(response),
);

/** ENG-3: answered calls by contact or account, org-local hour and weekday: 62 bytes each. Index = ordinal of the subject. */
export interface ReachTimes {
  readonly subjects: number;
  readonly by: EngagementSubject;
  readonly asOfDay: number;
  readonly windowDays: number;
  readonly byHour: Uint16Array;
  /** Monday first. */
  readonly byWeekday: Uint16Array;
}

export interface BestTime {
  /** Org-local hour, 0 to 23; null = no answered call says at what time it was. */
  readonly hour: number | null;
  /** Answered calls of that hour; 0 = no hour is known. */
  readonly hourCalls: number;
  /** ISO: 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  readonly weekdayCalls: number;
  /** Answered calls, whether they say at what time they were or not: those that the weekday was read from. */
  readonly calls: number;
  /** What tells whether an hour or a weekday stands out; absent = an older run did not keep it. */
  readonly spread?: BestTimeSpread | undefined;
}

export interface BestTimeSpread {
  /** Answered calls that say at what time they were: those that the hour was read from. */
  readonly timed: number;
  /** Hours, and weekdays, that have as many calls as the most of them. */
  readonly hours: number;
  readonly weekdays: number;
}

/** No call yet. By contact where nothing else is said; `asOfDay` is an org-local epoch day. */
export function createReachTimes(
  subjects: number,
  {
    by = 'contact',
    asOfDay,
    windowDays,
  }: { readonly by?: EngagementSubject; readonly asOfDay: number; readonly windowDays: number },
): ReachTimes {
  return {
    subjects,
    by,
    asOfDay,
    windowDays,
    byHour: new Uint16Array(subjects * HOURS),
    byWeekday: new Uint16Array(subjects * WEEKDAYS),
  };
}

/** Adds the answered calls up to the as-of day and inside the window; order and batching do not matter. */
export function addReachTimes(times: ReachTimes, points: TouchPointColumns): void {
  const { asOfDay, windowDays, byHour, byWeekday } = times;
  const subject = times.by === 'account' ? points.account : points.contact;
  for (let row = 0; row < points.length; row++) {
    const ordinal = subject[row]!;
    const day = points.day[row]!;
    if (ordinal < 0 || ANSWERED[points.touch[row]!] !== true || day > asOfDay || asOfDay - day >= windowDays) continue;
    const weekday = ordinal * WEEKDAYS + isoWeekday(day) - 1;
    if (byWeekday[weekday]! < MAX_COUNT) byWeekday[weekday]!++;
    const hour = points.hour[row]!;
    if (hour === NO_HOUR) continue;
    const slot = ordinal * HOURS + hour;
    if (byHour[slot]! < MAX_COUNT) byHour[slot]!++;
  }
}

/** Adds `from` to `into`: shards of the same subjects as of the same day. */
export function mergeReachTimes(into: ReachTimes, from: ReachTimes): void {
  const [one, other] = [into, from].map(({ subjects, by, asOfDay, windowDays }) =>
    [subjects, by, asOfDay, windowDays].join(),
  );
  if (one !== other) throw new RangeError('reach times of other subjects or another day');
  const add = (sums: Uint16Array, more: Uint16Array): void => {
    for (let slot = 0; slot < sums.length; slot++) sums[slot] = Math.min(MAX_COUNT, sums[slot]! + more[slot]!);
  };
  add(into.byHour, from.byHour);
  add(into.byWeekday, from.byWeekday);
}

/** The hour and the weekday with most answered calls, the earlier of equal ones; null = no answered call. */
export function bestTimeOf({ byHour, byWeekday }: ReachTimes, subject: number): BestTime | null {
  const hours = byHour.subarray(subject * HOURS, (subject + 1) * HOURS);
  const weekdays = byWeekday.subarray(subject * WEEKDAYS, (subject + 1) * WEEKDAYS);
  const calls = weekdays.reduce((sum, count) => sum + count, 0);
  if (calls === 0) return null;
  const [hourCalls, weekdayCalls] = [Math.max(...hours), Math.max(...weekdays)];
  const hour = hourCalls === 0 ? null : hours.indexOf(hourCalls);
  const alike = (of: Uint16Array, most: number): number => of.reduce((sum, count) => sum + (count === most ? 1 : 0), 0);
  const spread = {
    timed: hours.reduce((sum, count) => sum + count, 0),
    hours: hourCalls === 0 ? 0 : alike(hours, hourCalls),
    weekdays: alike(weekdays, weekdayCalls),
  };
  return { hour, hourCalls, weekday: weekdays.indexOf(weekdayCalls) + 1, weekdayCalls, calls, spread };
}

/** 1970-01-01 was a Thursday. */
function isoWeekday(day: number): number {
  return ((((day + 3) % WEEKDAYS) + WEEKDAYS) % WEEKDAYS) + 1;
}
