import type { DealView, Totals } from './account-view.ts';
import type { DealsRead } from './read-deals.ts';

/** A calendar year, leap days aside: the trend compares two spans of the same length. */
const YEAR_DAYS = 365;

/** Won = contributing deals up to today (SEG-1), pipeline = open deals; the same rules as the run's. */
export function deriveTotals({ deals, visible }: DealsRead, asOfDay: number, todayDay: number): Totals {
  const won = deals.filter((deal) => countsBy(deal, todayDay));
  const open = deals.filter(({ stageType }) => stageType === 'open');
  const inSpan = (from: number, to: number): readonly DealView[] =>
    won.filter(({ countedDay }) => countedDay !== null && countedDay > from && countedDay <= to);
  const money = (some: readonly DealView[]): number | null => (visible.amounts ? sumMinor(some) : null);
  const closings = open.flatMap(({ closingDay }) => (closingDay === null ? [] : [closingDay]));
  return {
    wonMinor: money(won),
    wonYearMinor: money(inSpan(todayDay - YEAR_DAYS, todayDay)),
    wonYearBeforeMinor: money(inSpan(todayDay - 2 * YEAR_DAYS, todayDay - YEAR_DAYS)),
    pipelineMinor: money(open),
    won: won.length,
    lost: deals.filter(({ stageType }) => stageType === 'lost').length,
    open: open.length,
    overdue: closings.filter((day) => day < todayDay).length,
    lastWonDay: largest(won.flatMap(({ countedDay }) => (countedDay === null ? [] : [countedDay]))),
    nextClosingDay: smallest(closings.filter((day) => day >= todayDay)),
    sinceRun: inSpan(asOfDay, todayDay).length,
  };
}

/** Deals without a day, or of days to come, do not count yet. */
export function countsBy({ contributing, countedDay }: DealView, day: number): boolean {
  return contributing && countedDay !== null && countedDay <= day;
}

function sumMinor(deals: readonly DealView[]): number {
  return deals.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
}

function largest(days: readonly number[]): number | null {
  return days.length === 0 ? null : days.reduce((a, b) => Math.max(a, b));
}

function smallest(days: readonly number[]): number | null {
  return days.length === 0 ? null : days.reduce((a, b) => Math.min(a, b));
}
