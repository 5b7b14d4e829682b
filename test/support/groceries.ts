import { readFileSync } from 'node:fs';
import type { Baskets } from '#core/techniques/recommendations/histories.ts';
import { sharedDataPath } from './shared-data.ts';

/** The market baskets of the R package arules: one a line, product names separated by commas. */
export function readGroceries(): { readonly baskets: Baskets; readonly names: readonly string[] } {
  const lines = readFileSync(sharedDataPath('groceries', 'groceries_baskets.csv'), 'utf8').split(/\r?\n/);
  const ordinals = new Map<string, number>();
  const start = [0];
  const product: number[] = [];
  for (const line of lines.filter((each) => each !== '')) {
    const basket = new Set<number>();
    for (const name of line.split(',')) {
      if (!ordinals.has(name)) ordinals.set(name, ordinals.size);
      basket.add(ordinals.get(name) ?? -1);
    }
    product.push(...[...basket].toSorted((a, b) => a - b));
    start.push(product.length);
  }
  return {
    baskets: {
      count: start.length - 1,
      productCount: ordinals.size,
      start: Int32Array.from(start),
      product: Int32Array.from(product),
    },
    names: [...ordinals.keys()],
  };
}
