import { expect, test } from 'vitest';
import { backTestLastOrders, backTestSplit, type BackTest } from '#core/techniques/recommendations/back-test.ts';
import { pairedInterval } from '#core/techniques/recommendations/bootstrap.ts';
import { chooseModel, chooseModels, STANDING } from '#core/techniques/recommendations/choose-models.ts';
import { CONTESTS, TESTED, type Tested } from '#core/techniques/recommendations/contenders.ts';
import { buildHistories } from '#core/techniques/recommendations/histories.ts';
import { ndcgOf, recallOf, topOf } from '#core/techniques/recommendations/ranking.ts';
import { emptyScores, scoreTrial } from '#core/techniques/recommendations/score-trial.ts';
import { leaveLastOut, refuseLeak } from '#core/techniques/recommendations/test-cases.ts';
import { noCells, purchasesOf, zylkerPurchases, type TestOrder } from '#test/support/recommendation-data.ts';

const OPTIONS = { k: 10, seed: 1 };

function typeOf(backTest: BackTest, type: Tested) {
  const found = backTest.types.find((each) => each.type === type);
  if (found === undefined) throw new Error(`No ${type}`);
  return found;
}

test('ranks are by score, then by ordinal, among the eligible', () => {
  expect(topOf(Float64Array.of(1, 3, 3, 9, 2), Uint8Array.of(1, 1, 1, 0, 1), 3)).toEqual([1, 2, 4]);
  expect(topOf(Float64Array.of(1, 3), Uint8Array.of(0, 1), 3)).toEqual([1]);
});

test('recall is the share of the targets found, and a target further down gains less', () => {
  expect(recallOf([4, 7, 1], new Set([1, 2]))).toBe(0.5);
  expect(ndcgOf([1, 2, 9], new Set([1, 2]), 3)).toBe(1);
  expect(ndcgOf([9, 1], new Set([1]), 3)).toBeCloseTo(1 / Math.log2(3), 12);
});

test('the paired interval is the same for the same seed, and holds 0 where nothing differs', () => {
  const ours = Float64Array.from({ length: 60 }, (_, index) => (index % 3) / 2);
  const theirs = ours.map((value, index) => value - (index % 2) * 0.2);
  const interval = pairedInterval(ours, theirs, 5);
  expect(interval).toEqual(pairedInterval(ours, theirs, 5));
  expect(interval.difference).toBeCloseTo(0.1, 12);
  expect(interval.low).toBeGreaterThan(0.06);
  expect(interval.high).toBeLessThan(0.14);
  expect(pairedInterval(ours, ours, 5)).toEqual({ difference: 0, low: 0, high: 0, pairs: 60 });
});

/** What comes next cannot be known: every product is drawn anew. */
function randomOrders(accounts: number, products: number): TestOrder[] {
  let state = 12_345;
  const draw = (size: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * size);
  };
  return Array.from({ length: accounts * 4 }, (_, index) => ({
    account: index % accounts,
    day: Math.floor(index / accounts) * 30 + draw(20),
    products: [draw(products), draw(products)],
  }));
}

test('nothing is found where nothing can be known; training that has seen the answers gives itself away and is refused', () => {
  const [accounts, products] = [300, 400];
  const histories = buildHistories(purchasesOf(accounts, products, randomOrders(accounts, products)), 1_000);
  const cells = noCells(accounts);
  // Ten of 400 places at random are .025.
  for (const { model, recall } of typeOf(backTestLastOrders(histories, cells, OPTIONS), 'overall').models)
    expect([model, recall < 0.08]).toEqual([model, true]);

  const honest = leaveLastOut(histories, cells, 1);
  const leaking = { ...honest, train: histories };
  const scored = emptyScores();
  scoreTrial(leaking, cells, ['overall'], 10, scored);
  const knn = CONTESTS.overall.models.indexOf('itemKnn');
  const recalls = scored.overall.recall.map((row) => row[knn] ?? 0);
  expect(recalls.reduce((sum, value) => sum + value, 0) / recalls.length).toBeGreaterThan(0.3);
  expect(() => refuseLeak(leaking, histories)).toThrow(/knows the coming orders/);
  expect(() => refuseLeak(honest, histories)).not.toThrow();
});

