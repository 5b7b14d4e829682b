import { productsOf, type Histories } from './histories.ts';

/** Two intervals are the least that has a rhythm. */
export const MIN_PURCHASES = 3;
/** Due from this share of the usual interval on. */
export const DUE_SHARE = 0.8;

/** When an account bought a product, and whether its time has come again. */
export interface RepeatInterval {
  readonly purchases: number;
  readonly lastDay: number;
  /** Median days between purchases; null with fewer than `MIN_PURCHASES`. */
  readonly medianDays: number | null;
  /** Days since the last purchase at least `DUE_SHARE` of the median interval. */
  readonly due: boolean;
}

/** Intervals of one product in an account's orders; purchases of one day are one. null: never bought. */
export function repeatInterval(histories: Histories, account: number, product: number): RepeatInterval | null {
  const days: number[] = [];
  for (let order = histories.accountStart[account]!; order < histories.accountStart[account + 1]!; order++) {
    const day = histories.orderDay[order]!;
    if (days.at(-1) !== day && productsOf(histories, order).includes(product)) days.push(day);
  }
  const lastDay = days.at(-1);
  return lastDay === undefined ? null : describeInterval(days, lastDay, histories.asOfDay);
}

function describeInterval(days: readonly number[], lastDay: number, asOfDay: number): RepeatInterval {
  if (days.length < MIN_PURCHASES) return { purchases: days.length, lastDay, medianDays: null, due: false };
  const gaps = days
    .slice(1)
    .map((day, index) => day - days[index]!)
    .sort((a, b) => a - b);
  const middle = gaps.length >> 1;
  const medianDays = gaps.length % 2 === 1 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2;
  return { purchases: days.length, lastDay, medianDays, due: isDue(asOfDay - lastDay, medianDays) };
}

/** elapsed / median >= .8, in a form that needs no division. */
export function isDue(elapsedDays: number, medianDays: number): boolean {
  return elapsedDays >= DUE_SHARE * medianDays;
}
