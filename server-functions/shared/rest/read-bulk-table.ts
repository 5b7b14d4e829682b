import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cancellation } from '#core/cancellation.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { TableReading, TableRequest } from '#core/crm/crm-batch.ts';
import type { TablePart } from '#core/crm/sliced-crm-batch.ts';
import { readZip } from '../zip/read-zip.ts';
import { FIRST_PAGE, readBulkPage, readBulkPages, type BulkPlace } from './bulk-read.ts';
import { queryRows } from './query-rows.ts';
import {
  readCsvParts,
  settledQuietly,
  streamOf,
  type BulkTableOptions,
  type CsvPart,
  type CsvQuery,
} from './read-csv-parts.ts';
import { readRecordsByIds } from './read-rows.ts';

/** `CrmBatch.readTable` over bulk read, or over queries where those cost less: pages stream through the CSV reader, text codes mean the same in all of them. */
export function readBulkTable(
  options: BulkTableOptions,
  request: TableRequest,
  cancellation?: Cancellation,
): TableReading {
  const { batches, end } = readCsvParts(options, request, (query) => readParts(options, query, cancellation));
  return { batches, report: settledQuietly(end) };
}

/** `SlicedCrmBatch.readPart`: a bulk page, or a small module whole. `from` is "page:job". */
export function readBulkPart(
  options: BulkTableOptions,
  request: TableRequest,
  from: string | null,
  cancellation?: Cancellation,
): TablePart {
  const following: { place: BulkPlace | null } = { place: null };
  const { batches, end } = readCsvParts(options, request, async function* (query) {
    const upToRows = from === null ? options.queryUpToRows : 0;
    const queried = await queryRows(options.rest, query, { upToRows, cancellation });
    if (queried !== null) {
      yield { chunks: streamOf(queried), header: query.fields };
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'lodestar-bulk-'));
    try {
      const { found, next } = await readBulkPage(options, query, parsePlace(from), folder, cancellation);
      following.place = next;
      if (found === null) return;
      for await (const { chunks } of readZip(found.path)) yield { chunks, header: found.header };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
  const told = end.then((report) => ({ report, next: formatPlace(following.place) }));
  return { batches, end: settledQuietly(told) };
}

/** `SlicedCrmBatch.readRows`. */
export async function readBulkRows(
  options: BulkTableOptions,
  request: TableRequest,
  ids: BigInt64Array,
  cancellation?: Cancellation,
): Promise<ColumnTable> {
  const { batches } = readCsvParts(options, request, async function* (query) {
    const found = await readRecordsByIds(options.rest, query, ids, cancellation);
    if (found === null) yield* readParts(options, query, cancellation);
    else yield { chunks: streamOf(found), header: query.fields };
  });
  return collectTable(batches);
}

function formatPlace(place: BulkPlace | null): string | null {
  return place === null ? null : `${place.page}:${place.job ?? ''}`;
}

function parsePlace(text: string | null): BulkPlace {
  const [page = '', job = ''] = text?.split(':') ?? [];
  return text === null ? FIRST_PAGE : { page: Number(page), job: job === '' ? null : job };
}

/** The rows as CSV files, with the header of each. */
async function* readParts(
  options: BulkTableOptions,
  query: CsvQuery,
  cancellation: Cancellation | undefined,
): AsyncGenerator<CsvPart, void, void> {
  const queried = await queryRows(options.rest, query, { upToRows: options.queryUpToRows, cancellation });
  if (queried !== null) return yield { chunks: streamOf(queried), header: query.fields };
  for await (const page of readBulkPages(options, query, cancellation)) {
    for await (const { chunks } of readZip(page.path)) yield { chunks, header: page.header };
  }
}
