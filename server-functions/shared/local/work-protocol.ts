import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import type { Result } from '#core/result.ts';
import { segmentSchema, type Segment } from '#core/segments/segment.ts';
import { accountViewSchema } from '../sharing/account-view.ts';
import { workQuestionSchema, type WorkRefusal } from '../work/work-question.ts';
import { exportJobSchema, intakeJobSchema, rulesJobSchema, scoreJobSchema, snapshotJobSchema } from './job-schema.ts';
import type { EvaluatedSegment, SegmentRefusal } from '../ports.ts';

/** What travels between the thread that answers and the thread that works. */
const org = z.strictObject({ dc: z.enum(DATA_CENTRES), orgId: z.string() });
const segment = z.custom<Segment>((value) => segmentSchema.safeParse(value).success);

/** Jobs compute for minutes; people wait for the desk. */
export const workRoleSchema = z.enum(['jobs', 'desk']);
export type WorkRole = z.infer<typeof workRoleSchema>;

export const workRequestSchema = z.discriminatedUnion('kind', [
  scoreJobSchema,
  exportJobSchema,
  snapshotJobSchema,
  intakeJobSchema,
  rulesJobSchema,
  z.strictObject({ kind: z.literal('ask'), id: z.number(), question: workQuestionSchema }),
  z.strictObject({
    kind: z.literal('segment'),
    id: z.number(),
    question: z.strictObject({
      org,
      segment,
      parent: segment.nullable(),
      parentMembers: z.string().nullable(),
      formerMembers: z.string().nullable(),
      keepAs: z.string().nullable(),
      view: accountViewSchema.nullable(),
    }),
  }),
]);
export type WorkRequest = z.infer<typeof workRequestSchema>;

const problem = z.object({
  code: z.string(),
  where: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const summary = z.strictObject({
  records: z.number(),
  accounts: z.number(),
  missing: z.number(),
  wonMinor: z.number().nullable(),
  pipelineMinor: z.number().nullable(),
});

export const workAnswerSchema = z.strictObject({
  id: z.number(),
  /** null = it broke; the log has the reason. */
  result: z
    .discriminatedUnion('ok', [
      z.strictObject({
        ok: z.literal(true),
        value: z.strictObject({
          generation: z.string(),
          asOf: z.string(),
          summary,
          members: z.string().nullable(),
          entered: z.number(),
          exited: z.number(),
        }),
      }),
      z.strictObject({
        ok: z.literal(false),
        error: z.strictObject({ reason: z.enum(['noGeneration', 'doesNotFit']), problems: z.array(problem) }),
      }),
    ])
    .nullable(),
});
export const askedAnswerSchema = z.strictObject({
  id: z.number(),
  /** null = it broke; the log has the reason. */
  answer: z
    .discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), value: z.string() }),
      z.strictObject({
        ok: z.literal(false),
        error: z.strictObject({ reason: z.string(), problems: z.array(problem) }),
      }),
    ])
    .nullable(),
});
export type AskedAnswer = { readonly id: number; readonly answer: Result<string, WorkRefusal> | null };

export type WorkAnswer = { readonly id: number; readonly result: Result<EvaluatedSegment, SegmentRefusal> | null };
