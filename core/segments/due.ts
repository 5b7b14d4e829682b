import { civilFromDay, dayFromCivil, daysInMonth, MAX_DAY } from '#core/crm/days.ts';
import type { SegmentInterval } from './segment.ts';

const WEEK_DAYS = 7;
const MONTHS = { monthly: 1, quarterly: 3 } as const;

/**
 * SEG-3: is a dynamic segment to be evaluated again? Org days; `lastDay` is the day of the last evaluation. A month later
 * is the same day of the month, or its last day where the month is shorter. A clock that went back is never due.
 */
export function due(interval: SegmentInterval, lastDay: number, today: number): boolean {
  return today >= nextDay(interval, lastDay);
}

/** The first org day on which it is due again; shown as "next refresh". */
export function nextDay(interval: SegmentInterval, lastDay: number): number {
  switch (interval) {
    case 'daily':
      return lastDay + 1;
    case 'weekly':
      return lastDay + WEEK_DAYS;
    case 'monthly':
    case 'quarterly': {
      const { year, month, day } = civilFromDay(lastDay);
      const months = year * 12 + (month - 1) + MONTHS[interval];
      const nextYear = Math.floor(months / 12);
      const nextMonth = (months % 12) + 1;
      return dayFromCivil(nextYear, nextMonth, Math.min(day, daysInMonth(nextYear, nextMonth))) ?? MAX_DAY;
    }
  }
}
