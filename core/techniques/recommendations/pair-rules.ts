import { countPairs, countProducts } from './count-pairs.ts';
import { growingInts } from './growing-numbers.ts';
import type { Baskets } from './histories.ts';

/** Pairs seen together less often are chance. Baskets. */
export const MIN_PAIR_SUPPORT = 5;

/** Pairs of products that stand together more often than by chance; index = pair, `first < second`. */
export interface PairRules {
  /** Baskets that are not empty. */
  readonly baskets: number;
  /** Baskets with each product. */
  readonly withProduct: Int32Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Baskets with both. */
  readonly together: Int32Array;
}

/** Support at least `minSupport` and lift above 1: n_ab n > n_a n_b, in whole numbers. */
export function findPairRules(baskets: Baskets, minSupport = MIN_PAIR_SUPPORT): PairRules {
  const withProduct = countProducts(baskets);
  let filled = 0;
  for (let basket = 0; basket < baskets.count; basket++)
    if (baskets.start[basket + 1]! > baskets.start[basket]!) filled++;
  const first = growingInts();
  const second = growingInts();
  const together = growingInts();
  countPairs(baskets, (product, partners, found, counts) => {
    const row = partners.subarray(0, found).sort();
    for (const partner of row) {
      const count = counts[partner]!;
      if (count < minSupport || count * filled <= withProduct[product]! * withProduct[partner]!) continue;
      first.push(product);
      second.push(partner);
      together.push(count);
    }
  });
  return {
    baskets: filled,
    withProduct,
    first: first.build(),
    second: second.build(),
    together: together.build(),
  };
}

/** What a rule says, as evidence: who has `from` has `to` as well. */
export interface RuleFigures {
  readonly together: number;
  /** Baskets with both of all baskets. */
  readonly support: number;
  /** Of the baskets with `from`, those with `to`. */
  readonly confidence: number;
  readonly lift: number;
  readonly cosine: number;
}

/** Figures of one pair, read from `from` to `to`: product ordinals, one of them each of the pair's. */
export function ruleFigures(
  { baskets, withProduct, together }: PairRules,
  pair: number,
  from: number,
  to: number,
): RuleFigures {
  const both = together[pair]!;
  const left = withProduct[from]!;
  const right = withProduct[to]!;
  return {
    together: both,
    support: both / baskets,
    confidence: both / left,
    lift: (both * baskets) / (left * right),
    cosine: both / Math.sqrt(left * right),
  };
}

/** Rules from each product, both ways: those of `p` at `start[p]` up to `start[p + 1]`. */
export interface RuleIndex {
  readonly start: Int32Array;
  readonly to: Int32Array;
  readonly pair: Int32Array;
  readonly cosine: Float64Array;
}

/** Every pair as two rules, one from each of its products. */
export function indexRules(rules: PairRules): RuleIndex {
  const { first, second, together, withProduct } = rules;
  const start = new Int32Array(withProduct.length + 1);
  for (const side of [first, second]) for (const product of side) start[product + 1]!++;
  for (let product = 0; product < withProduct.length; product++) start[product + 1]! += start[product]!;
  const at = start.slice();
  const to = new Int32Array(2 * first.length);
  const pairs = new Int32Array(2 * first.length);
  const cosine = new Float64Array(2 * first.length);
  for (let pair = 0; pair < first.length; pair++) {
    const value = together[pair]! / Math.sqrt(withProduct[first[pair]!]! * withProduct[second[pair]!]!);
    for (const [from, other] of [
      [first[pair]!, second[pair]!],
      [second[pair]!, first[pair]!],
    ] as const) {
      const entry = at[from]!++;
      to[entry] = other;
      pairs[entry] = pair;
      cosine[entry] = value;
    }
  }
  return { start, to, pair: pairs, cosine };
}
