import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cancellation } from '#core/cancellation.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import type { CsvColumn, CsvSpec } from '#core/columns/csv-spec.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { createTextDictionaries } from '#core/columns/text-dictionary.ts';
import type { CountedProblem, FieldRead, ReadReport, TableReading, TableRequest } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import type { ExchangeRateMeaning } from '#core/crm/money.ts';
import type { TablePart } from '#core/crm/sliced-crm-batch.ts';
import type { Problem } from '#core/message.ts';
import { readZip } from '../zip/read-zip.ts';
import { FIRST_PAGE, readBulkPage, readBulkPages, type BulkPlace, type BulkReadOptions } from './bulk-read.ts';
import { queryRows } from './query-rows.ts';
import { readRecordsByIds } from './read-rows.ts';
import { createZoneDay } from './zone-day.ts';

/** Zoho's own fields of a record in a multi-currency org. */
const CURRENCY_FIELD = 'Currency';
const RATE_FIELD = 'Exchange_Rate';

export interface BulkTableOptions extends BulkReadOptions {
  readonly org: () => Promise<OrgMetadata>;
  readonly fields: (module: string) => Promise<readonly FieldMetadata[]>;
  readonly exchangeRateMeans: ExchangeRateMeaning;
  /** Smaller modules are read by queries, which cost less. 0 = none is. Rows. */
  readonly queryUpToRows: number;
}

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

/** Whoever iterates sees an error there; the report repeats it only to those who ask. */
function settledQuietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

interface Query {
  readonly module: string;
  readonly fields: readonly string[];
}
interface CsvPart {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly header: readonly string[];
}

function readCsvParts(
  options: BulkTableOptions,
  request: TableRequest,
  partsOf: (query: Query) => AsyncIterable<CsvPart>,
): { readonly batches: AsyncIterable<ColumnTable>; readonly end: Promise<ReadReport> } {
  const outcome: Outcome = { resolve: () => undefined, reject: () => undefined };
  const end = new Promise<ReadReport>((resolve, reject) => {
    outcome.resolve = resolve;
    outcome.reject = reject;
  });
  return { batches: readAll(options, request, partsOf, outcome), end: settledQuietly(end) };
}

interface Outcome {
  resolve(report: ReadReport): void;
  reject(error: unknown): void;
}

async function* readAll(
  options: BulkTableOptions,
  request: TableRequest,
  partsOf: (query: Query) => AsyncIterable<CsvPart>,
  outcome: Outcome,
): AsyncGenerator<ColumnTable, void, void> {
  const problems = new Map<string, CountedProblem>();
  let rows = 0;
  try {
    const [org, fields] = await Promise.all([options.org(), options.fields(request.module)]);
    const columns = toCsvColumns(request.fields, fields, org, options.exchangeRateMeans);
    const dictionaries = createTextDictionaries();
    const query = { module: request.module, fields: fieldsToAsk(columns) };
    const specFor = (header: readonly string[]): CsvSpec => ({
      source: `${request.module}.csv`,
      separator: ',',
      dictionaries,
      columns: columns.map((column) => withHeaderOf(column, header)),
      onProblem: (problem) => count(problems, problem),
    });
    for await (const { chunks, header } of partsOf(query)) {
      for await (const batch of readCsv(chunks, specFor(header))) {
        rows += batch.length;
        yield batch;
      }
    }
    outcome.resolve({ rows, problems: [...problems.values()] });
  } catch (cause) {
    const error =
      cause instanceof CsvError
        ? new CrmError(
            'unreadableAnswer',
            `the rows of ${request.module} cannot be read`,
            { code: cause.problem.code },
            cause,
          )
        : cause;
    outcome.reject(error);
    throw error;
  } finally {
    // Settles the report of a reading that was abandoned half-way; after the other two it has no effect.
    outcome.reject(new CrmError('jobFailed', 'the reading was not finished'));
  }
}

/** The rows as CSV files, with the header of each. */
async function* readParts(
  options: BulkTableOptions,
  query: Query,
  cancellation: Cancellation | undefined,
): AsyncGenerator<CsvPart, void, void> {
  const queried = await queryRows(options.rest, query, { upToRows: options.queryUpToRows, cancellation });
  if (queried !== null) return yield { chunks: streamOf(queried), header: query.fields };
  for await (const page of readBulkPages(options, query, cancellation)) {
    for await (const { chunks } of readZip(page.path)) yield { chunks, header: page.header };
  }
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

function toCsvColumns(
  reads: readonly FieldRead[],
  fields: readonly FieldMetadata[],
  org: OrgMetadata,
  means: ExchangeRateMeaning,
): readonly CsvColumn[] {
  const byName = new Map(fields.map((field) => [field.apiName, field] as const));
  const hasRates = org.multiCurrency && byName.has(CURRENCY_FIELD);
  const home = org.currencies.find((currency) => currency.isHome);
  const rates = new Map(org.currencies.map((currency) => [currency.isoCode, currency.exchangeRate] as const));
  const toDay = createZoneDay(org.timeZone);
  return reads.map(({ apiName, as, kind }): CsvColumn => {
    const base = { header: apiName, as };
    switch (kind) {
      case 'id':
      case 'text':
      case 'boolean':
        return { ...base, kind };
      case 'number':
        return { ...base, kind, decimalSeparator: 'point' };
      case 'day':
        return byName.get(apiName)?.type === 'instant'
          ? { ...base, kind, format: 'iso-datetime', toDay }
          : { ...base, kind, format: 'yyyy-mm-dd' };
      case 'money': {
        const converted = hasRates && byName.get(apiName)?.type === 'money';
        return {
          ...base,
          kind,
          digits: home?.decimalPlaces ?? 2,
          decimalSeparator: 'point',
          homeCurrency: org.homeCurrency,
          rates,
          means,
          ...(converted ? { currencyHeader: CURRENCY_FIELD } : {}),
          ...(converted && byName.has(RATE_FIELD) ? { rateHeader: RATE_FIELD } : {}),
        };
      }
    }
  });
}

/** Every bulk read gives the id, asked for or not. */
function fieldsToAsk(columns: readonly CsvColumn[]): readonly string[] {
  const names = new Set<string>();
  for (const column of columns) {
    names.add(column.header);
    if (column.kind !== 'money') continue;
    if (column.currencyHeader !== undefined) names.add(column.currencyHeader);
    if (column.rateHeader !== undefined) names.add(column.rateHeader);
  }
  return [...names];
}

/** Zoho heads the id column "Id" while its api name is "id": headers are matched without case. */
function withHeaderOf(column: CsvColumn, header: readonly string[]): CsvColumn {
  const spelt = header.find((name) => name.toLowerCase() === column.header.toLowerCase());
  return spelt === undefined ? column : { ...column, header: spelt };
}

function count(problems: Map<string, CountedProblem>, problem: Problem): void {
  const key = `${problem.code} ${String(problem.params['column'] ?? '')}`;
  const known = problems.get(key);
  problems.set(key, known === undefined ? { ...problem, count: 1 } : { ...known, count: known.count + 1 });
}
