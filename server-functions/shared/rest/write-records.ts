import type { Cancellation } from '#core/cancellation.ts';
import type { WriteOutcome, WriteRequest } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseAnswer, type RestSender } from './send-rest.ts';
import { toCrmError } from './to-crm-error.ts';
import { rowsAnswer, type ZohoRow } from './zoho-answers.ts';

/** Zoho CRM API v8, writes. */
export const MAX_RECORDS_PER_CALL = 100;
/** Calls handed to the sender at a time; it decides how many really run. */
const CALLS_AT_A_TIME = 10;

/**
 * Updates rows `[from, to)` by the records API. Rows answer one by one (200, 207, or 400 where all fail). A call that fails ends
 * the writing; what the others wrote stays counted.
 */
export async function writeRecords(
  rest: RestSender,
  request: WriteRequest,
  from: number,
  to: number,
  cancellation?: Cancellation,
): Promise<WriteOutcome> {
  const outcome: { written: number; failed: WriteOutcome['failed'][number][] } = { written: 0, failed: [] };
  const step = MAX_RECORDS_PER_CALL * CALLS_AT_A_TIME;
  for (let start = from; start < to; start += step) {
    cancellation?.throwIfAborted();
    const calls: { readonly first: number; readonly rows: Promise<readonly ZohoRow[]> }[] = [];
    const end = Math.min(start + step, to);
    for (let first = start; first < end; first += MAX_RECORDS_PER_CALL) {
      calls.push({ first, rows: updateCall(rest, request, first, Math.min(first + MAX_RECORDS_PER_CALL, end)) });
    }
    const answers = await Promise.allSettled(calls.map(({ rows }) => rows));
    let stopped: CrmError | null = null;
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'rejected') {
        if (!(answer.reason instanceof CrmError)) throw answer.reason;
        stopped ??= answer.reason;
        continue;
      }
      for (const [offset, row] of answer.value.entries()) {
        const id = String(request.ids[(calls[index]?.first ?? start) + offset]);
        if (row.status === 'success' || row.code === 'SUCCESS') outcome.written++;
        else outcome.failed.push({ id, code: row.code, message: row.message });
      }
    }
    if (stopped !== null) return { ...outcome, stopped };
  }
  return outcome;
}

async function updateCall(
  rest: RestSender,
  request: WriteRequest,
  from: number,
  to: number,
): Promise<readonly ZohoRow[]> {
  const path = `/crm/v8/${request.module}`;
  const data = [];
  for (let row = from; row < to; row++) data.push(toRecord(request, row));
  const answer = await rest.send({
    method: 'PUT',
    path,
    accept: [400],
    json: { data, ...(request.triggerWorkflows ? {} : { trigger: [] }) },
  });
  const rows = rowsAnswer.safeParse(answer.body);
  if (!rows.success) {
    // A 400 without rows speaks of the whole call.
    if (answer.status === 400) throw toCrmError(answer.status, answer.body);
    return parseAnswer(rowsAnswer, answer.body, path).data;
  }
  if (rows.data.data.length !== to - from) {
    throw new CrmError('unreadableAnswer', 'the CRM answered for another number of rows', {
      sent: to - from,
      answered: rows.data.data.length,
    });
  }
  return rows.data.data;
}

function toRecord(request: WriteRequest, row: number): Record<string, string | number | null> {
  const record: Record<string, string | number | null> = { id: String(request.ids[row]) };
  for (const { apiName, values } of request.columns) {
    const value = values.at(row);
    if (value !== undefined) record[apiName] = value;
  }
  return record;
}
