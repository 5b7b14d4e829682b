import type { Baskets } from './histories.ts';

/** Where each product stands: line indexes of product `p` at `start[p]` up to `start[p + 1]`. */
interface ProductLines {
  readonly start: Int32Array;
  readonly line: Int32Array;
}

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
  const { start, line } = indexLines(baskets);
  const basketStart = bothSides ? startsOfLines(baskets) : null;
  const last = lastOfBaskets(baskets);
  const counts = new Int32Array(productCount);
  const partners = new Int32Array(productCount);
  for (let current = 0; current < productCount; current++) {
    const from = start[current]!;
    const to = start[current + 1]!;
    if (from === to) continue;
    let found = 0;
    for (let entry = from; entry < to; entry++) {
      const own = line[entry]!;
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
    row(current, partners, found, counts);
    for (let index = 0; index < found; index++) counts[partners[index]!] = 0;
  }
}

function indexLines(baskets: Baskets): ProductLines {
  const { product, productCount } = baskets;
  const start = new Int32Array(productCount + 1);
  for (let at = 0; at < product.length; at++) start[product[at]! + 1]!++;
  for (let each = 0; each < productCount; each++) start[each + 1]! += start[each]!;
  const next = start.slice();
  const line = new Int32Array(product.length);
  for (let at = 0; at < product.length; at++) line[next[product[at]!]!++] = at;
  return { start, line };
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
