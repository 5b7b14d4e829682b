import * as z from 'zod/mini';
import { messageSchema } from './problem.ts';

/** Accounts per label of a technique, in the admin's order; the last entry is of those without one. */
export const labelCountsSchema = z.array(
  z.object({ labelId: z.nullable(z.string()), accounts: z.int().check(z.gte(0)) }),
);
export type LabelCounts = z.infer<typeof labelCountsSchema>;

/** What the overview tells of a technique. */
export const labelledSchema = z.object({
  labels: labelCountsSchema,
  /** What the run said of it as a whole. */
  warnings: z.catch(z.array(messageSchema), []),
});
export type Labelled = z.infer<typeof labelledSchema>;

export const engagementSchema = z.extend(labelledSchema, {
  /** Points that score 50, and who named them; absent in answers of before. */
  half: z.catch(z.optional(z.number()), undefined),
  halfFrom: z.catch(z.optional(z.enum(['proposed', 'settings'])), undefined),
});
