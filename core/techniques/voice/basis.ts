import * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { MAX_LABELS, voiceLabelSchema } from './settings.ts';

export const VOICE_BASIS_FORMAT = 'lodestar.voice-basis/1';

/** What one run labelled with; with an account's counts it gives the label again (decision 5). */
export const voiceBasisSchema = z.strictObject({
  format: z.literal(VOICE_BASIS_FORMAT),
  technique: z.literal('voice'),
  asOfDay: z.int(),
  settingsHash: z.string().check(z.maxLength(40)),
  /** Accounts inside the global criteria. */
  population: z.int().check(z.gte(0)),
  windowDays: z.int(),
  minTexts: z.int(),
  /** false: no names were known, and conditions on competitors were off. */
  competitorsOn: z.boolean(),
  labels: z
    .array(z.pick(voiceLabelSchema, { id: true, conditions: true, pattern: true }))
    .check(z.maxLength(MAX_LABELS)),
});
export type VoiceBasis = z.infer<typeof voiceBasisSchema>;

/** Reads a stored basis. `where` names the record or blob it came from. */
export function parseVoiceBasis(value: unknown, where: string): Result<VoiceBasis, Problem> {
  const parsed = voiceBasisSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail({ code: 'basis.unreadable', params: { path: issue?.path.join('.') ?? '' }, where });
}
