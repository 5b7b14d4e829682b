import { MAX_DAY, MIN_DAY, parseIsoDay } from '#core/crm/days.ts';
import type { DayCondition } from './operators.ts';

/** Epoch days, both ends included; empty when `from > to`. `MIN_DAY` and `MAX_DAY` stand for no bound. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

/**
 * The days that a condition, or for a negation its opposite, takes. Both relative directions count the as-of day in:
 * `inLastDays n` = as-of - n < d <= as-of, `inNextDays n` = as-of <= d < as-of + n; n = 0 takes no day.
 * Throws RangeError for a day that is no date: `checkCriteria` names it before.
 */
export function daySpan(condition: DayCondition, asOfDay: number): DaySpan {
  if ('fromDay' in condition) return { from: requireDay(condition.fromDay), to: requireDay(condition.toDay) };
  if ('days' in condition) {
    return condition.operator === 'inLastDays' || condition.operator === 'notInLastDays'
      ? { from: Math.max(asOfDay - condition.days + 1, MIN_DAY), to: asOfDay }
      : { from: asOfDay, to: Math.min(asOfDay + condition.days - 1, MAX_DAY) };
  }
  const day = requireDay(condition.day);
  switch (condition.operator) {
    case 'on':
    case 'notOn':
      return { from: day, to: day };
    case 'before':
      return { from: MIN_DAY, to: day - 1 };
    case 'onOrBefore':
      return { from: MIN_DAY, to: day };
    case 'after':
      return { from: day + 1, to: MAX_DAY };
    case 'onOrAfter':
      return { from: day, to: MAX_DAY };
  }
}

function requireDay(text: string): number {
  const day = parseIsoDay(text);
  if (day === null) throw new RangeError(`Not a date: ${text}`);
  return day;
}
