import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NULL_DAY } from '#core/columns/column-table.ts';
import { addOrders, createPurchases, mergePurchases } from '#core/techniques/recommendations/aggregate.ts';
import { buildHistories, withoutLastOrders } from '#core/techniques/recommendations/histories.ts';
import { addTo, purchasesOf } from '#test/support/recommendation-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const ACCOUNTS = 4;
const PRODUCTS = 6;
const anOrder = fc.record({
  account: fc.nat({ max: ACCOUNTS - 1 }),
  day: fc.nat({ max: 20 }),
  products: fc.array(fc.nat({ max: PRODUCTS - 1 }), { maxLength: 5 }),
});
const someOrders = fc.array(anOrder, { maxLength: 25 });

test('histories are by account, then day, then id, each product of an order once', () => {
  const histories = buildHistories(
    purchasesOf(2, 5, [
      { account: 1, day: 9, products: [3, 1, 3] },
      { account: 0, day: 5, products: [] },
      { account: 1, day: 2, products: [4] },
      { account: 1, day: 9, products: [0] },
    ]),
    100,
  );
  expect([...histories.accountStart]).toEqual([0, 1, 4]);
  expect([...histories.orderId]).toEqual([2n, 3n, 1n, 4n]);
  expect([...histories.lineProduct]).toEqual([4, 1, 3, 0]);
});

test('orders without account, date or known product are counted, not guessed', () => {
  const purchases = createPurchases(1, 1);
  addOrders(purchases, {
    length: 3,
    id: BigInt64Array.of(1n, 2n, 3n),
    account: Int32Array.of(-1, 0, 0),
    day: Int32Array.of(1, NULL_DAY, 1),
    lineStart: Int32Array.of(0, 1, 2, 4),
    lineProduct: Int32Array.of(0, 0, 0, -1),
  });
  expect(purchases.counts).toEqual({ withoutAccount: 1, withoutDay: 1, unknownProducts: 1 });
  expect(purchases.orders).toBe(1);
});

test('shards in any order give the histories of the whole', () => {
  fc.assert(
    fc.property(someOrders, fc.nat({ max: 25 }), (orders, cut) => {
      const ids = orders.map((_, index) => index + 1);
      const whole = createPurchases(ACCOUNTS, PRODUCTS);
      addTo(whole, orders, ids);
      const [first, second] = [createPurchases(ACCOUNTS, PRODUCTS), createPurchases(ACCOUNTS, PRODUCTS)];
      addTo(first, orders.slice(cut), ids.slice(cut));
      addTo(second, orders.slice(0, cut), ids.slice(0, cut));
      mergePurchases(first, second);
      expect(buildHistories(first, 20)).toEqual(buildHistories(whole, 20));
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('nothing after the as-of day is in the histories', () => {
  fc.assert(
    fc.property(someOrders, fc.nat({ max: 20 }), (orders, asOfDay) => {
      const known = orders
        .map((order, index) => ({ order, id: index + 1 }))
        .filter(({ order }) => order.day <= asOfDay);
      const cut = createPurchases(ACCOUNTS, PRODUCTS);
      addTo(
        cut,
        known.map(({ order }) => order),
        known.map(({ id }) => id),
      );
      expect(buildHistories(purchasesOf(ACCOUNTS, PRODUCTS, orders), asOfDay)).toEqual(buildHistories(cut, asOfDay));
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('holding back last orders takes one of each account that has enough', () => {
  fc.assert(
    fc.property(someOrders, (orders) => {
      const histories = buildHistories(purchasesOf(ACCOUNTS, PRODUCTS, orders), 20);
      const rest = withoutLastOrders(histories, 2);
      for (let account = 0; account < ACCOUNTS; account++) {
        const ids = [
          ...histories.orderId.subarray(histories.accountStart[account], histories.accountStart[account + 1]),
        ];
        const left = [...rest.orderId.subarray(rest.accountStart[account], rest.accountStart[account + 1])];
        expect(left).toEqual(ids.length >= 2 ? ids.slice(0, -1) : ids);
      }
      expect(rest.lineStart.at(-1)).toBe(rest.lineProduct.length);
    }),
    { numRuns: propertyRuns(100) },
  );
});
