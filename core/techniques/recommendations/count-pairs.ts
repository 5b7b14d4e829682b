import type { Baskets } from './histories.ts';
import { countInGrid, countersOfGrid } from './pair-grid.ts';
import { countByIndex } from './pair-index.ts';

/** A grid is walked through while it has at most so many counters a line; beyond, most of it would be empty. */
const MAX_COUNTERS_PER_LINE = 4;

/** Called once for each product that stands in a basket, ascending. `counts[q]` = baskets with both, 0 where none; valid during the call only. */
export type PairRow = (product: number, partners: Int32Array, partnerCount: number, counts: Int32Array) => void;

/** Baskets that hold each product. */
export function countProducts({ product, productCount }: Baskets): Int32Array {
  const counts = new Int32Array(productCount);
  for (let line = 0; line < product.length; line++) counts[product[line]!]!++;
  return counts;
}

/**
 * Exact counts of all pairs with `product < partner`, a row at a time. Few megabytes besides the baskets and never a triangle of all
 * pairs, whatever the number of products.
 */
export function countPairs(baskets: Baskets, row: PairRow): void {
  countRows(baskets, false, row);
}

/** The same with every partner, smaller ones too: each pair is seen from both sides. */
export function countAllPartners(baskets: Baskets, row: PairRow): void {
  countRows(baskets, true, row);
}

function countRows(baskets: Baskets, bothSides: boolean, row: PairRow): void {
  const isDense = countersOfGrid(baskets.productCount, bothSides) <= MAX_COUNTERS_PER_LINE * baskets.product.length;
  (isDense ? countInGrid : countByIndex)(baskets, countProducts(baskets), bothSides, row);
}
