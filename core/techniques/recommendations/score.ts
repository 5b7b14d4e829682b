import type { Message } from '#core/message.ts';
import { hashSettings } from '../settings-hash.ts';
import { RECOMMENDATIONS_BASIS_FORMAT, type RecommendationsBasis } from './basis.ts';
import { cutBands, toValue, type BandCuts } from './band-cuts.ts';
import { buyProbability } from './buys.ts';
import { createRooms, estimateOf, scoreAccount, typeApplies, type Engine } from './engine.ts';
import { labelByValues } from './label-values.ts';
import { highestScore } from './ranking.ts';
import { MIN_BUYERS_FOR_PERCENT, type RecommendationsSettings } from './settings.ts';
import { distinctWatches, pairsOf, type Watch } from './watches.ts';
import { RECOMMENDATION_TYPES } from './types.ts';
import type { Scale } from './verdict.ts';

/** One row an account, index = ordinal. */
export interface RecommendationScores {
  /** Index into the settings' labels; `NO_LABEL` outside the population too. */
  readonly label: Int16Array;
  /** What labels look at, in the order of the values. */
  readonly watches: readonly Watch[];
  /** Per watch: whole per cent, or 0 to 2 of `BANDS`. */
  readonly values: readonly Uint8Array[];
  /** null: percentages. */
  readonly bandCuts: BandCuts | null;
  readonly basis: RecommendationsBasis;
  /** Accounts per label, in the settings' order. */
  readonly labelCounts: readonly number[];
  /** Accounts inside the population that no label takes. */
  readonly withoutLabel: number;
  readonly warnings: readonly Message[];
}

export interface ScoreOptions {
  readonly engine: Engine;
  readonly settings: RecommendationsSettings;
  /** 1 where the account is inside the global criteria. */
  readonly population: Uint8Array;
  /** CRM ids of the products, by ordinal. */
  readonly productIds: readonly string[];
}

/** REC-1, REC-2: the highest probability of every type among the products that labels name, and the first label that holds. */
export function scoreRecommendations({ engine, settings, population, productIds }: ScoreOptions): RecommendationScores {
  const { recommender } = engine;
  const { accountCount, asOfDay } = recommender.histories;
  const watches = distinctWatches(settings.labels);
  const candidates = watches.map((watch) => candidatesOf(engine, watch, productIds));
  const { scale } = engine;
  const bandCuts = scale === 'band' ? cutBands(engine, population) : null;
  const values = watches.map(() => new Uint8Array(accountCount));
  const rooms = createRooms(recommender);
  let inside = 0;
  for (let account = 0; account < accountCount; account++) {
    if (population[account] !== 1) continue;
    inside++;
    const { orders } = scoreAccount(engine, account, rooms);
    const buys = buyProbability(engine.buys, recommender.histories, account);
    watches.forEach(({ type }, index) => {
      if (!typeApplies(type, orders)) return;
      const score = highestScore(rooms.scores[type], rooms.eligible[type], candidates[index] ?? null);
      if (score === null) return;
      values[index]![account] = toValue(estimateOf(engine, type, score, buys), bandCuts?.[type] ?? null);
    });
  }

  const { label, labelCounts } = labelByValues({ labels: settings.labels, watches, values, population, scale });
  const basis: RecommendationsBasis = {
    format: RECOMMENDATIONS_BASIS_FORMAT,
    technique: 'recommendations',
    asOfDay,
    horizonDays: settings.horizonDays,
    settingsHash: hashSettings(settings),
    population: inside,
    buyers: engine.buyers,
    scale,
    models: RECOMMENDATION_TYPES.map((type) => ({ type, model: engine.chosen[type] })),
    labels: settings.labels.map(({ id, match, types }) => ({ id, match, types })),
  };
  return {
    label,
    watches,
    values,
    bandCuts,
    basis,
    labelCounts,
    withoutLabel: inside - labelCounts.reduce((sum, count) => sum + count, 0),
    warnings: warningsOf(engine, settings, labelCounts, watches, productIds, scale),
  };
}

/** Ordinals of the products (bundles) that a watch names; null = any. Names that no product or rule has are passed over. */
function candidatesOf(engine: Engine, { type, products }: Watch, productIds: readonly string[]): Int32Array | null {
  if (products.length === 0) return null;
  const ordinals = new Map(productIds.map((id, ordinal) => [id, ordinal]));
  if (type !== 'bundle') return Int32Array.from(products.flatMap((id) => ordinals.get(id) ?? []));
  const { first, second } = engine.recommender.bundles;
  const wanted = pairsOf(products).map(([one, other]) =>
    [ordinals.get(one) ?? -1, ordinals.get(other) ?? -1].sort((a, b) => a - b),
  );
  const found: number[] = [];
  for (let pair = 0; pair < first.length; pair++)
    if (wanted.some(([one, other]) => one === first[pair] && other === second[pair])) found.push(pair);
  return Int32Array.from(found);
}

function warningsOf(
  engine: Engine,
  settings: RecommendationsSettings,
  labelCounts: readonly number[],
  watches: readonly Watch[],
  productIds: readonly string[],
  scale: Scale,
): Message[] {
  const known = new Set(productIds);
  const missing = new Set(watches.flatMap(({ products }) => products).filter((id) => !known.has(id)));
  return [
    ...(scale === 'band'
      ? [{ code: 'recommendations.bandsOnly', params: { buyers: engine.buyers, needed: MIN_BUYERS_FOR_PERCENT } }]
      : []),
    ...[...missing].map((product) => ({ code: 'recommendations.unknownProduct', params: { product } })),
    ...settings.labels
      .filter((_, index) => labelCounts[index] === 0)
      .map(({ id }) => ({ code: 'recommendations.emptyLabel', params: { label: id } })),
  ];
}
