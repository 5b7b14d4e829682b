/** Every zone change since 1973 stands on a quarter of an hour UTC (IANA tz database), and so does the beginning of every local hour. Milliseconds. */
const STEP_MS = 15 * 60_000;

/** The hour, 0 to 23, of an instant in an IANA zone. Looked up once per quarter of an hour and kept. Throws RangeError for an unknown zone. */
export function createZoneHour(timeZone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', hour: 'numeric' });
  const known = new Map<number, number>();
  return (epochMs) => {
    const step = Math.floor(epochMs / STEP_MS);
    const hour = known.get(step);
    if (hour !== undefined) return hour;
    const computed = Number(format.format(epochMs));
    known.set(step, computed);
    return computed;
  };
}
