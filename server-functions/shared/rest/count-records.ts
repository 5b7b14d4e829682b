import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { RestSender } from './send-rest.ts';

/** One row with one number; its key is the CRM's spelling of the aggregate. */
const countAnswer = z.object({ data: z.array(z.record(z.string(), z.unknown())).min(1) });

/** How many records of a module satisfy a COQL condition. Throws `CrmError`. */
export type RecordCounter = (module: string, where: string) => Promise<number>;

/** Counting by COQL: one call whatever the number of records (Zoho CRM API v8, aggregates). */
export function createRecordCounter(rest: RestSender): RecordCounter {
  return async (module, where) => {
    const answer = await rest.read(
      {
        method: 'POST',
        path: '/crm/v8/coql',
        json: { select_query: `select COUNT(id) from ${module} where ${where}` },
      },
      countAnswer,
    );
    // 204: nothing to count.
    if (answer === null) return 0;
    const count = Object.values(answer.data[0] ?? {})
      .map(Number)
      .find(Number.isSafeInteger);
    if (count === undefined) throw new CrmError('unreadableAnswer', 'the CRM gave no count', { module });
    return count;
  };
}
