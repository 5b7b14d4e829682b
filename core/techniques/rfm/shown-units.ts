import { TICKS_PER_UNIT } from './aggregate.ts';

/** Thousandths as a person reads them: whole deals (rounded towards the values that can occur), or products with decimals. */
export function shownUnits(ticks: number, frequencyOf: 'deals' | 'products', direction: 'up' | 'down'): number {
  if (frequencyOf === 'products') return ticks / TICKS_PER_UNIT;
  return direction === 'up' ? Math.ceil(ticks / TICKS_PER_UNIT) : Math.floor(ticks / TICKS_PER_UNIT);
}
