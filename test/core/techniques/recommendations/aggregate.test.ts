import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NULL_DAY } from '#core/columns/column-table.ts';
import { addOrders, createPurchases, mergePurchases } from '#core/techniques/recommendations/aggregate.ts';
import {
  accountBaskets,
  buildHistories,
  orderBaskets,
  withoutLastOrders,
  type Baskets,
} from '#core/techniques/recommendations/histories.ts';
import { countAllPartners, countPairs, countProducts } from '#core/techniques/recommendations/count-pairs.ts';
import { addTo, purchasesOf } from '#test/support/recommendation-data.ts';
import { readReferenceRows } from '#test/support/reference-rows.ts';
import { readGroceries } from '#test/support/groceries.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { describeWithSharedData } from '#test/support/shared-data.ts';

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

test('pair counts equal counting by hand, from one side and from both', () => {
  fc.assert(
    fc.property(someOrders, (orders) => {
      const histories = buildHistories(purchasesOf(ACCOUNTS, PRODUCTS, orders), 20);
      for (const baskets of [orderBaskets(histories), accountBaskets(histories)]) {
        const slow = countSlowly(baskets);
        expect(collect(baskets, countPairs)).toEqual(new Map([...slow].filter(([pair]) => isAscending(pair))));
        expect(collect(baskets, countAllPartners)).toEqual(slow);
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});

describeWithSharedData(['groceries', 'reference'], 'groceries', () => {
  test('all 301 itemsets of one and two products have the counts of the reference', () => {
    const { baskets, names } = readGroceries();
    const counts = new Map<string, number>();
    countProducts(baskets).forEach((count, product) => counts.set(names[product] ?? '', count));
    countPairs(baskets, (product, partners, found, together) => {
      for (const partner of partners.subarray(0, found))
        counts.set([names[product] ?? '', names[partner] ?? ''].toSorted().join(','), together[partner] ?? 0);
    });
    const reference = readReferenceRows('reference', 'groceries_itemsets_supp0.01.csv').filter(
      (row) => Number(row.get('size')) <= 2,
    );
    expect(reference).toHaveLength(301);
    for (const row of reference) {
      const items = (row.get('items') ?? '').split(',').toSorted().join(',');
      expect([items, counts.get(items)]).toEqual([items, Number(row.get('count'))]);
    }
    // And none of the reference's support is missing from it.
    const often = [...counts.values()].filter((count) => count / baskets.count >= 0.01);
    expect(often).toHaveLength(301);
  });

  test('the left sides of the 15 reference rules are covered as often as counted', () => {
    const { baskets, names } = readGroceries();
    const ordinals = new Map(names.map((name, ordinal) => [name, ordinal]));
    const rules = readReferenceRows('reference', 'groceries_rules_supp0.01_conf0.5.csv');
    expect(rules).toHaveLength(15);
    const counts = collect(baskets, countAllPartners);
    for (const rule of rules) {
      const [first = '', second = ''] = (rule.get('lhs') ?? '').split(',');
      const together = counts.get(`${ordinals.get(first)},${ordinals.get(second)}`) ?? 0;
      expect(together / baskets.count).toBeCloseTo(Number(rule.get('coverage')), 12);
    }
  });
});

type Counting = typeof countPairs;

function collect(baskets: Baskets, count: Counting): Map<string, number> {
  const counts = new Map<string, number>();
  count(baskets, (product, partners, found, together) => {
    for (const partner of partners.subarray(0, found)) counts.set(`${product},${partner}`, together[partner] ?? 0);
  });
  return counts;
}

function countSlowly({ count, start, product }: Baskets): Map<string, number> {
  const counts = new Map<string, number>();
  for (let basket = 0; basket < count; basket++) {
    const products = product.subarray(start[basket], start[basket + 1]);
    for (const one of products)
      for (const other of products)
        if (one !== other) counts.set(`${one},${other}`, (counts.get(`${one},${other}`) ?? 0) + 1);
  }
  return counts;
}

function isAscending(pair: string): boolean {
  const [one = 0, other = 0] = pair.split(',').map(Number);
  return one < other;
}
