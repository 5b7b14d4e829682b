import { idsOf } from '#core/techniques/recommendations/evidence.ts';
import { watchesOf, type Watch } from '#core/techniques/recommendations/watches.ts';
import type { MoreView } from './more-view.ts';

/** A condition on more products names the first and counts the others. */
const NAMED_PRODUCTS = 3;

/** Ids of the products that the cards name. */
export function productsOf({ cards }: MoreView): readonly string[] {
  const ids = cards.flatMap(({ state }): string[] => {
    if ('kind' in state || state.technique !== 'recommendations') return [];
    const asked = state.basis.labels.flatMap((label) => watchesOf(label).flatMap(({ watch }) => namedOf(watch)));
    return [...state.evidence.best.flatMap(idsOf), ...asked];
  });
  return [...new Set(ids)];
}

/** Products of a condition that are named; bundles whole, since there are two at most. */
export function namedOf({ type, products }: Watch): readonly string[] {
  return type === 'bundle' ? products : products.slice(0, NAMED_PRODUCTS);
}
