import * as z from 'zod';

/** What a worker that is to be killed is told, and what one that lives tells. */
export const killOrderSchema = z.strictObject({
  folder: z.string(),
  crmUrl: z.string(),
  accessToken: z.string(),
  now: z.number(),
  /** Tells this worker's ids from those of others. */
  name: z.string(),
  limits: z.strictObject({
    recordRows: z.int(),
    bulkFromRows: z.int(),
    bulkRows: z.int(),
    settleMs: z.int(),
    techniqueAccounts: z.int(),
  }),
  /** Rows read by queries instead of bulk jobs. */
  queryUpToRows: z.int(),
  /** Rows of one part of a module; null = as the CRM pages them. */
  pageRows: z.int().nullable(),
  /** The operation at which the process is killed, and on which side of it; null = it lives. */
  kill: z.strictObject({ operation: z.int(), side: z.enum(['before', 'after']) }).nullable(),
});
export type KillOrder = z.infer<typeof killOrderSchema>;
export const killReportSchema = z.strictObject({ operations: z.int(), names: z.array(z.string()) });
export type KillReport = z.infer<typeof killReportSchema>;
