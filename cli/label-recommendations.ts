import type { Cancellation } from '#core/cancellation.ts';
import { NULL_CODE, type TextColumn } from '#core/columns/column-table.ts';
import type { Message } from '#core/message.ts';
import type { Purchases } from '#core/techniques/recommendations/aggregate.ts';
import type { RecommendationsBasis } from '#core/techniques/recommendations/basis.ts';
import { cellsOf } from '#core/techniques/recommendations/cells-of.ts';
import { createEngine } from '#core/techniques/recommendations/engine.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Generation, LabelCount } from '#server-functions/score/generation.ts';
import { countLabels } from '#server-functions/score/score-columns.ts';
import type { OpenedInput } from './open-input.ts';
import { lineNotes, type PurchasesLeftOut } from './purchase-notes.ts';
import { readPurchases } from './recommend-input.ts';
import type { ProductCatalogue } from './recommend-lines.ts';

/** Of samples: the same files give the same labels. */
const SEED = 1;

/** Key of the label column in a generation's table. */
export const RECOMMENDATIONS_LABEL = 'abm:recommendations.label';

/** What recommendations add to a scored generation. */
export interface RecommendationsGeneration {
  readonly basis: RecommendationsBasis;
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly Message[];
  /** Label ids by the generation's rows. */
  readonly label: TextColumn;
}

/** Won deals with their products, by a generation's rows. */
export interface OrgPurchases {
  readonly purchases: Purchases;
  readonly products: ProductCatalogue;
  readonly leftOut: PurchasesLeftOut;
}

/** Reads them once; any day can be labelled from them. Throws `InputError` and what reading the files throws. */
export function readOrgPurchases(
  input: OpenedInput,
  { table }: Pick<Generation, 'table'>,
  cancellation: Cancellation,
): Promise<OrgPurchases> {
  return readPurchases(input, columnOf(table, 'id', 'id').values.subarray(0, table.length), cancellation);
}

/** REC-1 and REC-2 as of the generation's day, for the accounts inside its criteria. */
export function labelRecommendations(
  { table, population, asOfDay }: Pick<Generation, 'table' | 'population' | 'asOfDay'>,
  { purchases, products, leftOut }: OrgPurchases,
  settings: RecommendationsSettings,
): RecommendationsGeneration {
  const { horizonDays, cellFields, labels } = settings;
  const engine = createEngine({ purchases, cells: cellsOf(table, cellFields), asOfDay, horizonDays, seed: SEED });
  const productIds = labelledIds(products);
  const { label, basis, warnings } = scoreRecommendations({ engine, settings, population, productIds });
  return {
    basis,
    labelCounts: countLabels(label, population, labels),
    warnings: [...lineNotes(leftOut), ...warnings],
    label: {
      kind: 'text',
      codes: Int32Array.from(label, (index) => (index < 0 ? NULL_CODE : index)),
      dictionary: labels.map(({ id }) => id),
    },
  };
}

/** The generation with the label column beside those of the other techniques. */
export function withRecommendations(generation: Generation, labelled: RecommendationsGeneration | null): Generation {
  if (labelled === null) return generation;
  const { length, columns } = generation.table;
  return { ...generation, table: { length, columns: new Map([...columns, [RECOMMENDATIONS_LABEL, labelled.label]]) } };
}

/** Labels name products by number: the files' own where all are numbers, else the row in the products file, from 1. */
function labelledIds({ ids }: ProductCatalogue): readonly string[] {
  return ids.every((id) => /^[1-9][0-9]{0,17}$/.test(id)) ? ids : ids.map((_, ordinal) => String(ordinal + 1));
}
