import { productsOf, type Histories } from './histories.ts';
import { FOLLOWER_PRIOR, shareInCell, type Partners, type ProductModel } from './product-model.ts';

/** The simple models that blends are mixed from: none of them wins everywhere. */
export const COMPONENTS = ['popularity', 'cell', 'own', 'similar', 'followers'] as const;
export type Component = (typeof COMPONENTS)[number];

/** What one account bought, as the components read it. */
export interface AccountHistory {
  /** Firmographic cell, -1 = unknown. */
  readonly cell: number;
  /** Orders with products. */
  readonly orders: number;
  /** Distinct products, ascending, and in how many orders each. */
  readonly products: readonly number[];
  readonly times: readonly number[];
  /** Products of the latest order that has any. */
  readonly last: readonly number[];
}

/** The account's first `orders` orders; by default all. */
export function readAccount(histories: Histories, account: number, cell: number, upTo?: number): AccountHistory {
  const from = histories.accountStart[account]!;
  const to = upTo ?? histories.accountStart[account + 1]!;
  const times = new Map<number, number>();
  let last: readonly number[] = [];
  let orders = 0;
  for (let order = from; order < to; order++) {
    const products = productsOf(histories, order);
    if (products.length === 0) continue;
    orders++;
    last = [...products];
    for (const product of products) times.set(product, (times.get(product) ?? 0) + 1);
  }
  const products = [...times.keys()].sort((a, b) => a - b);
  return { cell, orders, products, times: products.map((product) => times.get(product) ?? 0), last };
}

/** One vector over all products a component, each adding up to 1 or, where the component knows nothing, all 0. */
export type ComponentScores = Readonly<Record<Component, Float64Array>>;

/** Popularity is the same for everybody. */
export function createComponentScores({ productCount, share }: ProductModel): ComponentScores {
  const vector = (): Float64Array => new Float64Array(productCount);
  const popularity = share.slice();
  normalise(popularity);
  return { popularity, cell: vector(), own: vector(), similar: vector(), followers: vector() };
}

/** Fills `scores`, which were created for the model, for one account. */
export function scoreComponents(model: ProductModel, account: AccountHistory, scores: ComponentScores): void {
  const { productCount, share } = model;
  if (account.cell < 0) scores.cell.set(scores.popularity);
  else {
    shareInCell(model, account.cell, scores.cell);
    normalise(scores.cell);
  }
  scores.own.fill(0);
  scores.similar.fill(0);
  scores.followers.fill(0);
  account.products.forEach((product, index) => {
    scores.own[product] = account.times[index] ?? 0;
    addPartners(model.similar, product, 1, scores.similar);
  });
  let prior = 0;
  for (const product of account.last) {
    const size = model.followed[product]! + FOLLOWER_PRIOR;
    addPartners(model.followers, product, 1 / size, scores.followers);
    prior += FOLLOWER_PRIOR / size;
  }
  if (prior > 0)
    for (let product = 0; product < productCount; product++) scores.followers[product]! += prior * share[product]!;
  normalise(scores.own);
  normalise(scores.similar);
  normalise(scores.followers);
}

function addPartners({ start, product, weight }: Partners, of: number, factor: number, into: Float64Array): void {
  for (let entry = start[of]!; entry < start[of + 1]!; entry++) into[product[entry]!]! += factor * weight[entry]!;
}

function normalise(vector: Float64Array): void {
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += vector[index]!;
  if (sum === 0) return;
  for (let index = 0; index < vector.length; index++) vector[index]! /= sum;
}
