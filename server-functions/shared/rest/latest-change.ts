import { CrmError } from '#core/crm/crm-error.ts';
import { MODIFIED_FIELD } from './query-changes.ts';
import { requireAnAnswer } from './read-deleted.ts';
import type { RestSender } from './send-rest.ts';
import { recordsAnswer } from './zoho-answers.ts';

/** `SlicedCrmBatch.latestChange`: one record, for one credit. */
export async function readLatestChange(rest: RestSender, module: string): Promise<number | null> {
  const query = { fields: MODIFIED_FIELD, sort_by: MODIFIED_FIELD, sort_order: 'desc', per_page: '1' };
  const request = { method: 'GET', path: `/crm/v8/${module}`, query } as const;
  const answer = (await rest.read(request, recordsAnswer)) ?? (await rest.read(request, recordsAnswer));
  if (answer === null) await requireAnAnswer(rest);
  const [newest] = answer?.data ?? [];
  if (newest === undefined) return null;
  const ms = Date.parse(String(newest[MODIFIED_FIELD]));
  if (Number.isNaN(ms))
    throw new CrmError('invalidField', `${module} does not say when its records change`, {
      module,
      api_name: MODIFIED_FIELD,
    });
  return ms;
}
