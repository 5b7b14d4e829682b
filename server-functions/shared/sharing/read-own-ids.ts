import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CsvSpec } from '#core/columns/csv-spec.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { readBulkPages } from '../rest/bulk-read.ts';
import { DEFAULT_POLL, type PollSchedule } from '../rest/poll.ts';
import { QUERY_UP_TO_ROWS, queryRows } from '../rest/query-rows.ts';
import type { RestSender } from '../rest/send-rest.ts';
import { readZip } from '../zip/read-zip.ts';

/** The records of a module that one user's own token may read. */
export interface OwnIds {
  /** Ascending, each once. */
  readonly ids: BigInt64Array<ArrayBuffer>;
  /** SHA-256 of the ids: what is worked out for them is kept under it. */
  readonly digest: string;
}

export interface OwnIdsOptions {
  /** More rows than this are read by a bulk job of the user's own. */
  readonly queryUpToRows?: number;
  readonly schedule?: PollSchedule;
}

/**
 * PER-3: the ids of a module as the sender's user, by query up to 32,000 and by bulk read beyond, counted against what the CRM
 * says there are. Throws `CrmError`; a reading that failed is never an empty one.
 */
export async function readOwnIds(
  rest: RestSender,
  module: string,
  { queryUpToRows = QUERY_UP_TO_ROWS, schedule = DEFAULT_POLL }: OwnIdsOptions = {},
): Promise<OwnIds> {
  const parts: BigInt64Array[] = [];
  try {
    for await (const { chunks, header } of readParts(rest, module, queryUpToRows, schedule)) {
      const spec: CsvSpec = {
        source: `${module}.csv`,
        separator: ',',
        columns: [{ header, as: 'id', kind: 'id', required: true }],
      };
      for await (const batch of readCsv(chunks, spec)) {
        const column = batch.columns.get('id');
        if (column?.kind === 'id') parts.push(column.values.slice(0, batch.length));
      }
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new CrmError('unreadableAnswer', `the ids of ${module} cannot be read`, { code: cause.problem.code }, cause);
  }
  const ids = distinct(parts);
  return { ids, digest: createHash('sha256').update(new Uint8Array(ids.buffer)).digest('hex') };
}

/** The ids as CSV files, with how each heads them. */
async function* readParts(
  rest: RestSender,
  module: string,
  queryUpToRows: number,
  schedule: PollSchedule,
): AsyncGenerator<{ readonly chunks: AsyncIterable<Uint8Array>; readonly header: string }, void, void> {
  const query = { module, fields: ['id'] };
  // Whoever is new has nothing yet: no reason for a job of 50 credits every five minutes.
  const queried = await queryRows(rest, query, { upToRows: queryUpToRows, emptyToo: true });
  if (queried !== null) return yield { chunks: streamOf(queried), header: 'id' };
  const options = { rest, schedule, wait: pause, downloadGate: noGate };
  for await (const page of readBulkPages(options, query)) {
    // Zoho heads the id column "Id" while its api name is "id".
    const header = page.header.find((name) => name.toLowerCase() === 'id') ?? 'id';
    for await (const { chunks } of readZip(page.path)) yield { chunks, header };
  }
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

async function pause(ms: number): Promise<void> {
  await wait(ms);
}

/** A user's few downloads are paced by the CRM's own 429, which the sender waits out. */
function noGate(): Promise<void> {
  return Promise.resolve();
}

function distinct(parts: readonly BigInt64Array[]): BigInt64Array<ArrayBuffer> {
  const all = new BigInt64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  all.sort();
  let count = 0;
  for (let index = 0; index < all.length; index++)
    if (index === 0 || all[index] !== all[index - 1]) all[count++] = all[index]!;
  return all.slice(0, count);
}
