import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import type { Job } from '../ports.ts';

const org = z.strictObject({ dc: z.enum(DATA_CENTRES), orgId: z.string() });
export const scoreJobSchema = z.strictObject({ kind: z.literal('score'), org, runId: z.string() });
export const exportJobSchema = z.strictObject({ kind: z.literal('export'), org, exportId: z.string() });
export const snapshotJobSchema = z.strictObject({ kind: z.literal('snapshot'), org, snapshotId: z.string() });
export const intakeJobSchema = z.strictObject({ kind: z.literal('intake'), org, intakeId: z.string() });
export const rulesJobSchema = z.strictObject({ kind: z.literal('rules'), org, rulesRunId: z.string() });

/** A job as it travels between threads and processes. */
export const jobSchema: z.ZodType<Job> = z.discriminatedUnion('kind', [
  scoreJobSchema,
  exportJobSchema,
  snapshotJobSchema,
  intakeJobSchema,
  rulesJobSchema,
]);
