import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_LABEL } from '#core/labels/label.ts';
import { decodeRecommendations, encodeRecommendations } from '#core/labels/recommendations-evidence.ts';
import type { Purchases } from '#core/techniques/recommendations/aggregate.ts';
import { createEngine, createRooms } from '#core/techniques/recommendations/engine.ts';
import { idsOf, recommendationsEvidenceAt } from '#core/techniques/recommendations/evidence.ts';
import { explainRecommendations } from '#core/techniques/recommendations/explain.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import { editedTexts } from '#test/support/hostile-evidence.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import {
  noCells,
  purchasesOf,
  shopOrders,
  zylkerPurchases,
  type TestOrder,
} from '#test/support/recommendation-data.ts';
import {
  atLeast,
  recommendationsLabel,
  SHOP_SETTINGS,
  shopProductIds,
} from '#test/support/technique-trials/recommendations-trial.ts';

const PRESET = presetRecommendationsSettings();
const HORIZON = 90;

function scoreAll(
  purchases: Purchases,
  asOfDay: number,
  settings: RecommendationsSettings,
  cells = noCells(purchases.accountCount),
) {
  const engine = createEngine({ purchases, cells, asOfDay, horizonDays: settings.horizonDays, seed: 1 });
  const population = new Uint8Array(purchases.accountCount).fill(1);
  const ids = shopProductIds(purchases.productCount);
  const scores = scoreRecommendations({ engine, settings, population, productIds: ids });
  const rooms = createRooms(engine.recommender);
  const evidence = (account: number) =>
    recommendationsEvidenceAt({ scores, engine, population, productIds: ids, rooms }, account);
  return { scores, evidence };
}

test('evidence takes about 100 characters and holds at most five ids', () => {
  const accounts = 800;
  const { scores, evidence } = scoreAll(
    purchasesOf(accounts, 24, shopOrders(5, accounts, 24, 3 * accounts)),
    899,
    SHOP_SETTINGS,
  );
  const sizes: number[] = [];
  for (let account = 0; account < accounts; account++) {
    const found = evidence(account);
    if (found === null) throw new Error('inside');
    const ids = new Set([found.lastOrder, ...found.best.flatMap(idsOf)].filter((id) => id !== null));
    expect(ids.size).toBeLessThanOrEqual(5);
    sizes.push(encodeRecommendations(found).length);
  }
  expect(sizes.reduce((sum, size) => sum + size, 0) / accounts).toBeLessThan(100);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(160);
  expect(scores.labelCounts.reduce((sum, count) => sum + count, 0) + scores.withoutLabel).toBe(accounts);
});

