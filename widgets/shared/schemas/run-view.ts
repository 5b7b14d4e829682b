import * as z from 'zod/mini';
import { problemSchema } from './problem.ts';

const count = z.catch(z.int(), 0);

/** What people see of a run. States that a later version adds are read as text and shown as "at work". */
export const runViewSchema = z.object({
  id: z.string(),
  state: z.string(),
  progress: z.catch(z.object({ accounts: count, deals: count, lineItems: count }), {
    accounts: 0,
    deals: 0,
    lineItems: 0,
  }),
  /** Known when the CRM could count before. */
  total: z.catch(z.nullable(z.object({ accounts: z.int(), deals: z.int() })), null),
  reason: z.catch(z.nullable(z.string()), null),
  problems: z.catch(z.array(problemSchema), []),
  projection: z.catch(z.nullable(z.object({ of: z.int(), written: z.int(), failed: z.int() })), null),
});
export type RunView = z.infer<typeof runViewSchema>;

const ENDED: ReadonlySet<string> = new Set(['done', 'publishedPartly', 'refused', 'failed', 'cancelled']);

/** Whether the run moves no more. A paused one may. */
export function hasEnded({ state }: Pick<RunView, 'state'>): boolean {
  return ENDED.has(state);
}
