import * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { MAX_HORIZON_DAYS, MAX_LABELS, MIN_HORIZON_DAYS, recommendationsLabelSchema } from './settings.ts';
import { RECOMMENDATION_TYPES } from './types.ts';

export const RECOMMENDATIONS_BASIS_FORMAT = 'lodestar.recommendations-basis/1';

const shortText = z.string().check(z.maxLength(60));

/** What one run scored with; with an account's values it gives the label again (decision 5). */
export const recommendationsBasisSchema = z.strictObject({
  format: z.literal(RECOMMENDATIONS_BASIS_FORMAT),
  technique: z.literal('recommendations'),
  asOfDay: z.int(),
  horizonDays: z.int().check(z.gte(MIN_HORIZON_DAYS), z.lte(MAX_HORIZON_DAYS)),
  settingsHash: z.string().check(z.maxLength(40)),
  /** Accounts inside the global criteria. */
  population: z.int().check(z.gte(0)),
  /** Accounts with an order, of all that were counted. */
  buyers: z.int().check(z.gte(0)),
  /** `band`: too few buyers for percentages (REC-1). */
  scale: z.enum(['percent', 'band']),
  /** Model of each type, in the order of the types. */
  models: z.array(z.strictObject({ type: z.enum(RECOMMENDATION_TYPES), model: shortText })),
  labels: z
    .array(
      z.strictObject({
        id: recommendationsLabelSchema.shape.id,
        match: recommendationsLabelSchema.shape.match,
        types: recommendationsLabelSchema.shape.types,
      }),
    )
    .check(z.maxLength(MAX_LABELS)),
});
export type RecommendationsBasis = z.infer<typeof recommendationsBasisSchema>;

/** Reads a stored basis. `where` names the record or blob it came from. */
export function parseRecommendationsBasis(value: unknown, where: string): Result<RecommendationsBasis, Problem> {
  const parsed = recommendationsBasisSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail({ code: 'basis.unreadable', params: { path: issue?.path.join('.') ?? '' }, where });
}
