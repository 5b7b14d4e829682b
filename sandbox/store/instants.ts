const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const MILLISECONDS = 1_000;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Epoch seconds of ISO text with offset; null when it is none. */
export function parseInstant(text: string): number | null {
  if (!ISO_INSTANT.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / MILLISECONDS);
}

/**
 * Formats epoch seconds as Zoho does, `2026-03-01T09:30:00-05:00`, in one IANA zone. Runs for every cell of a bulk read, so
 * day and offset texts are cached and the time of day is looked up.
 */
export function createInstantFormatter(timeZone: string): (seconds: number) => string {
  const offsetAt = createOffsets(timeZone);
  const days = new Map<number, string>();
  const offsets = new Map<number, string>();
  return (seconds) => {
    const offset = offsetAt(seconds);
    const local = seconds + offset * SECONDS_PER_MINUTE;
    const day = Math.floor(local / SECONDS_PER_DAY);
    let dayText = days.get(day);
    if (dayText === undefined) {
      dayText = new Date(day * SECONDS_PER_DAY * MILLISECONDS).toISOString().slice(0, 11);
      days.set(day, dayText);
    }
    let offsetText = offsets.get(offset);
    if (offsetText === undefined) {
      offsetText = `${offset < 0 ? '-' : '+'}${twoDigits(Math.abs(offset) / MINUTES_PER_HOUR)}:${twoDigits(Math.abs(offset) % MINUTES_PER_HOUR)}`;
      offsets.set(offset, offsetText);
    }
    const time = local - day * SECONDS_PER_DAY;
    const minutes = Math.floor(time / SECONDS_PER_MINUTE);
    return `${dayText}${twoDigits(minutes / MINUTES_PER_HOUR)}:${twoDigits(minutes % MINUTES_PER_HOUR)}:${twoDigits(time % SECONDS_PER_MINUTE)}${offsetText}`;
  };
}

const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

function twoDigits(number: number): string {
  return TWO_DIGITS[Math.floor(number)] ?? '';
}

/** Minutes east of UTC at an instant. On days without a change of clocks one look-up serves the whole day. */
function createOffsets(timeZone: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const read = (seconds: number): number => {
    const name = format.formatToParts(seconds * MILLISECONDS).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
    if (match === null) return 0;
    const minutes = Number(match[2]) * MINUTES_PER_HOUR + Number(match[3]);
    return match[1] === '-' ? -minutes : minutes;
  };
  const days = new Map<number, number | null>();
  return (seconds) => {
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      const atStart = read(day * SECONDS_PER_DAY);
      offset = atStart === read((day + 1) * SECONDS_PER_DAY - 1) ? atStart : null;
      days.set(day, offset);
    }
    return offset ?? read(seconds);
  };
}
