import { expect, test } from 'vitest';
import { createEngine, createRooms, recommendFor } from '#core/techniques/recommendations/engine.ts';
import { pairFigures } from '#core/techniques/recommendations/grounds.ts';
import { accountBaskets, buildHistories } from '#core/techniques/recommendations/histories.ts';
import { findPairRules, ruleFigures } from '#core/techniques/recommendations/pair-rules.ts';
import { KNN_SHRINK, shareInCell, trainProductModel } from '#core/techniques/recommendations/product-model.ts';
import { isDue, repeatInterval } from '#core/techniques/recommendations/repeat-interval.ts';
import { noCells, purchasesOf, type TestOrder } from '#test/support/recommendation-data.ts';

/** Of 12 accounts, 6 have both 0 and 1, 2 have 0 alone, 4 have 2 alone. */
function pairShop(): TestOrder[] {
  return Array.from({ length: 12 }, (_, account) => ({
    account,
    day: account,
    products: account < 6 ? [0, 1] : account < 8 ? [0] : [2],
  }));
}

test('support, confidence, lift and cosine of a pair', () => {
  const rules = findPairRules(accountBaskets(buildHistories(purchasesOf(12, 3, pairShop()), 100)));
  expect([[...rules.first], [...rules.second], [...rules.together]]).toEqual([[0], [1], [6]]);
  const figures = ruleFigures(rules, 0, 0, 1);
  expect(figures).toMatchObject({ together: 6, support: 0.5, confidence: 6 / 8, lift: (6 * 12) / (8 * 6) });
  expect(figures.cosine).toBeCloseTo(6 / Math.sqrt(48), 12);
  expect(ruleFigures(rules, 0, 1, 0).confidence).toBe(1);
});

test('a pair below five baskets, or with a lift of 1 and less, is no rule', () => {
  const four = pairShop().map((order) => (order.account < 2 ? { ...order, products: [0] } : order));
  expect(findPairRules(accountBaskets(buildHistories(purchasesOf(12, 3, four), 100))).first).toHaveLength(0);
  // Everybody has 0, half of them 1: together as often as by chance.
  const chance = Array.from({ length: 12 }, (_, account) => ({
    account,
    day: 1,
    products: account < 6 ? [0, 1] : [0],
  }));
  expect(findPairRules(accountBaskets(buildHistories(purchasesOf(12, 2, chance), 100))).first).toHaveLength(0);
});

test('ItemKNN is the cosine over accounts, shrunk by 10; what follows is counted from order to order', () => {
  const orders = [...pairShop(), { account: 0, day: 50, products: [2] }, { account: 1, day: 50, products: [2, 0] }];
  const model = trainProductModel(buildHistories(purchasesOf(12, 3, orders), 100), noCells(12));
  const row = (of: number) =>
    new Map(
      Array.from(
        model.similar.product.subarray(model.similar.start[of], model.similar.start[of + 1]),
        (product, index) => [product, model.similar.weight[(model.similar.start[of] ?? 0) + index]],
      ),
    );
  expect(row(0).get(1)).toBeCloseTo(6 / (Math.sqrt(8 * 6) + KNN_SHRINK), 12);
  expect(row(1).get(2)).toBeCloseTo(2 / (Math.sqrt(6 * 6) + KNN_SHRINK), 12);
  expect(model.followed[1]).toBe(2);
  expect([...model.followers.product.subarray(model.followers.start[1], model.followers.start[2])]).toEqual([2, 0]);
  expect([...model.followers.weight.subarray(model.followers.start[1], model.followers.start[2])]).toEqual([2, 1]);
});

test('popularity in a cell is shrunk towards all orders: (n_cell,p + 20 share) / (n_cell + 20)', () => {
  const cells = { count: 2, ofAccount: Int32Array.from({ length: 12 }, (_, account) => (account < 8 ? 0 : 1)) };
  const model = trainProductModel(buildHistories(purchasesOf(12, 3, pairShop()), 100), cells);
  const share = new Float64Array(3);
  shareInCell(model, 0, share);
  expect(share[0]).toBeCloseTo((8 + (20 * 8) / 12) / 28, 12);
  shareInCell(model, 1, share);
  expect(share[2]).toBeCloseTo((4 + (20 * 4) / 12) / 24, 12);
});

