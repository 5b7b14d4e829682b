import type { Cancellation } from '#core/cancellation.ts';
import type { WriteOutcome, WriteRequest } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { encodeCell } from '#core/export/csv-format.ts';
import { writeZip } from '../zip/write-zip.ts';
import { isLost } from './bulk-read.ts';
import { readWriteResult, type RefusedRow } from './bulk-write-result.ts';
import { poll, type PollSchedule } from './poll.ts';
import type { RestSender } from './send-rest.ts';
import { bulkWriteCreated, bulkWriteJob, uploadAnswer } from './zoho-answers.ts';

/** Zoho CRM API v8, bulk write. Rows of one CSV. */
export const MAX_BULK_WRITE_ROWS = 25_000;

/** Handed to the archive at a time. */
const CHUNK_CHARACTERS = 64 * 1024;

export interface BulkWriteOptions {
  readonly rest: RestSender;
  /** Uploads go to the content server. */
  readonly content: RestSender;
  readonly orgId: () => Promise<string>;
  readonly schedule: PollSchedule;
  readonly wait: (ms: number) => Promise<void>;
  readonly downloadGate: () => Promise<void>;
}

/**
 * Updates rows `[from, to)`, at most 25,000, by one bulk job for each set of columns that rows leave untouched: a CSV cannot
 * say "leave this one". Running a job twice writes the same values twice, so that an unclear answer may be retried.
 */
export async function writeBulk(
  options: BulkWriteOptions,
  request: WriteRequest,
  from: number,
  to: number,
  cancellation?: Cancellation,
): Promise<WriteOutcome> {
  let written = 0;
  const failed: WriteOutcome['failed'][number][] = [];
  for (const { columns, rows } of groupByTouchedColumns(request, from, to)) {
    const run = (): Promise<WriteOutcome> => runJob(options, request, columns, rows, cancellation);
    // A job that failed, or whose result is gone, is worth one more: the same values once again.
    const outcome = await run().catch((error: unknown) => {
      if (!isLost(error)) throw error;
      return run();
    });
    written += outcome.written;
    failed.push(...outcome.failed);
  }
  return { written, failed };
}

interface RowGroup {
  readonly columns: WriteRequest['columns'];
  readonly rows: readonly number[];
}

