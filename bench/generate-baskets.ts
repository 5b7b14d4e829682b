import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export interface BasketData {
  readonly baskets: number;
  readonly products: number;
}

const LINES_PER_BASKET = 9;
const BASKETS_PER_WRITE = 20_000;

/**
 * Writes lines.csv: a line a product of a basket, baskets in order, each product once a basket, nine on average. Few products are
 * bought often and most seldom. Same figures, same bytes.
 */
export async function generateBaskets(folder: string, { baskets, products }: BasketData): Promise<void> {
  let state = 20_240_101;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const file = createWriteStream(`${folder}/lines.csv`);
  file.write('basket,product\n');
  for (let from = 0; from < baskets; from += BASKETS_PER_WRITE) {
    const lines: string[] = [];
    for (let basket = from; basket < Math.min(baskets, from + BASKETS_PER_WRITE); basket++) {
      const size = 1 + Math.floor(random() * (2 * LINES_PER_BASKET - 1));
      const chosen = new Set<number>();
      while (chosen.size < size) chosen.add(Math.floor(random() ** 2 * products));
      for (const product of chosen) lines.push(`${basket + 1},${product + 1}\n`);
    }
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
