import * as z from 'zod';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { firmographicsSettingsSchema } from '#core/techniques/firmographics/settings.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';

const org = z.strictObject({ dc: z.enum(DATA_CENTRES), orgId: z.string() });

/** What the answering thread asks of the one that works. Rights are decided before: a question says what to leave out. */
export const workQuestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('accountCount'),
    org,
    mapping: mappingSchema,
    criteria: criteriaSchema,
    asOfDay: z.int(),
  }),
  z.strictObject({
    kind: z.literal('snapshotPreview'),
    org,
    snapshotId: z.string(),
    techniques: z.strictObject({
      rfm: z.union([rfmSettingsSchema, z.null()]),
      firmographics: z.union([firmographicsSettingsSchema, z.null()]),
    }),
    hideWon: z.boolean(),
    hideMonetary: z.boolean(),
  }),
]);
export type WorkQuestion = z.infer<typeof workQuestionSchema>;

/** Expected ways not to be answered; `crm.<reason>` and `store.<code>` where those failed. */
export interface WorkRefusal {
  readonly reason: string;
  readonly problems: readonly Problem[];
}

/** Answers as JSON text, which the answering thread passes on unread. */
export type AskWork = (question: WorkQuestion) => Promise<Result<string, WorkRefusal>>;
