import {
  FIRST_BLENDS,
  mixScores,
  NEW_PRODUCT_BLENDS,
  OVERALL_BLENDS,
  POPULARITY,
  REPEAT_BLENDS,
  type Blend,
} from './blends.ts';
import type { PairRules } from './pair-rules.ts';
import { BUNDLE_MODELS, markEligible, scoreBundles, scoreCrossSell, type Recommender } from './recommender.ts';
import type { TestCase } from './test-cases.ts';
import type { RecommendationType } from './types.ts';

/** What a back-test ranks: the five types, and any product of the next order, which is what models are usually compared on. */
export const TESTED = [
  'overall',
  'firstBuy',
  'nextBuy',
  'repeatBuy',
  'crossSell',
  'bundle',
] as const satisfies readonly (RecommendationType | 'overall')[];
export type Tested = (typeof TESTED)[number];

/** One type's candidates, models and answers. */
export interface Contest {
  /** Ids of the models, simplest first; the first is popularity. */
  readonly models: readonly string[];
  candidates(recommender: Recommender): number;
  /** Fills `out` with the scores of model `index`; the account's components have been read. */
  score(recommender: Recommender, testCase: TestCase, index: number, out: Float64Array): void;
  markEligible(testCase: TestCase, out: Uint8Array): void;
  /** What came, of what can be recommended. */
  targets(recommender: Recommender, testCase: TestCase): ReadonlySet<number>;
}

/** What a bundle's affinity is taken from: the account's own purchases and what resembles them. */
export const BUNDLE_BLEND: Blend['weights'] = { popularity: 1, own: 1, similar: 1 };
/** So small that popularity only decides between products without a rule. */
const TIE = 1e-6;

export const CONTESTS: Readonly<Record<Tested, Contest>> = {
  overall: productContest(OVERALL_BLENDS, 'all'),
  firstBuy: productContest(FIRST_BLENDS, 'never'),
  nextBuy: productContest(NEW_PRODUCT_BLENDS, 'never'),
  repeatBuy: productContest(REPEAT_BLENDS, 'only'),
  crossSell: {
    ...productContest([POPULARITY], 'never'),
    models: [POPULARITY.id, 'pairRules'],
    score: (recommender, { history }, index, out) => {
      if (index === 0) mixScores(POPULARITY.weights, recommender.scores, out);
      else scoreRules(recommender, history, out);
    },
  },
  bundle: {
    models: BUNDLE_MODELS,
    candidates: ({ bundles }) => bundles.first.length,
    score: (recommender, _, index, out) =>
      scoreBundles(recommender, BUNDLE_MODELS[index] ?? 'popularity', BUNDLE_BLEND, out),
    markEligible: (_, out) => void out.fill(1),
    targets: ({ bundles }, { coming }) => new Set(coming.flatMap((products) => pairsIn(bundles, products))),
  },
};

/** Rules first, then popularity. */
export function scoreRules(recommender: Recommender, history: TestCase['history'], out: Float64Array): void {
  scoreCrossSell(recommender, history, out);
  const { share } = recommender.model;
  for (let product = 0; product < out.length; product++) out[product]! += TIE * share[product]!;
}

function productContest(blends: readonly Blend[], owned: 'all' | 'only' | 'never'): Contest {
  return {
    models: blends.map(({ id }) => id),
    candidates: ({ model }) => model.productCount,
    score: (recommender, _, index, out) => mixScores(blends[index]?.weights ?? {}, recommender.scores, out),
    markEligible: ({ history }, out) => markEligible(history, owned, out),
    targets: (_, { history, coming }) => {
      const has = new Set(history.products);
      const products = new Set(coming.flat());
      if (owned === 'all') return products;
      return new Set([...products].filter((product) => has.has(product) === (owned === 'only')));
    },
  };
}

/** Positions of the rules whose two products are both in `products` (ascending). */
function pairsIn({ first, second }: PairRules, products: readonly number[]): number[] {
  const found: number[] = [];
  products.forEach((product, index) => {
    const rest = new Set(products.slice(index + 1));
    for (let pair = firstPairOf(first, product); pair < first.length && first[pair] === product; pair++)
      if (rest.has(second[pair]!)) found.push(pair);
  });
  return found;
}

/** Rules stand in ascending order of their first product. */
function firstPairOf(first: Int32Array, product: number): number {
  let low = 0;
  let high = first.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (first[middle]! < product) low = middle + 1;
    else high = middle;
  }
  return low;
}