test('evidence of recommendations that was changed by hand is read back as it says, or not at all', () => {
  const { evidence } = scoreAll(purchasesOf(250, 12, shopOrders(2, 250, 12, 1_200)), 899, SHOP_SETTINGS);
  const texts = Array.from({ length: 40 }, (_, account) => {
    const found = evidence(account);
    return found === null ? '' : encodeRecommendations(found);
  });
  fc.assert(
    fc.property(editedTexts(fc.constantFrom(...texts)), (text) => {
      const read = decodeRecommendations(text);
      if (read !== undefined) expect(encodeRecommendations(read)).toBe(text);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('evidence holds ids and counts, no name, and of an account outside the criteria nothing', () => {
  const orders = shopOrders(2, 250, 12, 1_200);
  const purchases = purchasesOf(250, 12, orders);
  const engine = createEngine({ purchases, cells: noCells(250), asOfDay: 899, horizonDays: HORIZON, seed: 1 });
  const population = new Uint8Array(250).fill(1, 1);
  const ids = shopProductIds(12);
  const scores = scoreRecommendations({ engine, settings: PRESET, population, productIds: ids });
  const context = { scores, engine, population, productIds: ids, rooms: createRooms(engine.recommender) };
  expect(recommendationsEvidenceAt(context, 0)).toBeNull();
  expect(scores.label[0]).toBe(NO_LABEL);
  const evidence = recommendationsEvidenceAt(context, 1);
  expect(evidence?.lastOrder).toMatch(/^[1-9][0-9]*$/);
  expect(evidence?.best.length).toBeGreaterThan(0);
  for (const { products } of evidence?.best ?? []) for (const product of products) expect(ids).toContain(product);
  expect(scores.basis).toMatchObject({ population: 249, scale: 'percent', horizonDays: HORIZON });
});

test('under 200 buyers values are Low, Medium and High by thirds, and the reason is said', () => {
  const { scores, evidence } = scoreAll(purchasesOf(90, 12, shopOrders(4, 90, 12, 700)), 899, PRESET);
  expect(scores.basis.scale).toBe('band');
  expect(scores.warnings).toContainEqual({ code: 'recommendations.bandsOnly', params: { buyers: 90, needed: 200 } });
  expect(new Set(scores.values.flatMap((values) => [...values]))).toEqual(new Set([0, 1, 2]));
  // "At least 70 %" is High, "at most 29 %" is Low.
  const first = evidence(0);
  if (first === null) throw new Error('inside');
  const explained = explainRecommendations(first, scores.basis);
  expect(explained.scale?.params).toEqual({ buyers: 90, needed: 200 });
  const hot = scores.label.indexOf(0);
  expect(Math.max(...scores.values.map((values) => values[hot] ?? 0))).toBe(2);
  const cold = scores.label.indexOf(1);
  if (cold >= 0) expect(Math.max(...scores.values.map((values) => values[cold] ?? 0))).toBe(0);
});

test('an explanation names the conditions, the grounds and the nearest other label', () => {
  const { purchases, cells, today } = zylkerPurchases(300);
  const settings = {
    ...PRESET,
    labels: [
      recommendationsLabel('likely', 'any', {
        repeatBuy: { products: [], probability: atLeast(9) },
        nextBuy: { products: [], probability: atLeast(9) },
      }),
      recommendationsLabel('unlikely', 'all', {
        repeatBuy: { products: [], probability: { operator: 'atMost', percent: 3 } },
        nextBuy: { products: [], probability: { operator: 'atMost', percent: 3 } },
      }),
    ],
  } satisfies RecommendationsSettings;
  const { scores, evidence } = scoreAll(purchases, today, settings, cells);
  const account = scores.label.indexOf(0);
  const found = evidence(account);
  if (found === null) throw new Error('inside');
  const explained = explainRecommendations(found, scores.basis);
  expect(explained.labelId).toBe('likely');
  expect(explained.rule).toEqual({ code: 'recommendations.rule.conditions', params: { label: 'likely', position: 1 } });
  expect(explained.reasons[0]).toMatchObject({ code: 'recommendations.reason.held', params: { label: 'likely' } });
  expect(explained.recommendations.map(({ because }) => because.code)).not.toEqual([]);
  const repeat = explained.recommendations.find(({ recommendation }) => recommendation.type === 'repeatBuy');
  expect(repeat?.because).toMatchObject({ code: 'recommendations.grounds.repeat' });
  // Another label is named with the value that would give it: and that value does.
  const [miss] = explained.nearMisses;
  if (miss !== undefined) expect(miss.params['needed']).not.toBe(miss.params['value']);
  const between = scores.label.indexOf(NO_LABEL);
  const without = evidence(between);
  if (without === null) throw new Error('inside');
  expect(explainRecommendations(without, scores.basis).rule.code).toBe('recommendations.rule.none');
  expect(explainRecommendations(without, scores.basis).nearMisses.length).toBeGreaterThan(0);
});

test('products that a label names and the catalogue lacks are pointed out; their probability is 0', () => {
  const settings: RecommendationsSettings = {
    ...PRESET,
    labels: [
      recommendationsLabel('ghost', 'any', {
        repeatBuy: { products: ['999'], probability: atLeast(1) },
        nextBuy: { products: ['999'], probability: atLeast(1) },
      }),
      ...PRESET.labels.slice(1),
    ],
  };
  const { scores } = scoreAll(purchasesOf(250, 12, shopOrders(2, 250, 12, 1_200)), 899, settings);
  expect(scores.labelCounts[0]).toBe(0);
  expect(scores.warnings).toContainEqual({ code: 'recommendations.unknownProduct', params: { product: '999' } });
  expect(scores.warnings).toContainEqual({ code: 'recommendations.emptyLabel', params: { label: 'ghost' } });
});

test('nothing to learn from: no orders at all still score, as nothing', () => {
  const none: TestOrder[] = [];
  const { scores, evidence } = scoreAll(purchasesOf(5, 3, none), 100, PRESET);
  expect(scores.basis).toMatchObject({ buyers: 0, scale: 'band' });
  expect(evidence(0)?.best).toEqual([]);
});
