import * as z from 'zod';

/** Messages and problems as they are stored; core made them. */
export const problemSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  where: z.string(),
});
export const messageSchema = problemSchema.omit({ where: true });

/**
 * `refused`: the data or the configuration does not allow it, with problems. `failed`: something broke, with a named reason.
 * Both keep the last published generation. `publishedPartly`: published, but some label fields in the CRM could not be written.
 */
export const RUN_STATES = [
  'queued',
  'reading',
  'publishing',
  'projecting',
  'done',
  'publishedPartly',
  'refused',
  'failed',
] as const;
export type RunState = (typeof RUN_STATES)[number];
export const ENDED: ReadonlySet<RunState> = new Set(['done', 'publishedPartly', 'refused', 'failed']);

const failedRowSchema = z.strictObject({ id: z.string(), code: z.string() });

export const runRowSchema = z.strictObject({
  id: z.string(),
  state: z.enum(RUN_STATES),
  /** ISO instants. */
  requestedAt: z.string(),
  requestedBy: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Asked for; null = today in the org's zone. */
  asOf: z.string().nullable(),
  progress: z.strictObject({ accounts: z.int(), deals: z.int(), lineItems: z.int() }),
  /** A `CrmErrorReason`, a store code or a reason of a refusal. */
  reason: z.string().nullable(),
  problems: z.array(problemSchema),
  generation: z.string().nullable(),
  /** Accounts that had to be written, and what became of them; the first failures by id and the CRM's code. */
  projection: z
    .strictObject({ of: z.int(), written: z.int(), failed: z.int(), failures: z.array(failedRowSchema) })
    .nullable(),
});
export type RunRow = z.infer<typeof runRowSchema>;

/** Problems and failures kept with a run: enough to see the pattern, within an item's 100 KB. */
export const MAX_KEPT_PROBLEMS = 50;

export function runKey(id: string): string {
  return `runs/${id}`;
}
