import type { RecordPut } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseAnswer, type RestSender } from './send-rest.ts';
import { toCrmError } from './to-crm-error.ts';
import { rowsAnswer } from './zoho-answers.ts';

/** `CrmBatch.putRecord` by upsert: the same call twice leaves the same record, so that an unclear answer may be retried. */
export async function putRecord(rest: RestSender, { module, match, values }: RecordPut): Promise<void> {
  const path = `/crm/v8/${module}/upsert`;
  const answer = await rest.send({
    method: 'POST',
    path,
    accept: [400],
    json: {
      data: [{ ...values, [match.apiName]: match.value }],
      duplicate_check_fields: [match.apiName],
      trigger: [],
    },
  });
  const rows = rowsAnswer.safeParse(answer.body);
  if (!rows.success) {
    if (answer.status === 400) throw toCrmError(answer.status, answer.body);
    parseAnswer(rowsAnswer, answer.body, path);
    return;
  }
  const [row] = rows.data.data;
  if (row === undefined) throw new CrmError('unreadableAnswer', 'the CRM answered for no row', { module });
  if (row.status !== 'success' && row.code !== 'SUCCESS') {
    throw new CrmError('invalidData', `the CRM did not take the record: ${row.code}`, { code: row.code, module });
  }
}