function groupByTouchedColumns(request: WriteRequest, from: number, to: number): readonly RowGroup[] {
  const groups = new Map<string, { readonly columns: WriteRequest['columns']; readonly rows: number[] }>();
  for (let row = from; row < to; row++) {
    const touched = request.columns.filter(({ values }) => values.at(row) !== undefined);
    const key = touched.map(({ apiName }) => apiName).join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { columns: touched, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()].filter(({ columns }) => columns.length > 0);
}

async function runJob(
  options: BulkWriteOptions,
  request: WriteRequest,
  columns: WriteRequest['columns'],
  rows: readonly number[],
  cancellation: Cancellation | undefined,
): Promise<WriteOutcome> {
  return awaitBulkJob(options, await startBulkJob(options, request, columns, rows), rows.length, cancellation);
}

/** Uploads rows and starts their job, in one go; gives its id. */
export async function startBulkJob(
  options: BulkWriteOptions,
  request: WriteRequest,
  columns = request.columns,
  rows: readonly number[] = [...request.ids.keys()],
): Promise<string> {
  const fileId = await upload(options, await toArchive(request.ids, columns, rows));
  return startJob(options, request, columns, fileId);
}

/** What became of a job's `rows` rows. Throws `CrmError`: `jobFailed` where the CRM gave it up. */
export async function awaitBulkJob(
  options: Pick<BulkWriteOptions, 'rest' | 'schedule' | 'wait' | 'downloadGate'>,
  id: string,
  rows: number,
  cancellation: Cancellation | undefined,
): Promise<WriteOutcome> {
  const jobPath = `/crm/bulk/v8/write/${id}`;
  const job = await poll(
    async () => {
      const answer = await options.rest.read({ method: 'GET', path: jobPath, mustAnswer: true }, bulkWriteJob);
      if (answer?.status === 'FAILED' || answer?.status === 'FAILURE') {
        throw new CrmError('jobFailed', `bulk write ${id} failed`, { id, code: answer.resource[0]?.code });
      }
      return answer?.status === 'COMPLETED' ? answer : null;
    },
    { schedule: options.schedule, wait: options.wait, cancellation, what: `bulk write ${id}` },
  );
  const updated = job.resource.reduce(
    (sum, { file }) => sum + (file?.updated_count ?? 0) + (file?.added_count ?? 0),
    0,
  );
  // All rows arrived: their result file says nothing more, and downloads are rationed.
  if (updated === rows) return { written: updated, failed: [] };
  if (typeof job.result?.download_url !== 'string') {
    throw new CrmError('unreadableAnswer', `bulk write ${id} lost rows without a result`, {
      id,
      sent: rows,
      updated,
    });
  }
  const path = new URL(job.result.download_url, 'https://relative.invalid').pathname;
  const failed = await downloadRefusals(options, id, path, rows);
  return { written: rows - failed.length, failed };
}

async function toArchive(
  ids: BigInt64Array,
  columns: WriteRequest['columns'],
  rows: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  async function* lines(): AsyncGenerator<Uint8Array, void, void> {
    const raw = { escapeFormulas: false };
    let text = `${['id', ...columns.map(({ apiName }) => apiName)].join(',')}\n`;
    for (const row of rows) {
      const cells = columns.map(({ values }) => {
        const value = values.at(row);
        return encodeCell(value === null || value === undefined ? null : String(value), raw);
      });
      text += `${[String(ids[row]), ...cells].join(',')}\n`;
      if (text.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeZip([{ name: 'rows.csv', chunks: lines() }])) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

async function upload(options: BulkWriteOptions, archive: Uint8Array<ArrayBuffer>): Promise<string> {
  const orgId = await options.orgId();
  const answer = await options.content.read(
    {
      method: 'POST',
      path: '/crm/v8/upload',
      mustAnswer: true,
      headers: { feature: 'bulk-write', 'x-crm-org': orgId },
      form: () => {
        const form = new FormData();
        form.append('file', new Blob([archive], { type: 'application/zip' }), 'rows.zip');
        return form;
      },
    },
    uploadAnswer,
  );
  if (answer === null) throw new CrmError('unreadableAnswer', 'the upload was not acknowledged');
  return answer.details.file_id;
}

async function startJob(
  { rest }: BulkWriteOptions,
  request: WriteRequest,
  columns: WriteRequest['columns'],
  fileId: string,
): Promise<string> {
  const mappings = ['id', ...columns.map(({ apiName }) => apiName)].map((apiName, index) => ({
    api_name: apiName,
    index,
  }));
  const answer = await rest.read(
    {
      method: 'POST',
      path: '/crm/bulk/v8/write',
      mustAnswer: true,
      json: {
        operation: 'update',
        // An empty cell clears its field: an account that leaves a label must not keep it.
        ignore_empty: false,
        resource: [
          {
            type: 'data',
            module: { api_name: request.module },
            file_id: fileId,
            find_by: 'id',
            field_mappings: mappings,
          },
        ],
      },
    },
    bulkWriteCreated,
  );
  if (answer === null) throw new CrmError('unreadableAnswer', 'bulk write gave no job');
  return answer.details.id;
}

/** The gate opens before each attempt: the CRM counts requests. A damaged transfer is fetched again. */
async function downloadRefusals(
  { rest, downloadGate }: Pick<BulkWriteOptions, 'rest' | 'downloadGate'>,
  id: string,
  path: string,
  rows: number,
): Promise<readonly RefusedRow[]> {
  return rest.download({ method: 'GET', path, gate: downloadGate }, (body) => readWriteResult(body, id, rows));
}
