import type { Baskets } from './histories.ts';

/** Lines that are indexed at a time, 8 MB: large inputs are walked a few times instead of held a second time. */
const LINES_PER_BLOCK = 2_000_000;

/** Called once for each product that stands in a basket, ascending. `counts[q]` = baskets with both, 0 where none; valid during the call only. */
export type PairRow = (product: number, partners: Int32Array, partnerCount: number, counts: Int32Array) => void;

/** Baskets that hold each product. */
export function countProducts({ product, productCount }: Baskets): Int32Array {
  const counts = new Int32Array(productCount);
  for (let line = 0; line < product.length; line++) counts[product[line]!]!++;
  return counts;
}

/**
 * Exact counts of all pairs with `product < partner`, a row at a time. One row of counters stays in the processor's cache and no
 * triangle of all pairs is held: memory is one number a line, whatever the number of products.
 */
export function countPairs(baskets: Baskets, row: PairRow): void {
  countRows(baskets, false, row);
}

/** The same with every partner, smaller ones too: each pair is seen from both sides. */
export function countAllPartners(baskets: Baskets, row: PairRow): void {
  countRows(baskets, true, row);
}

function countRows(baskets: Baskets, bothSides: boolean, row: PairRow): void {
  const { product, productCount } = baskets;
  const basketStart = bothSides ? startsOfLines(baskets) : null;
  const last = lastOfBaskets(baskets);
  const inBaskets = countProducts(baskets);
  const counts = new Int32Array(productCount);
  const partners = new Int32Array(productCount);
  for (let first = 0; first < productCount;) {
    const block = indexLines(baskets, inBaskets, first);
    for (let current = first; current < block.end; current++) {
      let found = 0;
      for (let entry = block.start[current - first]!; entry < block.start[current - first + 1]!; entry++) {
        const own = block.line[entry]!;
        if (basketStart !== null) {
          for (let at = basketStart[own]!; at < own; at++) {
            const partner = product[at]!;
            if (counts[partner]!++ === 0) partners[found++] = partner;
          }
        }
        for (let at = own; last[at] === 0; at++) {
          const partner = product[at + 1]!;
          if (counts[partner]!++ === 0) partners[found++] = partner;
        }
      }
      if (inBaskets[current]! > 0) row(current, partners, found, counts);
      for (let index = 0; index < found; index++) counts[partners[index]!] = 0;
    }
    first = block.end;
  }
}

/** Where the products from `first` up to `end` stand: lines of `first + p` at `start[p]` up to `start[p + 1]`. */
interface LineBlock {
  readonly end: number;
  readonly start: Int32Array;
  readonly line: Int32Array;
}

function indexLines({ product, productCount }: Baskets, inBaskets: Int32Array, first: number): LineBlock {
  let end = first;
  let lines = 0;
  do lines += inBaskets[end++]!;
  while (end < productCount && lines + inBaskets[end]! <= LINES_PER_BLOCK);
  const start = new Int32Array(end - first + 1);
  for (let each = first; each < end; each++) start[each - first + 1] = start[each - first]! + inBaskets[each]!;
  const next = start.slice();
  const line = new Int32Array(lines);
  for (let at = 0; at < product.length; at++) {
    const each = product[at]!;
    if (each >= first && each < end) line[next[each - first]!++] = at;
  }
  return { end, start, line };
}

/** 1 at the last line of each basket: walking a basket needs no look at where it ends. */
function lastOfBaskets({ count, start, product }: Baskets): Uint8Array {
  const last = new Uint8Array(product.length);
  for (let basket = 0; basket < count; basket++)
    if (start[basket + 1]! > start[basket]!) last[start[basket + 1]! - 1] = 1;
  return last;
}

function startsOfLines({ count, start, product }: Baskets): Int32Array {
  const starts = new Int32Array(product.length);
  for (let basket = 0; basket < count; basket++) starts.fill(start[basket]!, start[basket], start[basket + 1]);
  return starts;
}
