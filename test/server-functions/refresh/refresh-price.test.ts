import { expect, test } from 'vitest';
import { priceRefresh } from '#server-functions/refresh/refresh-price.ts';

const priced = (accounts: number) =>
  priceRefresh({ rows: [accounts, 0], modules: 2 }, { days: [] }, { nightlyMinute: 60, today: '2026-06-30' }).allLabels;

test('what workflows cost is told before anybody switches them on: labels that are announced never go by bulk', () => {
  expect(priced(200_000)).toEqual({ accounts: 200_000, quiet: 8 * 500, announced: 20_000 });
  // So few go one by one either way.
  expect(priced(40)).toEqual({ accounts: 40, quiet: 4, announced: 4 });
  const unknown = { rows: null, modules: 2 };
  const today = { nightlyMinute: 60, today: '2026-06-30' };
  expect(priceRefresh(unknown, { days: [] }, today).allLabels).toBeNull();
});
