import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { labelSchema } from '#core/labels/label.ts';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';

/** RFM-2 and RFM-5. */
export const MIN_LEVELS = 2;
export const MAX_LEVELS = 5;
export const MAX_LABELS = 8;
/** Or-ed ranges of one score: more than anybody reads. */
export const MAX_RANGES = 10;
/** RFM-4: automatic needs this many accounts a level, warns below the second figure, has full confidence from the third. */
export const MIN_ACCOUNTS_PER_LEVEL = 5;
export const WARN_BELOW_ACCOUNTS = 100;
export const FULL_CONFIDENCE_ACCOUNTS = 500;

const levels = z.int().check(z.gte(MIN_LEVELS), z.lte(MAX_LEVELS));

/** Half-open `[from, to)`: a cut point belongs to the higher band. null = unbounded. Money in major units of the home currency. */
export const numberRangeSchema = z.strictObject({ from: z.nullable(z.number()), to: z.nullable(z.number()) });
/** R: days since the last deal `[fromDays, toDays)`, or closing days `[from, to]` in the calendar. */
export const recencyRangeSchema = z.union([
  z.strictObject({ fromDays: z.nullable(z.int()), toDays: z.nullable(z.int()) }),
  z.strictObject({ fromDay: z.nullable(z.iso.date()), toDay: z.nullable(z.iso.date()) }),
]);
export type NumberRange = z.infer<typeof numberRangeSchema>;
export type RecencyRange = z.infer<typeof recencyRangeSchema>;

const automatic = z.strictObject({ mode: z.literal('automatic'), levels });
const manual = <T extends typeof numberRangeSchema | typeof recencyRangeSchema>(range: T) =>
  z.strictObject({
    mode: z.literal('manual'),
    levels,
    /** RFM-3: one entry a score; its ranges are OR-ed; the highest matching score wins. */
    bands: z
      .array(z.strictObject({ score: z.int(), anyOf: z.array(range).check(z.minLength(1), z.maxLength(MAX_RANGES)) }))
      .check(z.maxLength(MAX_LEVELS)),
  });

export const recencyScoringSchema = z.union([automatic, manual(recencyRangeSchema)]);
export const numberScoringSchema = z.union([automatic, manual(numberRangeSchema)]);
export type RecencyScoring = z.infer<typeof recencyScoringSchema>;
export type NumberScoring = z.infer<typeof numberScoringSchema>;

const scoreRange = z.strictObject({ min: z.int(), max: z.int() });
/** RFM-5: the score ranges a label takes, both ends included; null = any score. `noPurchases` labels take RFM-7 accounts only. */
export const rfmMatchesSchema = z.union([
  z.strictObject({ r: z.nullable(scoreRange), f: z.nullable(scoreRange), m: z.nullable(scoreRange) }),
  z.literal('noPurchases'),
]);
export type RfmMatches = z.infer<typeof rfmMatchesSchema>;
export const rfmLabelSchema = z.extend(labelSchema, { matches: rfmMatchesSchema });
export type RfmLabel = z.infer<typeof rfmLabelSchema>;

/**
 * RFM-1..5. Aggregation settings (recount on the server): recencyField, frequencyOf, monetaryField, contributing.
 * Labelling settings (live in the browser): recency, frequency, monetary, labels.
 */
export const rfmSettingsSchema = z.strictObject({
  recencyField: fieldReferenceSchema,
  frequencyOf: z.enum(['deals', 'products']),
  monetaryField: fieldReferenceSchema,
  contributing: criteriaSchema,
  recency: recencyScoringSchema,
  frequency: numberScoringSchema,
  monetary: numberScoringSchema,
  labels: z.array(rfmLabelSchema).check(z.minLength(1), z.maxLength(MAX_LABELS)),
});
export type RfmSettings = z.infer<typeof rfmSettingsSchema>;
