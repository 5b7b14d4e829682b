import { NO_LABEL } from '#core/labels/label.ts';
import { toValue } from './band-cuts.ts';
import type { RecommendationsBasis } from './basis.ts';
import { recommendFor, type Engine, type Rooms } from './engine.ts';
import type { Grounds } from './grounds.ts';
import type { RecommendationScores } from './score.ts';
import type { RecommendationType } from './types.ts';
import { compileRules, firstRule } from './verdict.ts';
import { distinctWatches } from './watches.ts';

/** Recommendations that evidence keeps: an account is called about its best ones. */
export const MAX_BEST = 3;
/** Record ids in one account's evidence (decision 5): the latest order, and the products that are recommended or speak for it. */
export const MAX_EVIDENT_IDS = 5;

/** Decision 5: counts and ids, no name and no amount. Explained together with the run's basis. */
export interface RecommendationsEvidence {
  readonly technique: 'recommendations';
  readonly labelId: string | null;
  /** Position of the matched label in the run's order; null = no label. */
  readonly rule: number | null;
  /** One value for each of the basis's watches (`distinctWatches` of its labels): whole per cent, or 0 to 2 of `BANDS`. */
  readonly values: readonly number[];
  /** Of the best of each type the highest, as many as the ids allow. */
  readonly best: readonly EvidentRecommendation[];
  /** The latest order; null = none yet. */
  readonly lastOrder: string | null;
}

export interface EvidentRecommendation {
  readonly type: RecommendationType;
  /** CRM ids: one, or the two of a bundle. */
  readonly products: readonly string[];
  readonly value: number;
  /** What speaks for it most. Products are CRM ids here. */
  readonly because: EvidentGrounds;
}

type WithIds<G> = G extends { readonly after: number }
  ? Omit<G, 'after'> & { readonly after: string }
  : G extends { readonly with: number }
    ? Omit<G, 'with'> & { readonly with: string }
    : G;
export type EvidentGrounds = WithIds<Grounds>;

/** The evidence of one account; null when it is outside the global criteria. `rooms` are of the same engine. */
export function recommendationsEvidenceAt(
  {
    scores,
    engine,
    population,
    productIds,
    rooms,
  }: {
    readonly scores: RecommendationScores;
    readonly engine: Engine;
    readonly population: Uint8Array;
    readonly productIds: readonly string[];
    readonly rooms: Rooms;
  },
  ordinal: number,
): RecommendationsEvidence | null {
  if (population[ordinal] !== 1) return null;
  const { basis, bandCuts } = scores;
  const rule = scores.label[ordinal] ?? NO_LABEL;
  const idOf = (product: number): string => productIds[product] ?? '';
  const { accountStart, orderId } = engine.recommender.histories;
  const end = accountStart[ordinal + 1]!;
  const lastOrder = end > accountStart[ordinal]! ? String(orderId[end - 1]) : null;
  const best = recommendFor(engine, ordinal, rooms, 1).flatMap(({ type, products, estimate, grounds: [ground] }) =>
    ground === undefined
      ? []
      : [
          {
            type,
            products: products.map(idOf),
            value: toValue(estimate, bandCuts?.[type] ?? null),
            because: withIds(ground, idOf),
          },
        ],
  );
  return {
    technique: 'recommendations',
    labelId: basis.labels[rule]?.id ?? null,
    rule: rule === NO_LABEL ? null : rule,
    values: scores.values.map((values) => values[ordinal] ?? 0),
    best: keepBest(best, lastOrder),
    lastOrder,
  };
}

/** The highest first; of equal ones in the order of the types. */
function keepBest(all: readonly EvidentRecommendation[], lastOrder: string | null): EvidentRecommendation[] {
  const ids = new Set(lastOrder === null ? [] : [lastOrder]);
  const kept: EvidentRecommendation[] = [];
  for (const each of all.toSorted((a, b) => b.value - a.value)) {
    const more = new Set([...ids, ...idsOf(each)]);
    if (kept.length === MAX_BEST || more.size > MAX_EVIDENT_IDS) continue;
    for (const id of more) ids.add(id);
    kept.push(each);
  }
  return kept;
}

/** The products that a recommendation is about or that speak for it. */
export function idsOf({ products, because }: EvidentRecommendation): string[] {
  if (because.kind === 'sequence') return [...products, because.after];
  return because.kind === 'pair' ? [...products, because.with] : [...products];
}

/** The label that the stored values give under the basis; the stored label is not read. */
export function recommendationsVerdict(
  { values }: Pick<RecommendationsEvidence, 'values'>,
  basis: RecommendationsBasis,
): { readonly labelId: string | null } {
  const rules = compileRules(basis.labels, distinctWatches(basis.labels));
  const rule = firstRule(rules, (watch) => values[watch] ?? 0, basis.scale);
  return { labelId: basis.labels[rule]?.id ?? null };
}

function withIds(grounds: Grounds, idOf: (product: number) => string): EvidentGrounds {
  switch (grounds.kind) {
    case 'sequence':
      return { ...grounds, after: idOf(grounds.after) };
    case 'pair':
      return { ...grounds, with: idOf(grounds.with) };
    case 'popularity':
    case 'cell':
    case 'repeat':
      return grounds;
  }
}
