import { NO_LABEL } from '#core/labels/label.ts';
import { toValue } from './band-cuts.ts';
import type { RecommendationsBasis } from './basis.ts';
import { recommendFor, type Engine, type Rooms } from './engine.ts';
import type { Grounds } from './grounds.ts';
import type { RecommendationScores } from './score.ts';
import { distinctWatches } from './settings.ts';
import type { RecommendationType } from './types.ts';
import { compileRules, firstRule } from './verdict.ts';

/** Latest orders named by their ids. */
const MAX_ORDER_IDS = 3;

/** Decision 5: counts and ids, no name and no amount. Explained together with the run's basis. */
export interface RecommendationsEvidence {
  readonly technique: 'recommendations';
  readonly labelId: string | null;
  /** Position of the matched label in the run's order; null = no label. */
  readonly rule: number | null;
  /** One value for each of the basis's watches (`distinctWatches` of its labels): whole per cent, or 0 to 2 of `BANDS`. */
  readonly values: readonly number[];
  /** The best of each type that has something to say. */
  readonly best: readonly EvidentRecommendation[];
  /** Latest first. */
  readonly orderIds: readonly string[];
}

export interface EvidentRecommendation {
  readonly type: RecommendationType;
  /** CRM ids: one, or the two of a bundle. */
  readonly products: readonly string[];
  readonly value: number;
  /** Products are CRM ids here. */
  readonly grounds: readonly EvidentGrounds[];
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
  const from = Math.max(accountStart[ordinal]!, accountStart[ordinal + 1]! - MAX_ORDER_IDS);
  return {
    technique: 'recommendations',
    labelId: basis.labels[rule]?.id ?? null,
    rule: rule === NO_LABEL ? null : rule,
    values: scores.values.map((values) => values[ordinal] ?? 0),
    best: recommendFor(engine, ordinal, rooms, 1).map(({ type, products, estimate, grounds }) => ({
      type,
      products: products.map(idOf),
      value: toValue(estimate, bandCuts?.[type] ?? null),
      grounds: grounds.map((each) => withIds(each, idOf)),
    })),
    orderIds: [...orderId.subarray(from, accountStart[ordinal + 1])].toReversed().map(String),
  };
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
