import { mixScores, type Blend } from './blends.ts';
import type { AccountHistory, ComponentScores } from './components.ts';
import { createComponentScores, scoreComponents } from './components.ts';
import { accountBaskets, orderBaskets, type Baskets, type Histories } from './histories.ts';
import { findPairRules, indexRules, type PairRules, type RuleIndex } from './pair-rules.ts';
import { trainProductModel, type Cells, type ProductModel } from './product-model.ts';

/** Everything counted up to a day, and room for the scores of one account at a time. */
export interface Recommender {
  readonly histories: Histories;
  readonly cells: Cells;
  readonly model: ProductModel;
  /** Over accounts: what goes with what an account has. */
  readonly crossSell: PairRules;
  readonly crossSellIndex: RuleIndex;
  /** Over orders: what is bought together. */
  readonly bundles: PairRules;
  readonly scores: ComponentScores;
  /** Room for a bundle's blend of them. */
  readonly blended: Float64Array;
}

/** `withRules: false` leaves out the pairs, which cost the most and which only cross-selling and bundles read. */
export function createRecommender(histories: Histories, cells: Cells, withRules = true): Recommender {
  const rulesOf = (baskets: Baskets): PairRules =>
    findPairRules(withRules ? baskets : { ...baskets, count: 0, product: new Int32Array() });
  const crossSell = rulesOf(accountBaskets(histories));
  const model = trainProductModel(histories, cells);
  return {
    histories,
    cells,
    model,
    crossSell,
    crossSellIndex: indexRules(crossSell),
    bundles: rulesOf(orderBaskets(histories)),
    scores: createComponentScores(model),
    blended: new Float64Array(histories.productCount),
  };
}

/** Reads an account into `scores`; the mixtures of one account all start from them. */
export function readScores({ model, scores }: Recommender, account: AccountHistory): void {
  scoreComponents(model, account, scores);
}

/** 1 for the products that a type may recommend to the account. */
export function markEligible(account: AccountHistory, owned: 'all' | 'only' | 'never', out: Uint8Array): void {
  out.fill(owned === 'only' ? 0 : 1);
  if (owned === 'all') return;
  for (const product of account.products) out[product] = owned === 'only' ? 1 : 0;
}

/** For each product the best cosine of a rule from a product that the account has; 0 = no rule. */
export function scoreCrossSell({ crossSellIndex }: Recommender, account: AccountHistory, out: Float64Array): void {
  const { start, to, cosine } = crossSellIndex;
  out.fill(0);
  for (const product of account.products)
    for (let entry = start[product]!; entry < start[product + 1]!; entry++)
      if (cosine[entry]! > out[to[entry]!]!) out[to[entry]!] = cosine[entry]!;
}

/** How a bundle's score is made. */
export const BUNDLE_MODELS = ['popularity', 'affinity'] as const;
export type BundleModel = (typeof BUNDLE_MODELS)[number];

/** For each bundle: the share of orders with both, by itself or times how much the account's blend favours its two products. */
export function scoreBundles(
  { bundles, model, scores, blended }: Recommender,
  how: BundleModel,
  blend: Blend['weights'],
  out: Float64Array,
): void {
  for (let pair = 0; pair < out.length; pair++) out[pair] = bundles.together[pair]! / bundles.baskets;
  if (how === 'popularity') return;
  mixScores(blend, scores, blended);
  for (let pair = 0; pair < out.length; pair++) {
    const [first, second] = [bundles.first[pair]!, bundles.second[pair]!];
    out[pair]! *= Math.sqrt(favour(model, blended, first) * favour(model, blended, second));
  }
}

/** The blend's share of a product against its share of everything bought; 1 = as everybody. */
function favour({ share, shareTotal }: ProductModel, blended: Float64Array, product: number): number {
  return (blended[product]! * shareTotal) / share[product]!;
}
