/** TEC-5: a full run every night; two missed nights are worth saying. */
export const STALE_AFTER_DAYS = 2;

/** How old published labels are, in whole org days, where that is worth a warning; else null. */
export function staleDays(asOfDay: number, todayDay: number): number | null {
  const age = todayDay - asOfDay;
  return age > STALE_AFTER_DAYS ? age : null;
}
