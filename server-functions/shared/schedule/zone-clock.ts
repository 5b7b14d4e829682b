/** Every zone change since 1973 stands on a quarter of an hour UTC (IANA tz database). Milliseconds. */
const OFFSET_STEP_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;

export interface ZoneClock {
  /** What the zone's clocks show at an instant: minutes since midnight, 0 to 1,439. */
  minuteOf(epochMs: number): number;
}

/** Throws RangeError for an unknown zone. */
export function createZoneClock(timeZone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', hour: 'numeric', minute: 'numeric' });
  const known = new Map<number, number>();
  const stepMinute = (step: number): number => {
    const present = known.get(step);
    if (present !== undefined) return present;
    const parts = new Map(format.formatToParts(step * OFFSET_STEP_MS).map(({ type, value }) => [type, Number(value)]));
    const minute = (parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0);
    known.set(step, minute);
    return minute;
  };
  return {
    minuteOf(epochMs) {
      const step = Math.floor(epochMs / OFFSET_STEP_MS);
      const within = Math.floor((epochMs - step * OFFSET_STEP_MS) / MINUTE_MS);
      return (stepMinute(step) + within) % MINUTES_PER_DAY;
    },
  };
}
