import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Cancellation } from '#core/cancellation.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { readZip } from '../zip/read-zip.ts';
import { isBrokenTransfer, ZipError } from '../zip/zip-error.ts';
import { createRecordCount } from './count-csv-records.ts';
import { poll, type PollSchedule } from './poll.ts';
import type { RestSender } from './send-rest.ts';
import { bulkJobCreated, bulkReadJob } from './zoho-answers.ts';

/** Zoho CRM API v8, bulk read. */
export const BULK_PAGE_ROWS = 200_000;
/** The header of any module is shorter than this. Bytes. */
const MAX_HEADER_BYTES = 64 * 1024;

export interface BulkReadOptions {
  readonly rest: RestSender;
  readonly schedule: PollSchedule;
  readonly wait: (ms: number) => Promise<void>;
  /** Resolves when one more result may be downloaded. */
  readonly downloadGate: () => Promise<void>;
}

/** `criteria`: the rows that satisfy it, one page of them. */
export interface BulkQuery {
  readonly module: string;
  readonly fields: readonly string[];
  readonly criteria?: {
    readonly field: { readonly api_name: string };
    readonly comparator: 'greater_equal';
    readonly value: string;
  };
}

/** One downloaded page: a ZIP whose checksum is proven, and its header as the CRM spells it. The file goes when the next page is asked for. */
export interface BulkPage {
  readonly path: string;
  readonly header: readonly string[];
}

/**
 * A module's rows as result pages of up to 200,000. The next page's job is started before this one is downloaded, so that the
 * CRM works while we read. An archive is checked whole before a row of it is used: a damaged one is downloaded again by the
 * retrying layer, and rows are never counted twice.
 */
