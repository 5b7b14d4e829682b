import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { MAX_LABELS } from './settings.ts';

export const FIRMOGRAPHICS_BASIS_FORMAT = 'lodestar.firmographics-basis/1';

/** What one run scored with; with an account's condition bits it gives the label again (decision 5). */
export const firmographicsBasisSchema = z.strictObject({
  format: z.literal(FIRMOGRAPHICS_BASIS_FORMAT),
  technique: z.literal('firmographics'),
  asOfDay: z.int(),
  minorDigits: z.int().check(z.gte(0), z.lte(6)),
  settingsHash: z.string().check(z.maxLength(40)),
  /** Accounts inside the global criteria. */
  population: z.int().check(z.gte(0)),
  labels: z
    .array(z.strictObject({ id: z.string().check(z.maxLength(40)), criteria: criteriaSchema }))
    .check(z.maxLength(MAX_LABELS)),
});
export type FirmographicsBasis = z.infer<typeof firmographicsBasisSchema>;

/** Reads a stored basis. `where` names the record or blob it came from. */
export function parseFirmographicsBasis(value: unknown, where: string): Result<FirmographicsBasis, Problem> {
  const parsed = firmographicsBasisSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail({ code: 'basis.unreadable', params: { path: issue?.path.join('.') ?? '' }, where });
}
