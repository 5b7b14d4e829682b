import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, createRooms, type Engine } from '#core/techniques/recommendations/engine.ts';
import { keptValuesOf, scoreKept, soldProducts, type KeptRows } from '#core/techniques/recommendations/kept-values.ts';
import { scoreRecommendations, type RecommendationScores } from '#core/techniques/recommendations/score.ts';
import type { RecommendationsLabel } from '#core/techniques/recommendations/settings.ts';
import { RECOMMENDATION_TYPES } from '#core/techniques/recommendations/types.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';
import { noCells, purchasesOf, shopOrders } from '#test/support/recommendation-data.ts';
import {
  recommendationsLabel,
  SHOP_SETTINGS,
  shopProductIds,
} from '#test/support/technique-trials/recommendations-trial.ts';

const PRODUCTS = 14;
/** Two that nobody ever bought stand at the end. */
const LISTED = PRODUCTS + 2;
const ids = shopProductIds(LISTED);

/** 60 accounts give bands, 260 percentages. */
function learn(accounts: number): Engine {
  const orders = shopOrders(4, accounts, PRODUCTS, 5 * accounts);
  const purchases = purchasesOf(accounts, LISTED, orders);
  return createEngine({ purchases, cells: noCells(accounts), asOfDay: 899, horizonDays: 90, seed: 1 });
}

function keep(engine: Engine, { bandCuts }: RecommendationScores): KeptRows {
  const rooms = createRooms(engine.recommender);
  const rows = Array.from({ length: engine.recommender.histories.accountCount }, (_, account) =>
    keptValuesOf({ engine, bandCuts, productIds: ids, rooms }, account).map((kept) => ({ ...kept, account })),
  ).flat();
  const candidates = [...new Set(rows.map(({ candidate }) => candidate))];
  return {
    length: rows.length,
    account: Int32Array.from(rows, ({ account }) => account),
    candidate: Int32Array.from(rows, ({ candidate }) => candidates.indexOf(candidate)),
    candidates,
    value: rows.map(({ value }) => value),
  };
}

const percent = fc.oneof(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 100 }));
const probability = fc.oneof(
  fc.record({ operator: fc.constantFrom('atLeast' as const, 'atMost' as const), percent }),
  fc
    .tuple(percent, percent)
    .map(([a, b]) => ({ operator: 'between' as const, from: Math.min(a, b), to: Math.max(a, b) })),
);
const product = fc.constantFrom(...ids);
const ofProducts = fc.record({ products: fc.uniqueArray(product, { maxLength: 4 }), probability });
const ofBundles = fc.record({
  bundles: fc.array(
    fc.uniqueArray(product, { minLength: 2, maxLength: 2 }).map(([a = '', b = '']): [string, string] => [a, b]),
    { maxLength: 2 },
  ),
  probability,
});
const types = fc
  .tuple(
    fc.record({
      firstBuy: ofProducts,
      nextBuy: ofProducts,
      repeatBuy: ofProducts,
      crossSell: ofProducts,
      bundle: ofBundles,
    }),
    fc.subarray([...RECOMMENDATION_TYPES], { minLength: 2 }),
  )
  .map(([all, chosen]) => Object.fromEntries(chosen.map((type) => [type, all[type]])));
const labels: fc.Arbitrary<RecommendationsLabel[]> = fc
  .array(fc.tuple(types, fc.constantFrom('any' as const, 'all' as const)), { minLength: 2, maxLength: 5 })
  .map((all) => all.map(([each, match], at) => recommendationsLabel(`label-${at}`, match, each)));

test.each([60, 260])('kept values of %i accounts label them as the run would, whatever labels ask', (accounts) => {
  const engine = learn(accounts);
  const population = new Uint8Array(accounts).fill(1);
  const run = (of: readonly RecommendationsLabel[]) =>
    scoreRecommendations({ engine, settings: { ...SHOP_SETTINGS, labels: [...of] }, population, productIds: ids });
  const kept = keep(engine, run(SHOP_SETTINGS.labels));
  expect(engine.scale).toBe(accounts < 200 ? 'band' : 'percent');
  // As few as fit: far from one a product, type and account.
  expect(kept.length).toBeLessThan(accounts * PRODUCTS * 2);
  const sold = soldProducts(engine, ids);
  expect(sold).toEqual(ids.slice(0, PRODUCTS));
  const given = new Set<number>();
  fc.assert(
    fc.property(labels, (of) => {
      const expected = run(of);
      const found = scoreKept({ rows: kept, accounts, sold, settings: { labels: of }, scale: engine.scale });
      expect([...found.label]).toEqual([...expected.label]);
      expect(found.labelCounts).toEqual(expected.labelCounts);
      for (const label of expected.label) given.add(label);
    }),
    { numRuns: propertyRuns(80), seed: propertySeed() },
  );
  expect(given.size).toBeGreaterThan(3);
});
