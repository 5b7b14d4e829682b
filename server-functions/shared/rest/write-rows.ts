import type { Cancellation } from '#core/cancellation.ts';
import type { WriteOutcome, WriteRequest } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { MAX_BULK_WRITE_ROWS, writeBulk, type BulkWriteOptions } from './bulk-write.ts';
import { writeRecords } from './write-records.ts';

/**
 * Below this many rows the records API costs less than a bulk job: 1 credit per 10 records against 500 a job of up to
 * 25,000 (Zoho CRM API v8). Rows.
 */
export const BULK_WRITE_FROM_ROWS = 5_000;

/** Full bulk jobs, and the rest by whatever is cheaper. */
export function planWrite(
  rows: number,
  bulkFromRows = BULK_WRITE_FROM_ROWS,
): {
  readonly bulk: readonly (readonly [from: number, to: number])[];
  readonly recordsFrom: number;
} {
  const bulk: [number, number][] = [];
  let from = 0;
  while (rows - from >= bulkFromRows) {
    const to = Math.min(from + MAX_BULK_WRITE_ROWS, rows);
    bulk.push([from, to]);
    from = to;
  }
  return { bulk, recordsFrom: from };
}

/** `CrmBatch.write`: which rows failed, and what kept the CRM from taking the rest, is the outcome. */
export async function writeRows(
  options: BulkWriteOptions & { readonly bulkFromRows?: number | undefined },
  request: WriteRequest,
  cancellation?: Cancellation,
): Promise<WriteOutcome> {
  let written = 0;
  const failed: WriteOutcome['failed'][number][] = [];
  const add = (outcome: WriteOutcome): void => {
    written += outcome.written;
    failed.push(...outcome.failed);
  };
  // Whether rows of a bulk job fire workflows is documented nowhere; rows of the records API do.
  const bulkFromRows = request.triggerWorkflows ? Number.POSITIVE_INFINITY : options.bulkFromRows;
  const { bulk, recordsFrom } = planWrite(request.ids.length, bulkFromRows);
  try {
    for (const [from, to] of bulk) {
      cancellation?.throwIfAborted();
      add(await writeBulk(options, request, from, to, cancellation));
    }
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return { written, failed, stopped: error };
  }
  const rest = await writeRecords(options.rest, request, recordsFrom, request.ids.length, cancellation);
  add(rest);
  return { ...rest, written, failed };
}
