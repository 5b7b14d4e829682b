import * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { MAX_LABELS, MAX_POINTS, MAX_SCORE } from './settings.ts';
import { TOUCHES } from './touches.ts';

export const ENGAGEMENT_BASIS_FORMAT = 'lodestar.engagement-basis/1';

const cut = z.int().check(z.gte(0), z.lte(MAX_SCORE));

/** What one run scored with; with an account's counts it gives score and label again (decision 5). */
export const engagementBasisSchema = z.strictObject({
  format: z.literal(ENGAGEMENT_BASIS_FORMAT),
  technique: z.literal('engagement'),
  asOfDay: z.int(),
  /** Of what points rest on: the same as long as a proposed `half` stands. */
  settingsHash: z.string().check(z.maxLength(40)),
  /** Accounts inside the global criteria. */
  population: z.int().check(z.gte(0)),
  windowDays: z.int(),
  halfLifeDays: z.nullable(z.int()),
  half: z.number().check(z.gt(0)),
  /** `proposed`: from the accounts of this run or of one before it, whose proposal was frozen. */
  halfFrom: z.enum(['settings', 'proposed']),
  /** By touch number. */
  points: z.array(z.int().check(z.gte(-MAX_POINTS), z.lte(MAX_POINTS))).check(z.maxLength(TOUCHES.length)),
  /** Touch numbers that a source which was read can give: only of these can there be more. Absent = a run before they were kept. */
  sourced: z.optional(z.array(z.int().check(z.gte(0), z.lt(TOUCHES.length))).check(z.maxLength(TOUCHES.length))),
  labels: z
    .array(z.strictObject({ id: z.string().check(z.maxLength(40)), from: cut, to: cut }))
    .check(z.maxLength(MAX_LABELS)),
});
export type EngagementBasis = z.infer<typeof engagementBasisSchema>;

/** Reads a stored basis. `where` names the record or blob it came from. */
export function parseEngagementBasis(value: unknown, where: string): Result<EngagementBasis, Problem> {
  const parsed = engagementBasisSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail({ code: 'basis.unreadable', params: { path: issue?.path.join('.') ?? '' }, where });
}
