/**
 * Calendar days as whole numbers: 0 is 1970-01-01, proleptic Gregorian, no clock and no zone. Whoever has an instant cuts it
 * in the org's zone first. Years 1 to 9999, so that every day has a ten-character text.
 */

/** 0001-01-01 and 9999-12-31. */
export const MIN_DAY = -719_162;
export const MAX_DAY = 2_932_896;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** `month` 1 to 12; 0 for any other month. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
}

/** Epoch day of a civil date; null when there is no such date or the year is outside 1 to 9999. */
export function dayFromCivil(year: number, month: number, day: number): number | null {
  if (year < 1 || year > 9999 || day < 1 || day > daysInMonth(year, month)) return null;
  return countDays(year, month, day);
}

/**
 * Days from civil, by Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": the year starts in March, so the leap
 * day comes last, and 400 years are 146,097 days.
 */
function countDays(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Inverse of `dayFromCivil`. Throws RangeError outside `MIN_DAY` to `MAX_DAY`: such a day was never parsed. */
export function civilFromDay(epochDay: number): CivilDate {
  if (!Number.isInteger(epochDay) || epochDay < MIN_DAY || epochDay > MAX_DAY) {
    throw new RangeError(`Not an epoch day of the years 1 to 9999: ${epochDay}`);
  }
  const shifted = epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `yyyy-mm-dd` to epoch days; null for anything else, an impossible date included. */
export function parseIsoDay(text: string): number | null {
  const parts = ISO_DAY.exec(text);
  if (parts === null) return null;
  return dayFromCivil(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** Epoch days to `yyyy-mm-dd`. Throws RangeError outside the years 1 to 9999; callers treat `NULL_DAY` before. */
export function formatIsoDay(epochDay: number): string {
  const { year, month, day } = civilFromDay(epochDay);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
