import * as z from 'zod/mini';
import { labelSchema } from '#core/labels/label.ts';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';
import { MAX_LABELS, MIN_BUYERS_FOR_PERCENT } from './limits.ts';

export { MAX_LABELS, MIN_BUYERS_FOR_PERCENT };
/** REC-2. */
export const MIN_LABELS = 2;
export const MIN_TYPES_PER_LABEL = 2;
export const MAX_PRODUCTS_PER_TYPE = 10;
export const MAX_BUNDLES_PER_LABEL = 2;
/** A week is the shortest time in which anybody acts on a label, a year the longest that a quarter's calibration can speak of. Days. */
export const MIN_HORIZON_DAYS = 7;
export const MAX_HORIZON_DAYS = 365;
/** REC-1: cells of more fields would mostly hold a single account. */
export const MAX_CELL_FIELDS = 3;

const percent = z.int().check(z.gte(0), z.lte(100));
/** Of the highest probability among the products chosen, in whole per cent as shown; an account without any has 0. Ends included. */
export const probabilityConditionSchema = z.union([
  z.strictObject({ operator: z.literal('atLeast'), percent }),
  z.strictObject({ operator: z.literal('atMost'), percent }),
  z.strictObject({ operator: z.literal('between'), from: percent, to: percent }),
]);
export type ProbabilityCondition = z.infer<typeof probabilityConditionSchema>;

/** CRM record id of a product. */
const productId = z.string().check(z.regex(/^[1-9][0-9]{0,18}$/));
const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** No product is named, so each will do. */
const productCondition = z.strictObject({
  products: z.array(productId).check(z.maxLength(MAX_PRODUCTS_PER_TYPE), z.refine(distinct)),
  probability: probabilityConditionSchema,
});
/** No bundle is named, so each will do. */
const bundleCondition = z.strictObject({
  bundles: z.array(z.tuple([productId, productId]).check(z.refine(distinct))).check(
    z.maxLength(MAX_BUNDLES_PER_LABEL),
    z.refine((pairs) => distinct(pairs.map((pair) => pair.toSorted().join()))),
  ),
  probability: probabilityConditionSchema,
});

const conditionsSchema = z
  .strictObject({
    firstBuy: z.optional(productCondition),
    nextBuy: z.optional(productCondition),
    repeatBuy: z.optional(productCondition),
    crossSell: z.optional(productCondition),
    bundle: z.optional(bundleCondition),
  })
  .check(z.refine((types) => Object.values(types).filter((each) => each !== undefined).length >= MIN_TYPES_PER_LABEL));
export type LabelConditions = z.infer<typeof conditionsSchema>;

export const recommendationsLabelSchema = z.extend(labelSchema, {
  /** One of the types' conditions must hold, or all. */
  match: z.enum(['any', 'all']),
  types: conditionsSchema,
});
export type RecommendationsLabel = z.infer<typeof recommendationsLabelSchema>;

/**
 * REC-1..3. Aggregation settings (recount on the server): horizonDays, cellFields. Labelling settings (live in the browser): labels,
 * first match wins (TEC-1). Which deals and products count comes from the mapping.
 */
export const recommendationsSettingsSchema = z.strictObject({
  horizonDays: z.int().check(z.gte(MIN_HORIZON_DAYS), z.lte(MAX_HORIZON_DAYS)),
  /** Account fields whose values make accounts alike. */
  cellFields: z.array(fieldReferenceSchema).check(z.maxLength(MAX_CELL_FIELDS), z.refine(distinct)),
  labels: z.array(recommendationsLabelSchema).check(z.minLength(MIN_LABELS), z.maxLength(MAX_LABELS)),
});
export type RecommendationsSettings = z.infer<typeof recommendationsSettingsSchema>;
