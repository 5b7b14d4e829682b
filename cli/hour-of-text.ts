import { createZoneHour } from '#server-functions/shared/rest/zone-hour.ts';

/** An ISO date-time with a time of day; the offset is optional. */
const DATE_TIME = /^\s*\d{4}-\d{2}-\d{2}[Tt ](\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?\s*$/;

/** The hour (0 to 23) of a date-time in an IANA zone; without an offset the hour as it is written; NaN where the text has no time. */
export function createHourOfText(timeZone: string): (text: string) => number {
  const hourOf = createZoneHour(timeZone);
  return (text) => {
    const parts = DATE_TIME.exec(text);
    if (parts === null) return Number.NaN;
    const hour = Number(parts[1]);
    if (parts[2] === undefined) return hour < 24 ? hour : Number.NaN;
    const instant = Date.parse(
      text
        .trim()
        .replace(' ', 'T')
        .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
    );
    return Number.isNaN(instant) ? Number.NaN : hourOf(instant);
  };
}
