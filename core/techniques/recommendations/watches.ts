import type { ProbabilityCondition, RecommendationsLabel } from './settings.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from './types.ts';

/** What one label looks at: the highest probability of a type among products (ids; two and two for bundles), none = any. */
export interface Watch {
  readonly type: RecommendationType;
  readonly products: readonly string[];
}

export interface WatchCondition {
  readonly watch: Watch;
  readonly probability: ProbabilityCondition;
}

/** A label's conditions in the fixed order of the types. */
export function watchesOf({ types }: Pick<RecommendationsLabel, 'types'>): WatchCondition[] {
  return RECOMMENDATION_TYPES.flatMap((type): WatchCondition[] => {
    if (type === 'bundle') {
      const { bundle } = types;
      return bundle === undefined
        ? []
        : [{ watch: { type, products: bundle.bundles.flat() }, probability: bundle.probability }];
    }
    const condition = types[type];
    return condition === undefined
      ? []
      : [{ watch: { type, products: condition.products }, probability: condition.probability }];
  });
}

/** The same for all labels, equal watches once. */
export function distinctWatches(labels: readonly Pick<RecommendationsLabel, 'types'>[]): Watch[] {
  const watches = new Map<string, Watch>();
  for (const label of labels) for (const { watch } of watchesOf(label)) watches.set(watchKey(watch), watch);
  return [...watches.values()];
}

/** The same for watches that look at the same, in whatever order their products stand. */
export function watchKey({ type, products }: Watch): string {
  const names = type === 'bundle' ? pairsOf(products).map((pair) => pair.toSorted().join('+')) : [...products];
  return `${type}:${names.sort().join(',')}`;
}

/** Ids two and two. */
export function pairsOf(products: readonly string[]): [string, string][] {
  return Array.from({ length: products.length >> 1 }, (_, pair) => [products[2 * pair]!, products[2 * pair + 1]!]);
}
