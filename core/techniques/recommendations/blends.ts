import { COMPONENTS, type Component, type ComponentScores } from './components.ts';

/** Weights of components, in the order of what is simplest: the back-test takes the first of equals. */
export interface Blend {
  readonly id: string;
  readonly weights: Readonly<Partial<Record<Component, number>>>;
}

/** What everything is compared with. */
export const POPULARITY: Blend = { id: 'popularity', weights: { popularity: 1 } };
/** So small that it only decides between equals: a product that a model says nothing of follows popularity. */
const TIE = 1e-6;

function blend(id: string, weights: Blend['weights']): Blend {
  return { id, weights: { popularity: TIE, ...weights } };
}

export const CELL: Blend = blend('cellPopularity', { cell: 1 });
export const OWN: Blend = blend('ownFrequency', { own: 1 });
export const SIMILAR: Blend = blend('itemKnn', { similar: 1 });
export const FOLLOWERS: Blend = blend('markov', { followers: 1 });

/** The single models, reported beside the blend. */
export const SINGLE_MODELS: readonly Blend[] = [POPULARITY, CELL, OWN, SIMILAR, FOLLOWERS];

/** Mixtures that the back-test chooses from, for whichever next product. */
export const OVERALL_BLENDS: readonly Blend[] = [
  ...SINGLE_MODELS,
  blend('itemKnn+markov', { similar: 3, followers: 1 }),
  blend('own+popularity', { own: 1, popularity: 1 }),
  blend('own+itemKnn', { own: 1, similar: 1 }),
  blend('own+itemKnn+markov', { own: 2, similar: 1, followers: 1 }),
  blend('own+markov', { own: 1, followers: 1 }),
];

/** Products the account does not have: what it bought itself says nothing. */
export const NEW_PRODUCT_BLENDS: readonly Blend[] = [
  POPULARITY,
  CELL,
  SIMILAR,
  FOLLOWERS,
  blend('itemKnn+markov', { similar: 3, followers: 1 }),
  blend('itemKnn+markov, even', { similar: 1, followers: 1 }),
  blend('itemKnn+cell', { similar: 1, cell: 1 }),
];

/** Products the account has. */
export const REPEAT_BLENDS: readonly Blend[] = [
  POPULARITY,
  OWN,
  FOLLOWERS,
  blend('own+markov', { own: 1, followers: 1 }),
  blend('own+markov, mostly own', { own: 3, followers: 1 }),
];

/** Accounts without an order, or with one: their own frequency says nothing yet. */
export const FIRST_BLENDS: readonly Blend[] = [
  POPULARITY,
  CELL,
  FOLLOWERS,
  blend('cell+markov', { cell: 1, followers: 1 }),
];

/** The blend's score of every product, into `out`. */
export function mixScores(weights: Blend['weights'], scores: ComponentScores, out: Float64Array): void {
  out.fill(0);
  let total = 0;
  for (const component of COMPONENTS) total += weights[component] ?? 0;
  for (const component of COMPONENTS) {
    const weight = (weights[component] ?? 0) / total;
    if (weight === 0) continue;
    const vector = scores[component];
    for (let product = 0; product < out.length; product++) out[product]! += weight * vector[product]!;
  }
}
