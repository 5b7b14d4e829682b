import type { PairRow } from './count-pairs.ts';
import type { Baskets } from './histories.ts';

/** Counters at a time, 2 MB: what stays near the processor beats fewer walks over the baskets. */
const COUNTERS_PER_BLOCK = 500_000;

/** Counters of all pairs: each pair once, or seen from both sides. */
export function countersOfGrid(productCount: number, bothSides: boolean): number {
  return bothSides ? productCount * productCount : (productCount * (productCount - 1)) / 2;
}

/**
 * For many lines and few products: a counter for each pair, some rows at a time; each block of rows walks all baskets in their order and
 * takes each up where the block before left it. Twice as fast as looking lines up. `row` as of `countPairs`.
 */
export function countInGrid(baskets: Baskets, inBaskets: Int32Array, bothSides: boolean, row: PairRow): void {
  const { productCount } = baskets;
  const grid = new Int32Array(
    Math.max(productCount, Math.min(COUNTERS_PER_BLOCK, countersOfGrid(productCount, bothSides))),
  );
  const counts = new Int32Array(productCount);
  const partners = new Int32Array(productCount);
  const next = baskets.start.slice();
  for (let first = 0; first < productCount;) {
    const block = layOutRows(productCount, bothSides, first, grid.length);
    grid.fill(0);
    countBlock(baskets, next, block, bothSides, grid);
    for (let product = first; product < block.end; product++) {
      const origin = block.origin[product - first]!;
      let found = 0;
      counts[product] = 0;
      for (let partner = bothSides ? 0 : product + 1; partner < productCount; partner++) {
        if (partner === product) continue;
        const count = grid[origin + partner]!;
        counts[partner] = count;
        if (count !== 0) partners[found++] = partner;
      }
      if (inBaskets[product]! > 0) row(product, partners, found, counts);
    }
    first = block.end;
  }
}

/** Rows from `first` up to `end`: the counter of product `p` and its partner `q` stands at `origin[p - first] + q`. */
interface RowBlock {
  readonly first: number;
  readonly end: number;
  readonly origin: Int32Array;
}

function layOutRows(productCount: number, bothSides: boolean, first: number, capacity: number): RowBlock {
  const origin: number[] = [];
  let used = 0;
  let end = first;
  while (end < productCount) {
    const partnersFrom = bothSides ? 0 : end + 1;
    const partners = productCount - partnersFrom;
    if (used + partners > capacity) break;
    origin.push(used - partnersFrom);
    used += partners;
    end++;
  }
  return { first, end, origin: Int32Array.from(origin) };
}

/** `next`: the first line of each basket whose product is not below `first`; moved on to `end`. */
function countBlock(
  { count, start, product }: Baskets,
  next: Int32Array,
  { first, end, origin }: RowBlock,
  bothSides: boolean,
  grid: Int32Array,
): void {
  for (let basket = 0; basket < count; basket++) {
    const to = start[basket + 1]!;
    let line = next[basket]!;
    for (; line < to && product[line]! < end; line++) {
      const from = origin[product[line]! - first]!;
      for (let partner = bothSides ? start[basket]! : line + 1; partner < to; partner++)
        grid[from + product[partner]!]!++;
    }
    next[basket] = line;
  }
}