test('a repeat is due from .8 of the median interval on, and never with fewer than three purchases', () => {
  const bought = (days: readonly number[], asOfDay: number) =>
    repeatInterval(
      buildHistories(
        purchasesOf(
          1,
          1,
          days.map((day) => ({ account: 0, day, products: [0] })),
        ),
        asOfDay,
      ),
      0,
      0,
    );
  expect(bought([0, 30, 70], 101)).toEqual({ purchases: 3, lastDay: 70, medianDays: 35, due: true });
  expect(bought([0, 30, 70], 97)).toMatchObject({ due: false });
  expect(bought([0, 30, 70], 98)).toMatchObject({ due: true });
  expect(bought([0, 30], 500)).toEqual({ purchases: 2, lastDay: 30, medianDays: null, due: false });
  // Two orders of one day are one purchase.
  expect(bought([0, 30, 30], 500)).toMatchObject({ purchases: 2, due: false });
  expect(bought([], 5)).toBeNull();
  expect(isDue(8, 10)).toBe(true);
});

test('each type recommends what it may, with the counts that speak for it', () => {
  // 30 accounts buy 0, then 1 a month later (Core Java, Advanced Java); account 30 has only bought 0; 31 nothing; 32 only 2.
  const orders: TestOrder[] = Array.from({ length: 30 }, (_, account): TestOrder[] => [
    { account, day: account, products: [0, 3] },
    { account, day: 30 + account, products: [1, 3] },
    { account, day: 60 + account, products: [1] },
  ]).flat();
  orders.push({ account: 30, day: 80, products: [0] }, { account: 32, day: 1, products: [2] });
  const purchases = purchasesOf(33, 5, orders);
  const engine = createEngine({ purchases, cells: noCells(33), asOfDay: 100, horizonDays: 30, seed: 1 });
  const rooms = createRooms(engine.recommender);
  const of = (account: number) => recommendFor(engine, account, rooms, 3);

  const next = of(30).find(({ type }) => type === 'nextBuy');
  expect(next?.products).toEqual([1]);
  expect(next?.grounds).toContainEqual({ kind: 'sequence', after: 0, followed: 30, times: 30 });
  expect(
    of(30)
      .filter(({ type }) => type === 'nextBuy')
      .flatMap(({ products }) => products),
  ).not.toContain(0);
  expect(
    of(30)
      .filter(({ type }) => type === 'repeatBuy')
      .map(({ products }) => products),
  ).toEqual([[0]]);

  const cross = of(30).find(({ type, products }) => type === 'crossSell' && products[0] === 1);
  const grounds = cross?.grounds.find(({ kind }) => kind === 'pair');
  expect(grounds).toEqual({ kind: 'pair', with: 0, baskets: 32, withOther: 31, withProduct: 30, together: 30 });

  expect(new Set(of(31).map(({ type }) => type))).toEqual(new Set(['firstBuy']));
  expect(of(0).map(({ type }) => type)).not.toContain('firstBuy');
  expect(of(0).find(({ type }) => type === 'repeatBuy')?.grounds[0]).toMatchObject({
    kind: 'repeat',
    lastDay: 60,
  });
  // A product that nobody bought is nothing to recommend.
  expect(of(31).flatMap(({ products }) => products)).not.toContain(4);
  for (const { estimate } of [...of(0), ...of(30), ...of(31)]) {
    expect(estimate).toBeGreaterThanOrEqual(0);
    expect(estimate).toBeLessThanOrEqual(1);
  }
  expect(pairFigures({ baskets: 10, withOther: 5, withProduct: 4, together: 3 })).toEqual({
    support: 0.3,
    confidence: 0.6,
    lift: 1.5,
  });
});
