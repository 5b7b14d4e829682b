import type { AccountHistory } from './components.ts';
import { ruleFigures, type PairRules } from './pair-rules.ts';
import type { Partners } from './product-model.ts';
import { repeatInterval } from './repeat-interval.ts';
import type { Recommender } from './recommender.ts';
import type { RecommendationType } from './types.ts';

/** Why a product is recommended, in counts: shares, confidence and lift follow from them. Products are ordinals. */
export type Grounds =
  /** Of `orders` orders (of the account's cell, or of all), `withProduct` hold it. */
  | { readonly kind: 'popularity' | 'cell'; readonly orders: number; readonly withProduct: number }
  /** Of `followed` orders with `after` that were followed by another, `times` were by one with the product. */
  | { readonly kind: 'sequence'; readonly after: number; readonly followed: number; readonly times: number }
  /** Of `baskets` (accounts, or orders for a bundle), those with `with`, with the product, with both. */
  | {
      readonly kind: 'pair';
      readonly with: number;
      readonly baskets: number;
      readonly withOther: number;
      readonly withProduct: number;
      readonly together: number;
    }
  /** The account's own purchases of the product. */
  | {
      readonly kind: 'repeat';
      readonly purchases: number;
      readonly lastDay: number;
      readonly medianDays: number | null;
      readonly due: boolean;
    };

type PairCounts = Omit<Extract<Grounds, { kind: 'pair' }>, 'kind' | 'with'>;

/** Figures that people know, from the counts of a pair. */
export function pairFigures({ baskets, withOther, withProduct, together }: PairCounts) {
  return {
    support: together / baskets,
    confidence: together / withOther,
    lift: (together * baskets) / (withOther * withProduct),
  };
}

/** The grounds of one recommendation, the telling one first; popularity where nothing else speaks for it. */
export function groundsOf(
  recommender: Recommender,
  account: number,
  history: AccountHistory,
  type: RecommendationType,
  products: readonly number[],
): Grounds[] {
  const [product = 0] = products;
  const found = [
    type === 'repeatBuy' ? repeatGrounds(recommender, account, product) : null,
    type === 'bundle' ? pairGrounds(recommender.bundles, product, products[1] ?? -1) : null,
    type === 'crossSell' || type === 'nextBuy' ? bestPair(recommender.crossSell, history, product) : null,
    type === 'nextBuy' || type === 'firstBuy' || type === 'repeatBuy'
      ? bestSequence(recommender, history, product)
      : null,
    type === 'firstBuy' ? cellGrounds(recommender, history, product) : null,
  ].filter((each) => each !== null);
  return found.length > 0 ? found : [popularityGrounds(recommender, product)];
}

function popularityGrounds({ model }: Recommender, product: number): Grounds {
  return { kind: 'popularity', orders: model.orders, withProduct: Math.round(model.share[product]! * model.orders) };
}

function cellGrounds({ model }: Recommender, { cell }: AccountHistory, product: number): Grounds | null {
  if (cell < 0) return null;
  return {
    kind: 'cell',
    orders: model.cellOrders[cell]!,
    withProduct: model.cellCounts[cell * model.productCount + product]!,
  };
}

function repeatGrounds({ histories }: Recommender, account: number, product: number): Grounds | null {
  const interval = repeatInterval(histories, account, product);
  return interval === null ? null : { kind: 'repeat', ...interval };
}

/** The product of the last order that was most often followed by this one. */
function bestSequence({ model }: Recommender, { last }: AccountHistory, product: number): Grounds | null {
  let best: Extract<Grounds, { kind: 'sequence' }> | null = null;
  for (const after of last) {
    const times = weightOf(model.followers, after, product);
    const followed = model.followed[after]!;
    if (times > 0 && (best === null || times * best.followed > best.times * followed))
      best = { kind: 'sequence', after, followed, times };
  }
  return best;
}

/** The rule of the highest cosine from a product that the account has. */
function bestPair(rules: PairRules, { products }: AccountHistory, product: number): Grounds | null {
  let best: Grounds | null = null;
  let cosine = 0;
  for (const other of products) {
    const pair = findRule(rules, other, product);
    if (pair < 0) continue;
    const figures = ruleFigures(rules, pair, other, product);
    if (figures.cosine <= cosine) continue;
    cosine = figures.cosine;
    best = pairGrounds(rules, product, other);
  }
  return best;
}

function pairGrounds(rules: PairRules, product: number, other: number): Grounds | null {
  const pair = findRule(rules, other, product);
  if (pair < 0) return null;
  const { baskets, withProduct, together } = rules;
  return {
    kind: 'pair',
    with: other,
    baskets,
    withOther: withProduct[other]!,
    withProduct: withProduct[product]!,
    together: together[pair]!,
  };
}

/** Rules are in ascending order of both products; -1 = no rule. */
function findRule({ first, second }: PairRules, one: number, other: number): number {
  const smaller = Math.min(one, other);
  const larger = Math.max(one, other);
  let low = 0;
  let high = first.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (first[middle]! < smaller || (first[middle] === smaller && second[middle]! < larger)) low = middle + 1;
    else high = middle;
  }
  return first[low] === smaller && second[low] === larger ? low : -1;
}

function weightOf({ start, product, weight }: Partners, of: number, partner: number): number {
  for (let entry = start[of]!; entry < start[of + 1]!; entry++) if (product[entry] === partner) return weight[entry]!;
  return 0;
}
