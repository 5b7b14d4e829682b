import * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import {
  MAX_LABELS,
  MAX_LEVELS,
  MIN_LEVELS,
  numberScoringSchema,
  recencyScoringSchema,
  rfmMatchesSchema,
} from './settings.ts';

export const RFM_BASIS_FORMAT = 'lodestar.rfm-basis/1';
/** Ten ranges a band, five bands, two bounds a range: no honest basis has more steps. */
const MAX_STEPS = 100;

const level = z.int().check(z.gte(1), z.lte(MAX_LEVELS));
const metric = {
  levels: z.int().check(z.gte(MIN_LEVELS), z.lte(MAX_LEVELS)),
  /** See `Steps`: days, thousandths of a unit, minor units. */
  steps: z
    .strictObject({
      starts: z.array(z.int()).check(z.maxLength(MAX_STEPS)),
      scores: z.array(level).check(z.minLength(1), z.maxLength(MAX_STEPS + 1)),
    })
    .check(
      z.refine(
        ({ starts, scores }) =>
          scores.length === starts.length + 1 &&
          starts.every((start, i) => i === 0 || start > (starts[i - 1] ?? start)),
      ),
    ),
  /** Automatic: the exact percentile breaks, `whole + part / levels`; empty when manual. */
  breaks: z
    .array(z.strictObject({ whole: z.int(), part: z.int().check(z.gte(0), z.lt(MAX_LEVELS)) }))
    .check(z.maxLength(MAX_LEVELS - 1)),
};

/**
 * What one run scored with: everything that turns stored columns or evidence back into scores and labels (decision 5), and
 * single records between runs (RFM-4). Holds money: masked by whoever shows it.
 */
export const rfmBasisSchema = z.strictObject({
  format: z.literal(RFM_BASIS_FORMAT),
  technique: z.literal('rfm'),
  asOfDay: z.int(),
  minorDigits: z.int().check(z.gte(0), z.lte(6)),
  settingsHash: z.string().check(z.maxLength(40)),
  /** Accounts that have scores. */
  population: z.int().check(z.gte(0)),
  frequencyOf: z.enum(['deals', 'products']),
  recency: z.strictObject({ ...metric, scoring: recencyScoringSchema }),
  frequency: z.strictObject({ ...metric, scoring: numberScoringSchema }),
  monetary: z.strictObject({ ...metric, scoring: numberScoringSchema }),
  labels: z
    .array(z.strictObject({ id: z.string().check(z.maxLength(40)), matches: rfmMatchesSchema }))
    .check(z.maxLength(MAX_LABELS)),
});
export type RfmBasis = z.infer<typeof rfmBasisSchema>;

/** Reads a stored basis. `where` names the record or blob it came from. */
export function parseRfmBasis(value: unknown, where: string): Result<RfmBasis, Problem> {
  const parsed = rfmBasisSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail({ code: 'basis.unreadable', params: { path: issue?.path.join('.') ?? '' }, where });
}
