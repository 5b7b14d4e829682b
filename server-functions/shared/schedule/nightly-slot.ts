import { localDayAt, type LocalDay } from '../quotas/local-day.ts';
import { createZoneClock, type ZoneClock } from './zone-clock.ts';

const MINUTE_MS = 60_000;
/** A zone can leave out a day (Samoa, 30 December 2011), never two in a row. Days. */
const LOOK_DAYS = 3;

/** What a night's run is named by: the org's day, and the instant from which it is owed. */
export interface NightlySlot {
  /** Epoch day in the zone. */
  readonly day: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The last nightly instant that has come: the first one of the org's day at which its clocks show `minute` or later, so that an
 * hour that is left out delays it and an hour that comes twice does not repeat it. Throws RangeError for an unknown zone.
 */
export function lastNightly(now: number, timeZone: string, minute: number): NightlySlot | null {
  const clock = createZoneClock(timeZone);
  let day = localDayAt(now, timeZone);
  for (let back = 0; back < LOOK_DAYS; back++) {
    const at = nightlyIn(day, clock, minute);
    if (at !== null && at <= now) return { day: day.day, at };
    day = localDayAt(day.startsAt - 1, timeZone);
  }
  return null;
}

/** The next one after an instant. */
export function nextNightly(now: number, timeZone: string, minute: number): NightlySlot | null {
  const clock = createZoneClock(timeZone);
  let day = localDayAt(now, timeZone);
  for (let ahead = 0; ahead < LOOK_DAYS; ahead++) {
    const at = nightlyIn(day, clock, minute);
    if (at !== null && at > now) return { day: day.day, at };
    day = localDayAt(day.endsAt, timeZone);
  }
  return null;
}

/** null = the day's clocks never show it. */
function nightlyIn({ startsAt, endsAt }: LocalDay, clock: ZoneClock, minute: number): number | null {
  for (let at = startsAt; at < endsAt; at += MINUTE_MS) {
    const shown = clock.minuteOf(at);
    if (shown >= minute) return at;
  }
  return null;
}
