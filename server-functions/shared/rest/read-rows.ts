import type { Cancellation } from '#core/cancellation.ts';
import { encodeRecords } from './query-rows.ts';
import type { RestSender } from './send-rest.ts';
import { recordsAnswer } from './zoho-answers.ts';

/** Zoho CRM API v8, get records: ids and fields of one call, for one credit. */
const IDS_PER_CALL = 100;
const FIELDS_PER_CALL = 50;
/** Up to here asking by ids costs less than a bulk read of a page (Zoho CRM API v8, credits). Ids. */
const ASK_UP_TO_IDS = 5_000;

/**
 * Records by their ids, as the CSV that a bulk read would give; ids that are gone have no row. null = read the module in bulk:
 * too many of them, or values whose exact text JSON does not carry.
 */
export async function readRecordsByIds(
  rest: RestSender,
  { module, fields }: { readonly module: string; readonly fields: readonly string[] },
  ids: BigInt64Array,
  cancellation: Cancellation | undefined,
): Promise<readonly Uint8Array[] | null> {
  if (ids.length > ASK_UP_TO_IDS || fields.length > FIELDS_PER_CALL) return null;
  const chunks: Uint8Array[] = [];
  const header = encodeRecords([Object.fromEntries(fields.map((field) => [field, field]))], fields);
  if (header === null) return null;
  chunks.push(header);
  for (let from = 0; from < ids.length; from += IDS_PER_CALL) {
    cancellation?.throwIfAborted();
    const query = { ids: [...ids.subarray(from, from + IDS_PER_CALL)].join(','), fields: fields.join(',') };
    const answer = await rest.read({ method: 'GET', path: `/crm/v8/${module}`, query }, recordsAnswer);
    const rows = encodeRecords(answer?.data ?? [], fields);
    if (rows === null) return null;
    chunks.push(rows);
  }
  return chunks;
}
