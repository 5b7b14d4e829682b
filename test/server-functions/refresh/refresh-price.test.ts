import { expect, test } from 'vitest';
import { priceRefresh } from '#server-functions/refresh/refresh-price.ts';

const NIGHT = { nightlyMinute: 60, today: '2026-06-30' };
const priced = (accounts: number) => priceRefresh({ rows: [accounts, 0], modules: 2 }, { days: [] }, NIGHT).allLabels;

test('what workflows cost is told before anybody switches them on: labels that are announced never go by bulk', () => {
  expect(priced(200_000)).toEqual({ accounts: 200_000, quiet: 8 * 500, announced: 20_000 });
  // So few go one by one either way.
  expect(priced(40)).toEqual({ accounts: 40, quiet: 4, announced: 4 });
  const unknown = { rows: null, modules: 2 };
  expect(priceRefresh(unknown, { days: [] }, NIGHT).allLabels).toBeNull();
});

test('a sweep costs what the last ones cost, from the first one on; before that what the price list says', () => {
  const day = { sweeps: 1, skipped: 0, readCredits: 0, writeCredits: 0 };
  const priceOf = (days: Parameters<typeof priceRefresh>[1]['days']) => {
    const { perSweep, measured, options } = priceRefresh({ rows: [40, 0], modules: 2 }, { days }, NIGHT);
    return { perSweep, measured, sweeps: options.slice(0, 2).map(({ sweepsPerDay, sweeps }) => sweeps / sweepsPerDay) };
  };
  expect(priceOf([])).toEqual({ perSweep: 6, measured: 0, sweeps: [6, 6] });
  const one = { ...day, day: '2026-06-30', quick: 1, quickCredits: 9 };
  expect(priceOf([one])).toEqual({ perSweep: 9, measured: 1, sweeps: [9, 9] });
  // One that read everything says nothing of the next.
  expect(priceOf([{ ...one, quick: 0, quickCredits: 0 }]).measured).toBe(0);
  const before = { ...day, day: '2026-06-29', quick: 3, quickCredits: 12 };
  expect(priceOf([one, before])).toEqual({ perSweep: 6, measured: 4, sweeps: [6, 6] });
});
