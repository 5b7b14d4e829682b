import { NO_HOUR, type TouchPointColumns } from './touch-points.ts';
import { TOUCHES } from './touches.ts';

const HOURS = 24;
const WEEKDAYS = 7;
/** Saturates: whoever answered so often is reachable. */
const MAX_COUNT = 65_535;

const ANSWERED: readonly boolean[] = TOUCHES.map(
  ({ channel, response }) =>
    channel === 'call' && ['answeredInbound', 'answeredOutbound', 'longInbound', 'longOutbound'].includes(response),
);

/** ENG-3: answered calls by contact, org-local hour and weekday. Index = contact ordinal. */
export interface ReachTimes {
  readonly contacts: number;
  readonly asOfDay: number;
  readonly windowDays: number;
  readonly byHour: Uint16Array;
  /** Monday first. */
  readonly byWeekday: Uint16Array;
}

export interface BestTime {
  /** Org-local hour, 0 to 23; null = no answered call says at what time it was. */
  readonly hour: number | null;
  /** ISO: 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** Answered calls that it was read from. */
  readonly calls: number;
}

export function createReachTimes(
  contacts: number,
  { asOfDay, windowDays }: { readonly asOfDay: number; readonly windowDays: number },
): ReachTimes {
  return {
    contacts,
    asOfDay,
    windowDays,
    byHour: new Uint16Array(contacts * HOURS),
    byWeekday: new Uint16Array(contacts * WEEKDAYS),
  };
}

/** Adds the answered calls up to the as-of day and inside the window; order and batching do not matter. */
export function addReachTimes(times: ReachTimes, points: TouchPointColumns): void {
  const { asOfDay, windowDays, byHour, byWeekday } = times;
  for (let row = 0; row < points.length; row++) {
    const contact = points.contact[row]!;
    const day = points.day[row]!;
    if (contact < 0 || ANSWERED[points.touch[row]!] !== true || day > asOfDay || asOfDay - day >= windowDays) continue;
    const weekday = contact * WEEKDAYS + isoWeekday(day) - 1;
    if (byWeekday[weekday]! < MAX_COUNT) byWeekday[weekday]!++;
    const hour = points.hour[row]!;
    if (hour === NO_HOUR) continue;
    const slot = contact * HOURS + hour;
    if (byHour[slot]! < MAX_COUNT) byHour[slot]!++;
  }
}

/** Adds `from` to `into`: shards of the same contacts as of the same day. */
export function mergeReachTimes(into: ReachTimes, from: ReachTimes): void {
  if (into.contacts !== from.contacts || into.asOfDay !== from.asOfDay || into.windowDays !== from.windowDays)
    throw new RangeError('reach times of other contacts or another day');
  const add = (sums: Uint16Array, more: Uint16Array): void => {
    for (let slot = 0; slot < sums.length; slot++) sums[slot] = Math.min(MAX_COUNT, sums[slot]! + more[slot]!);
  };
  add(into.byHour, from.byHour);
  add(into.byWeekday, from.byWeekday);
}

/** The hour and the weekday with most answered calls, the earlier of equal ones; null = no answered call. */
export function bestTimeOf({ byHour, byWeekday }: ReachTimes, contact: number): BestTime | null {
  const hours = byHour.subarray(contact * HOURS, (contact + 1) * HOURS);
  const weekdays = byWeekday.subarray(contact * WEEKDAYS, (contact + 1) * WEEKDAYS);
  const calls = weekdays.reduce((sum, count) => sum + count, 0);
  if (calls === 0) return null;
  const most = (counts: Uint16Array): number => counts.indexOf(Math.max(...counts));
  return { hour: hours.some((count) => count > 0) ? most(hours) : null, weekday: most(weekdays) + 1, calls };
}

/** 1970-01-01 was a Thursday. */
function isoWeekday(day: number): number {
  return ((((day + 3) % WEEKDAYS) + WEEKDAYS) % WEEKDAYS) + 1;
}
