import type { ExchangeRateMeaning } from '#core/crm/money.ts';
import { createRandom } from './random.ts';

export interface ExchangeRates {
  /** What one dollar costs in a currency on a day; catalogue prices are dollars. 1 for currencies other than the euro. */
  perDollar(currency: string, day: number): number;
  /** The number a record in this currency carries as Exchange_Rate, at most six decimals. */
  recorded(currency: string, day: number): number;
}

/** Share of two slow swings and of a weekly step, around a level near the euro's of the last decade. Invented. */
const LEVEL = 0.92;
const SLOW_SWING = 0.045;
const FAST_SWING = 0.014;
const WEEKLY_STEP = 0.008;
const RATE_DECIMALS = 1e4;
const RECORDED_DECIMALS = 1e6;

/** Rates that drift: no two quarters convert alike, so a conversion at one rate for all deals shows. */
export function createExchangeRates(seed: number, means: ExchangeRateMeaning, home: string): ExchangeRates {
  const cache = new Map<number, number>();
  const eurosPerDollar = (day: number): number => {
    const week = Math.floor(day / 7);
    let rate = cache.get(week);
    if (rate === undefined) {
      const step = (createRandom(seed, 99, week).next() - 0.5) * WEEKLY_STEP;
      const drift = SLOW_SWING * Math.sin(week / 21) + FAST_SWING * Math.sin(week / 4.6);
      rate = Math.round((LEVEL + drift + step) * RATE_DECIMALS) / RATE_DECIMALS;
      cache.set(week, rate);
    }
    return rate;
  };
  const perDollar = (currency: string, day: number) => (currency === 'EUR' ? eurosPerDollar(day) : 1);
  return {
    perDollar,
    recorded: (currency, day) => {
      if (currency === home) return 1;
      const foreignPerHome = perDollar(currency, day) / perDollar(home, day);
      const rate = means === 'foreignPerHome' ? foreignPerHome : 1 / foreignPerHome;
      return Math.round(rate * RECORDED_DECIMALS) / RECORDED_DECIMALS;
    },
  };
}
