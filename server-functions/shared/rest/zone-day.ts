const MS_PER_DAY = 86_400_000;
/** Every zone change since 1973 stands on a quarter of an hour UTC (IANA tz database). Milliseconds. */
const OFFSET_STEP_MS = 15 * 60_000;

/**
 * The epoch day of an instant in an IANA zone. Offsets are looked up once per quarter of an hour and kept, since asking the
 * platform for each of a million rows takes seconds. Throws RangeError for an unknown zone.
 */
export function createZoneDay(timeZone: string): (epochMs: number) => number {
  const format = formatOf(timeZone);
  const known = new Map<number, number>();
  return (epochMs) => {
    const step = Math.floor(epochMs / OFFSET_STEP_MS);
    const day = known.get(step);
    if (day !== undefined) return day;
    const computed = dayOf(format, epochMs);
    known.set(step, computed);
    return computed;
  };
}

/** Making one takes longer than most of what a request does, and every request asks for its day. There are some 600 zones. */
const knownFormats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 600;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = knownFormats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    era: 'short',
  });
  // A zone can be written in more than one way.
  if (knownFormats.size >= MOST_FORMATS) knownFormats.clear();
  knownFormats.set(timeZone, made);
  return made;
}

/** The zone, or UTC where the platform does not know it: a CRM's list of zones is not the platform's. */
export function knownZone(timeZone: string): string {
  try {
    createZoneDay(timeZone);
    return timeZone;
  } catch {
    return 'UTC';
  }
}

function dayOf(format: Intl.DateTimeFormat, epochMs: number): number {
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value] as const));
  const year = Number(parts.get('year'));
  const signed = parts.get('era') === 'BC' ? 1 - year : year;
  return Math.floor(Date.UTC(signed, Number(parts.get('month')) - 1, Number(parts.get('day'))) / MS_PER_DAY);
}
