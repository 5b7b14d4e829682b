import * as z from 'zod/mini';
import type { Configuration } from '#core/configuration/configuration.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import { messageSchema } from '#widgets/shared/schemas/problem.ts';
import type { SetupDraft } from '../../models/setup-draft.ts';

const labels = z.array(z.object({ labelId: z.nullable(z.string()), accounts: z.int() }));
const readySchema = z.object({
  state: z.literal('ready'),
  asOfDay: z.int(),
  /** Accounts of the last full run, and how many of them the numbers are of. */
  accounts: z.int(),
  sampled: z.int(),
  labels,
  published: labels,
  without: z.array(z.object({ reason: z.string(), accounts: z.int() })),
  half: z.nullable(z.object({ points: z.number(), from: z.enum(['settings', 'frozen', 'proposed']) })),
  notes: z.array(messageSchema),
});
export type ReadyPreview = z.infer<typeof readySchema>;
/** `none`: no run has kept anything to count from. */
const answerSchema = z.union([z.object({ state: z.literal('none') }), readySchema]);
export type TechniquePreview = z.infer<typeof answerSchema>;

export type PreviewedTechnique = 'engagement' | 'recommendations' | 'voice';

export interface PreviewQuestion extends Pick<Configuration, 'mapping' | 'criteria'> {
  readonly draft: {
    [T in PreviewedTechnique]: { readonly technique: T; readonly settings: NonNullable<SetupDraft[T]> };
  }[PreviewedTechnique];
}

export async function askPreview(
  backend: Backend,
  body: PreviewQuestion,
  signal: AbortSignal,
): Promise<Result<TechniquePreview, BackendFailure>> {
  const answer = await backend.call({ method: 'POST', path: '/v1/setup/technique-preview', body, signal });
  if (!answer.ok) return answer;
  const parsed = answerSchema.safeParse(answer.value);
  return parsed.success ? ok(parsed.data) : fail({ reason: 'failed', code: 'unreadableAnswer' });
}