export async function* readBulkPages(
  options: BulkReadOptions,
  query: BulkQuery,
  cancellation?: Cancellation,
): AsyncGenerator<BulkPage, void, void> {
  const folder = await mkdtemp(join(tmpdir(), 'lodestar-bulk-'));
  try {
    for (let place: BulkPlace | null = FIRST_PAGE; place !== null;) {
      const read: ReadPage = await readBulkPage(options, query, place, folder, cancellation);
      if (read.found !== null) {
        yield read.found;
        await rm(read.found.path, { force: true });
      }
      place = read.next;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page, and the job that was started for it already. */
export interface BulkPlace {
  readonly page: number;
  readonly job: string | null;
}
export const FIRST_PAGE: BulkPlace = { page: 1, job: null };

interface ReadPage {
  /** null = a page without rows. */
  readonly found: BulkPage | null;
  readonly next: BulkPlace | null;
}

/** One page into `folder`. What comes next can be read by another process: a job is the org's, not its starter's. */
export async function readBulkPage(
  options: BulkReadOptions,
  query: BulkQuery,
  { page, job }: BulkPlace,
  folder: string,
  cancellation?: Cancellation,
): Promise<ReadPage> {
  const path = join(folder, `${page}.zip`);
  const following: { job: string | null } = { job: null };
  const finish = async (id: string): Promise<readonly string[] | null> => {
    const { count, more } = await awaitJob(options, id, cancellation);
    // Which rows satisfy it changes from one job to the next: between two pages some would fall through.
    if (more && query.criteria !== undefined) throw tooManyRows(query.module, BULK_PAGE_ROWS);
    following.job = more ? (following.job ?? (await startJob(options, query, page + 1))) : null;
    return count === 0 ? null : downloadPage(options, id, path, count);
  };
  const header = await finish(job ?? (await startJob(options, query, page))).catch(async (error: unknown) => {
    if (!isLost(error)) throw error;
    return finish(await startJob(options, query, page));
  });
  return {
    found: header === null ? null : { path, header },
    next: following.job === null ? null : { page: page + 1, job: following.job },
  };
}

/** More than is read in one go: whoever asked reads the module whole. */
export function tooManyRows(module: string, limit: number): CrmError {
  return new CrmError('limitExceeded', `more of ${module} has changed than is read in one go`, {
    code: 'tooManyChanges',
    limit,
  });
}

/** A job that failed, or whose result is gone, is worth one more job: its credits against a whole run. */
export function isLost(error: unknown): boolean {
  return error instanceof CrmError && (error.reason === 'jobFailed' || error.reason === 'notFound');
}

async function startJob(
  { rest }: BulkReadOptions,
  { module, fields, criteria }: BulkQuery,
  page: number,
): Promise<string> {
  const answer = await rest
    .read(
      {
        method: 'POST',
        path: '/crm/bulk/v8/read',
        mustAnswer: true,
        json: { query: { module: { api_name: module }, fields, criteria, page }, file_type: 'csv' },
      },
      bulkJobCreated,
    )
    .catch((error: unknown) => {
      throw namesField(error, fields) ? new CrmError('invalidField', error.message, error.details, error) : error;
    });
  const id = answer?.data[0]?.details.id;
  if (id === undefined) throw new CrmError('unreadableAnswer', 'bulk read gave no job');
  return id;
}

/** Zoho says INVALID_DATA for a field that is not there, and names it. */
function namesField(error: unknown, fields: readonly string[]): error is CrmError {
  return (
    error instanceof CrmError && error.reason === 'invalidData' && fields.includes(String(error.details['api_name']))
  );
}

function awaitJob(
  { rest, schedule, wait }: BulkReadOptions,
  id: string,
  cancellation: Cancellation | undefined,
): Promise<{ readonly count: number; readonly more: boolean }> {
  const path = `/crm/bulk/v8/read/${id}`;
  return poll(
    async () => {
      const job = (await rest.read({ method: 'GET', path, mustAnswer: true }, bulkReadJob))?.data[0];
      if (job?.state === 'FAILURE') throw new CrmError('jobFailed', `bulk read ${id} failed`, { id });
      if (job?.state !== 'COMPLETED') return null;
      return { count: job.result?.count ?? 0, more: job.result?.more_records ?? false };
    },
    { schedule, wait, cancellation, what: `bulk read ${id}` },
  );
}

/** Header of the CSV, whose rows are as many as announced. The gate opens before each attempt: the CRM counts requests. */
async function downloadPage(
  { rest, downloadGate }: BulkReadOptions,
  id: string,
  path: string,
  count: number,
): Promise<readonly string[]> {
  return rest.download({ method: 'GET', path: `/crm/bulk/v8/read/${id}/result`, gate: downloadGate }, async (body) => {
    await saveBody(body, path);
    return checkArchive(path, id, count);
  });
}

/** Writes a response body to a file, as fast as the disk takes it. */
export async function saveBody(body: ReadableStream<Uint8Array>, path: string): Promise<void> {
  // One class at run time; the libraries of types of a browser and of Node disagree about its iterator.
  if (!(body instanceof NodeReadableStream)) throw new TypeError('the body is no stream of this platform');
  await pipeline(Readable.fromWeb(body), createWriteStream(path));
}

async function checkArchive(path: string, id: string, count: number): Promise<readonly string[]> {
  let header: readonly string[] | null = null;
  let rows = 0;
  try {
    for await (const entry of readZip(path)) {
      let start = Buffer.alloc(0);
      const counter = createRecordCount();
      for await (const chunk of entry.chunks) {
        if (start.length < MAX_HEADER_BYTES) start = Buffer.concat([start, chunk.subarray(0, MAX_HEADER_BYTES)]);
        counter.add(chunk);
      }
      header ??= headerOf(start.toString('utf8'));
      rows += Math.max(0, counter.records() - 1);
    }
  } catch (cause) {
    if (!(cause instanceof ZipError)) throw cause;
    throw new CrmError(
      isBrokenTransfer(cause) ? 'unreadableAnswer' : 'limitExceeded',
      `the result of bulk read ${id} is no usable archive`,
      { zip: cause.code },
      cause,
    );
  }
  if (header === null || rows !== count) {
    // Sums over a part of the records, or over some of them twice, would look right all the same.
    const details = { code: 'rowsDiffer', announced: count, found: rows };
    throw new CrmError('unreadableAnswer', `the result of bulk read ${id} has other rows than announced`, details);
  }
  return header;
}

/** Api names hold no comma and no quote, so the first line needs no CSV reader. */
function headerOf(text: string): readonly string[] | null {
  const line = text.replace(/^\u{feff}/u, '').split(/\r?\n/, 1)[0] ?? '';
  return line === '' ? null : line.split(',').map((name) => name.replaceAll('"', '').trim());
}
