import { civilFromDay, dayFromCivil, daysInMonth, formatIsoDay } from '#core/crm/days.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { Problem } from '#core/message.ts';
import type { HistoryCommand, Step } from './parse-label-commands.ts';

/** More days than anybody compares; each is a run. */
export const MAX_HISTORY_DAYS = 120;
/** Where nothing is said about the beginning. */
const DEFAULT_STEPS = 12;
const WEEK_DAYS = 7;
const MONTHS: Readonly<Record<Exclude<Step, 'week'>, number>> = { month: 1, quarter: 3, year: 12 };

/** The as-of day and those a step before each other, oldest first. Months end on their last day where the day is not in them. */
export function historyDays({
  asOfDay,
  fromDay,
  every,
}: Pick<HistoryCommand, 'asOfDay' | 'fromDay' | 'every'>): Result<number[], Problem> {
  const days: number[] = [];
  for (let step = 0; ; step++) {
    const day = stepsBefore(asOfDay, every, step);
    if (day === null || (fromDay === null ? step > DEFAULT_STEPS : day < fromDay)) break;
    days.push(day);
    if (days.length > MAX_HISTORY_DAYS)
      return fail({
        code: 'cli.tooManyDays',
        params: { days: `${MAX_HISTORY_DAYS}+`, most: MAX_HISTORY_DAYS },
        where: fromDay === null ? '--every' : `--from ${formatIsoDay(fromDay)}`,
      });
  }
  return ok(days.toReversed());
}

function stepsBefore(asOfDay: number, every: Step, steps: number): number | null {
  if (every === 'week') return asOfDay - WEEK_DAYS * steps;
  const { year, month, day } = civilFromDay(asOfDay);
  const months = 12 * year + (month - 1) - MONTHS[every] * steps;
  const [targetYear, targetMonth] = [Math.floor(months / 12), (months % 12) + 1];
  return dayFromCivil(targetYear, targetMonth, Math.min(day, daysInMonth(targetYear, targetMonth)));
}