test('choosing looks at nothing that is held back', () => {
  const [accounts, products] = [150, 400];
  const cells = noCells(accounts);
  // Twenty accounts always buy 0 and 1, the others whatever; then everybody buys 0 and 1. Whoever looks at that takes popularity.
  const earlier = randomOrders(accounts, products).map((order) => ({
    ...order,
    products: order.account < 20 ? [0, 1] : order.products,
  }));
  const last = Array.from({ length: accounts }, (_, account) => ({ account, day: 500, products: [0, 1] }));
  const histories = buildHistories(purchasesOf(accounts, products, [...earlier, ...last]), 1_000);
  expect(chooseModels(histories, cells, 2, 1).overall).toBe('popularity');
  const { blend, models } = typeOf(backTestLastOrders(histories, cells, { k: 2, seed: 1 }), 'overall');
  expect(models.find(({ model }) => model === 'popularity')?.recall).toBe(1);
  const known = buildHistories(purchasesOf(accounts, products, earlier), 1_000);
  expect(leaveLastOut(histories, cells, 1).train).toEqual(known);
  expect(blend.model).toBe(chooseModels(known, cells, 2, 1).overall);
  expect(blend.model).not.toBe('popularity');
});

test('the standing model stays unless another one leads beyond chance', () => {
  const { models } = CONTESTS.overall;
  const rows = (leads: (index: number) => number) =>
    Array.from({ length: 100 }, (_, index) =>
      models.map((model) => (model === 'ownFrequency' ? 0.2 + leads(index) : 0.2)),
    );
  const choose = (recall: number[][]): string => chooseModel('overall', { recall, ndcg: recall }, 1);
  expect(choose(rows(() => 0.1))).toBe('ownFrequency');
  expect(choose(rows((index) => (index % 10 === 0 ? 0.3 : -0.03)))).toBe(STANDING.overall);
  expect(choose(rows(() => 0.1).slice(0, 19))).toBe(STANDING.overall);
});

test('own frequency is chosen for repeat buys where accounts keep buying the same, with cross-sell rules for what goes together', () => {
  // Each account has three favourites out of 60 and a stray product now and then.
  const orders = Array.from({ length: 200 * 8 }, (_, index): TestOrder => {
    const account = index % 200;
    const round = Math.floor(index / 200);
    const favourite = (account * 7 + (round % 3) * 13) % 60;
    return { account, day: round * 40 + (account % 30), products: [favourite, (account * 11 + round * 17) % 60] };
  });
  const histories = buildHistories(purchasesOf(200, 60, orders), 1_000);
  const chosen = chooseModels(histories, noCells(200), 3, 1);
  expect(chosen.repeatBuy).not.toBe('popularity');
});

test('on the sample org no type falls below popularity beyond its interval, in either back-test', () => {
  const { purchases, cells, today } = zylkerPurchases(400);
  const now = buildHistories(purchases, today);
  for (const backTest of [
    backTestLastOrders(now, cells, OPTIONS),
    backTestSplit(buildHistories(purchases, today - 90), now, cells, OPTIONS),
  ]) {
    expect(backTest.types.map(({ type }) => type)).toEqual(TESTED);
    for (const { type, recallVersusPopularity } of backTest.types)
      expect([type, recallVersusPopularity.high >= 0]).toEqual([type, true]);
  }
  // The generator gives each kind of account its families of products: cells know, all orders together do not.
  const first = typeOf(backTestLastOrders(now, cells, OPTIONS), 'firstBuy');
  expect(first.blend.model).toMatch(/cell/);
  expect(first.recallVersusPopularity.low).toBeGreaterThan(0);
});
