import type { ColumnTable } from '#core/columns/column-table.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import { PASSING_BATCH_ROWS, type CsvSpec } from '#core/columns/csv-spec.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { createPassingDictionaries } from '#core/columns/passing-dictionaries.ts';
import { createTextDictionaries } from '#core/columns/text-dictionary.ts';
import type { CountedProblem, ReadReport, TableRequest } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import type { ExchangeRateMeaning } from '#core/crm/money.ts';
import type { Problem } from '#core/message.ts';
import type { BulkReadOptions } from './bulk-read.ts';
import { fieldsToAsk, toCsvColumns, withHeaderOf } from './csv-columns.ts';

export interface BulkTableOptions extends BulkReadOptions {
  readonly org: () => Promise<OrgMetadata>;
  readonly fields: (module: string) => Promise<readonly FieldMetadata[]>;
  readonly exchangeRateMeans: ExchangeRateMeaning;
  /** Smaller modules are read by queries, which cost less. 0 = none is. Rows. */
  readonly queryUpToRows: number;
}

export interface CsvQuery {
  readonly module: string;
  readonly fields: readonly string[];
}
/** Rows as a CSV file, and its header. */
export interface CsvPart {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly header: readonly string[];
}

/** Rows of a module from wherever `partsOf` has them; the end resolves after the last batch. */
export function readCsvParts(
  options: BulkTableOptions,
  request: TableRequest,
  partsOf: (query: CsvQuery) => AsyncIterable<CsvPart>,
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
  partsOf: (query: CsvQuery) => AsyncIterable<CsvPart>,
  outcome: Outcome,
): AsyncGenerator<ColumnTable, void, void> {
  const problems = new Map<string, CountedProblem>();
  let rows = 0;
  try {
    const [org, fields] = await Promise.all([options.org(), options.fields(request.module)]);
    const columns = toCsvColumns(request.fields, fields, org, options.exchangeRateMeans);
    const dictionaries = request.passing === true ? createPassingDictionaries() : createTextDictionaries();
    const query = { module: request.module, fields: fieldsToAsk(columns) };
    const specFor = (header: readonly string[]): CsvSpec => ({
      source: `${request.module}.csv`,
      separator: ',',
      dictionaries,
      ...(request.passing === true ? { passing: true, batchRows: PASSING_BATCH_ROWS } : {}),
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

/** Whoever iterates sees an error there; the report repeats it only to those who ask. */
export function settledQuietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Chunks that are there already. */
export async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

function count(problems: Map<string, CountedProblem>, problem: Problem): void {
  const key = `${problem.code} ${String(problem.params['column'] ?? '')}`;
  const known = problems.get(key);
  problems.set(key, known === undefined ? { ...problem, count: 1 } : { ...known, count: known.count + 1 });
}
