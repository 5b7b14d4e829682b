import { decodeEvidence, encodeEvidence } from '#core/labels/evidence.ts';
import { decodeMoreEvidence, encodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { createPurchases } from '#core/techniques/recommendations/aggregate.ts';
import { parseRecommendationsBasis } from '#core/techniques/recommendations/basis.ts';
import { createEngine, createRooms } from '#core/techniques/recommendations/engine.ts';
import { recommendationsEvidenceAt, recommendationsVerdict } from '#core/techniques/recommendations/evidence.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import type {
  ProbabilityCondition,
  RecommendationsLabel,
  RecommendationsSettings,
} from '#core/techniques/recommendations/settings.ts';
import { addTo, shopOrders } from '../recommendation-data.ts';
import { everyOrdinal, FIRST_DAY, populationOf, type Company, type TechniqueTrial } from './technique-trial.ts';

const PRODUCTS = 24;
const ORDERS_PER_ACCOUNT = 5;
const CELLS = 4;

export function recommendationsLabel(
  id: string,
  match: 'any' | 'all',
  types: RecommendationsLabel['types'],
): RecommendationsLabel {
  return { id, names: { en: id, es: id }, colour: '#2F72D6', optionId: null, match, types };
}

export function atLeast(percent: number): ProbabilityCondition {
  return { operator: 'atLeast', percent };
}

export function shopProductIds(count: number): string[] {
  return Array.from({ length: count }, (_, product) => String(1_000 + product));
}

/** Labels that a shop's few per cent can reach, one of them about named products and one about a bundle. */
export const SHOP_SETTINGS: RecommendationsSettings = {
  horizonDays: 90,
  cellFields: [],
  labels: [
    recommendationsLabel('named', 'all', {
      repeatBuy: { products: ['1003', '1006'], probability: atLeast(12) },
      nextBuy: { products: [], probability: atLeast(12) },
    }),
    recommendationsLabel('bundled', 'any', {
      bundle: {
        bundles: [
          ['1000', '1003'],
          ['1001', '1004'],
        ],
        probability: atLeast(8),
      },
      firstBuy: { products: [], probability: atLeast(5) },
    }),
    recommendationsLabel('warm', 'any', {
      repeatBuy: { products: [], probability: { operator: 'between', from: 20, to: 60 } },
      crossSell: { products: [], probability: atLeast(14) },
    }),
    recommendationsLabel('cold', 'all', {
      repeatBuy: { products: [], probability: { operator: 'atMost', percent: 15 } },
      nextBuy: { products: [], probability: { operator: 'atMost', percent: 15 } },
    }),
  ],
};

/** More than 200 buyers, so that labels go by calibrated percentages. */
export const RECOMMENDATIONS_TRIAL: TechniqueTrial = {
  name: 'Recommendations, five types',
  technique: 'recommendations',
  cost: 25,
  leastAccounts: 260,
  company: companyOf,
};

function companyOf(accounts: number, seed: number): Company {
  const orders = shopOrders(seed, accounts, PRODUCTS, ORDERS_PER_ACCOUNT * accounts).map((order, index) => ({
    order: { ...order, day: FIRST_DAY + order.day },
    id: index + 1,
  }));
  const population = populationOf(accounts);
  const productIds = shopProductIds(PRODUCTS);
  const cells = { count: CELLS, ofAccount: Int32Array.from({ length: accounts }, (_, at) => (at % (CELLS + 1)) - 1) };
  const settings = SHOP_SETTINGS;
  return {
    scoreAsOf: (asOfDay, records) => {
      const known = records === 'all' ? orders : orders.filter(({ order }) => order.day <= asOfDay);
      const purchases = createPurchases(accounts, PRODUCTS);
      addTo(
        purchases,
        known.map(({ order }) => order),
        known.map(({ id }) => id),
      );
      const engine = createEngine({ purchases, cells, asOfDay, horizonDays: settings.horizonDays, seed: 1 });
      const scores = scoreRecommendations({ engine, settings, population, productIds });
      const rooms = createRooms(engine.recommender);
      const basis = parseRecommendationsBasis(JSON.parse(JSON.stringify(scores.basis)), 'test');
      const storedAt = (ordinal: number): string | null => {
        const context = { scores, engine, population, productIds, rooms };
        const recommendations = recommendationsEvidenceAt(context, ordinal);
        if (recommendations === null) return null;
        return encodeEvidence({ rfm: null, firmographics: null, more: encodeMoreEvidence({ recommendations }) });
      };
      return {
        labels: everyOrdinal(accounts, (ordinal) => settings.labels[scores.label[ordinal] ?? -1]?.id ?? null),
        storedAt,
        relabel: (stored) => {
          const whole = decodeEvidence(stored, 'test');
          const read = whole.ok ? decodeMoreEvidence(whole.value, 'test') : whole;
          if (!read.ok || !basis.ok || read.value.recommendations === null) return undefined;
          return recommendationsVerdict({ values: read.value.recommendations.values }, basis.value).labelId;
        },
        told: { ...scores, evidence: everyOrdinal(accounts, storedAt) },
      };
    },
  };
}
