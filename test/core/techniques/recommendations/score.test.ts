import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_LABEL } from '#core/labels/label.ts';
import { decodeEvidence, encodeEvidence } from '#core/labels/evidence.ts';
import { decodeMoreEvidence, encodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { decodeRecommendations, encodeRecommendations } from '#core/labels/recommendations-evidence.ts';
import { createPurchases, type Purchases } from '#core/techniques/recommendations/aggregate.ts';
import { parseRecommendationsBasis } from '#core/techniques/recommendations/basis.ts';
import { createEngine, createRooms } from '#core/techniques/recommendations/engine.ts';
import { idsOf, recommendationsEvidenceAt, recommendationsVerdict } from '#core/techniques/recommendations/evidence.ts';
import { explainRecommendations } from '#core/techniques/recommendations/explain.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import type {
  ProbabilityCondition,
  RecommendationsLabel,
  RecommendationsSettings,
} from '#core/techniques/recommendations/settings.ts';
import { editedTexts } from '#test/support/hostile-evidence.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import {
  addTo,
  noCells,
  purchasesOf,
  shopOrders,
  zylkerPurchases,
  type TestOrder,
} from '#test/support/recommendation-data.ts';

const PRESET = presetRecommendationsSettings();
const HORIZON = 90;

function label(id: string, match: 'any' | 'all', types: RecommendationsLabel['types']): RecommendationsLabel {
  return { id, names: { en: id, es: id }, colour: '#2F72D6', optionId: null, match, types };
}

function atLeast(percent: number): ProbabilityCondition {
  return { operator: 'atLeast', percent };
}

/** Labels that a shop's few per cent can reach, one of them about named products and one about a bundle. */
const SHOP_SETTINGS: RecommendationsSettings = {
  horizonDays: HORIZON,
  cellFields: [],
  labels: [
    label('named', 'all', {
      repeatBuy: { products: ['1003', '1006'], probability: atLeast(8) },
      nextBuy: { products: [], probability: atLeast(2) },
    }),
    label('bundled', 'any', {
      bundle: {
        bundles: [
          ['1000', '1003'],
          ['1001', '1004'],
        ],
        probability: atLeast(2),
      },
      firstBuy: { products: [], probability: atLeast(5) },
    }),
    label('warm', 'any', {
      repeatBuy: { products: [], probability: { operator: 'between', from: 5, to: 60 } },
      crossSell: { products: [], probability: atLeast(3) },
    }),
    label('cold', 'all', {
      repeatBuy: { products: [], probability: { operator: 'atMost', percent: 4 } },
      nextBuy: { products: [], probability: { operator: 'atMost', percent: 4 } },
    }),
  ],
};

function productIds(count: number): string[] {
  return Array.from({ length: count }, (_, product) => String(1_000 + product));
}

function scoreAll(
  purchases: Purchases,
  asOfDay: number,
  settings: RecommendationsSettings,
  cells = noCells(purchases.accountCount),
) {
  const engine = createEngine({ purchases, cells, asOfDay, horizonDays: settings.horizonDays, seed: 1 });
  const population = new Uint8Array(purchases.accountCount).fill(1);
  const ids = productIds(purchases.productCount);
  const scores = scoreRecommendations({ engine, settings, population, productIds: ids });
  const rooms = createRooms(engine.recommender);
  const evidence = (account: number) =>
    recommendationsEvidenceAt({ scores, engine, population, productIds: ids, rooms }, account);
  return { scores, evidence };
}

test('scoring at T with all records equals scoring with later records removed, whatever T', () => {
  const orders = shopOrders(11, 220, 18, 1_500);
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 900 }), (asOfDay) => {
      const all = scoreAll(purchasesOf(220, 18, orders), asOfDay, SHOP_SETTINGS);
      const known = createPurchases(220, 18);
      const kept = orders.map((order, index) => ({ order, id: index + 1 })).filter(({ order }) => order.day <= asOfDay);
      addTo(
        known,
        kept.map(({ order }) => order),
        kept.map(({ id }) => id),
      );
      const cut = scoreAll(known, asOfDay, SHOP_SETTINGS);
      expect(all.scores).toEqual(cut.scores);
      for (const account of [0, 7, 100]) expect(all.evidence(account)).toEqual(cut.evidence(account));
    }),
    { numRuns: propertyRuns(4) },
  );
});

test('evidence as it is stored and basis alone give the label of every account, in about 100 characters and 5 ids', () => {
  // 10,000 accounts when it counts (LODESTAR_RUNS).
  const accounts = Math.min(propertyRuns(800), 10_000);
  const orders = shopOrders(5, accounts, 24, 3 * accounts);
  const { scores, evidence } = scoreAll(purchasesOf(accounts, 24, orders), 899, SHOP_SETTINGS);
  const basis = parseRecommendationsBasis(JSON.parse(JSON.stringify(scores.basis)), 'test');
  if (!basis.ok) throw new Error(JSON.stringify(basis.error));
  const wrong: unknown[] = [];
  const labels = new Map<string | null, number>();
  let chars = 0;
  for (let account = 0; account < accounts; account++) {
    const found = evidence(account);
    if (found === null) throw new Error('inside');
    const text = encodeRecommendations(found);
    // As the CRM's field holds it, beside the other techniques'.
    const more = encodeMoreEvidence({ recommendations: found });
    const whole = decodeEvidence(encodeEvidence({ rfm: null, firmographics: null, more }), 'test');
    const parts = whole.ok ? decodeMoreEvidence(whole.value, 'test') : whole;
    const stored = parts.ok ? parts.value.recommendations : null;
    expect(stored).toEqual(found);
    const ids = new Set([found.lastOrder, ...found.best.flatMap(idsOf)].filter((id) => id !== null));
    const { labelId } = recommendationsVerdict({ values: stored?.values ?? [] }, basis.value);
    const given = SHOP_SETTINGS.labels[scores.label[account] ?? NO_LABEL]?.id ?? null;
    if (labelId !== given || found.labelId !== given || ids.size > 5 || text.length > 160)
      wrong.push([account, labelId, given, text]);
    labels.set(labelId, (labels.get(labelId) ?? 0) + 1);
    chars += text.length;
  }
  expect(wrong).toEqual([]);
  expect(chars / accounts).toBeLessThan(100);
  // The labels say something: each is given, and none to everybody.
  for (const { id } of SHOP_SETTINGS.labels) expect([id, (labels.get(id) ?? 0) > 0]).toEqual([id, true]);
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
  const ids = productIds(12);
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
      label('likely', 'any', {
        repeatBuy: { products: [], probability: atLeast(9) },
        nextBuy: { products: [], probability: atLeast(9) },
      }),
      label('unlikely', 'all', {
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
      label('ghost', 'any', {
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
