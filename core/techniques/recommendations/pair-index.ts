import type { PairRow } from './count-pairs.ts';
import type { Baskets } from './histories.ts';

/** Lines that are indexed at a time, 8 MB: large inputs are walked a few times instead of held a second time. */
const LINES_PER_BLOCK = 2_000_000;

/** For many products and few lines: each product's lines are looked up, with one row of counters. `row` as of `countPairs`. */
export function countByIndex(baskets: Baskets, inBaskets: Int32Array, bothSides: boolean, row: PairRow): void {
  const { product, productCount } = baskets;
  const basketStart = bothSides ? startsOfLines(baskets) : null;
  const last = lastOfBaskets(baskets);
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
