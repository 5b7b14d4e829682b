import type { EngagementCounting } from './settings.ts';

/** Touch points are counted in thousandths, so that sums of aged ones are whole numbers: exact in any order, shard by shard. */
export const TICKS_PER_TOUCH = 1_000;

/**
 * Ticks by age in days: 0 (the as-of day) up to the window's last day; older ones have no entry and do not count. With a half-life
 * a touch point of that age counts half, rounded to a tick.
 */
export function weightsByAge({ windowDays, halfLifeDays }: EngagementCounting): Int32Array {
  return Int32Array.from({ length: windowDays }, (_, age) =>
    halfLifeDays === null ? TICKS_PER_TOUCH : Math.round(TICKS_PER_TOUCH * 2 ** (-age / halfLifeDays)),
  );
}
