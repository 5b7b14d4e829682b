import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cancellation } from '#core/cancellation.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { ChangesRequest, TablePart } from '#core/crm/sliced-crm-batch.ts';
import { readZip } from '../zip/read-zip.ts';
import { BULK_PAGE_ROWS, FIRST_PAGE, readBulkPage, tooManyRows } from './bulk-read.ts';
import { formatChangePlace, parseChangePlace, type ChangePlace } from './change-place.ts';
import { askCount, holdsForNone } from './count-records.ts';
import { MODIFIED_FIELD, queryChangedPage, toInstantText } from './query-changes.ts';
import { encodeRecords, isQueryRefusal } from './query-rows.ts';
import {
  readCsvParts,
  settledQuietly,
  streamOf,
  type BulkTableOptions,
  type CsvPart,
  type CsvQuery,
} from './read-csv-parts.ts';

export interface ChangesOptions extends BulkTableOptions {
  /** Up to so many changed rows queries cost less than a bulk job. */
  readonly changesByQueryUpToRows: number;
}

/** Of one part: few, so that little is asked for again after a kill. Queries. */
const PART_QUERIES = 5;

/**
 * `SlicedCrmBatch.readChanges`: counted first, then by queries or, where that costs less, by one bulk job with a criterion.
 * Throws `CrmError`, `limitExceeded` with the code `tooManyChanges` where more has changed than one bulk page holds.
 */
export function readChangedPart(
  options: ChangesOptions,
  { since, ...request }: ChangesRequest,
  from: string | null,
  cancellation?: Cancellation,
): TablePart {
  const following: { place: ChangePlace | null } = { place: null };
  const { batches, end } = readCsvParts(options, request, async function* (query) {
    await requireModifiedTime(options, query.module);
    const second = Math.floor(since / 1_000);
    const begun = from === null ? await chooseReading(options, query.module, second) : parseChangePlace(from);
    cancellation?.throwIfAborted();
    if (begun === null) return;
    const left = begun.inBulk ? begun : yield* queryPart(options, query, begun, cancellation);
    if (left?.inBulk === true) yield* readInBulk(options, query, left.second, cancellation);
    else following.place = left;
  });
  const told = end.then((report) => ({
    report,
    next: following.place === null ? null : formatChangePlace(following.place),
  }));
  return { batches, end: settledQuietly(told) };
}

/** Throws `CrmError`, `invalidField`. */
export async function requireModifiedTime({ fields }: BulkTableOptions, module: string): Promise<void> {
  const known = await fields(module);
  if (known.some(({ apiName }) => apiName === MODIFIED_FIELD)) return;
  throw new CrmError('invalidField', `${module} does not say when its records change`, {
    module,
    api_name: MODIFIED_FIELD,
  });
}

/** Where and how to begin; null = nothing has changed. */
async function chooseReading(
  { rest, changesByQueryUpToRows }: ChangesOptions,
  module: string,
  second: number,
): Promise<ChangePlace | null> {
  const inBulk: ChangePlace = { second, after: null, inBulk: true, rows: null };
  try {
    const since = `${MODIFIED_FIELD} >= '${toInstantText(second)}'`;
    const changed = await askCount(rest, module, since);
    const byQuery = { second, after: null, inBulk: false, rows: changed };
    if (changed === 0) return null;
    if (changed === null) {
      const none = await holdsForNone(rest, module, since);
      return none === null ? inBulk : none ? null : byQuery;
    }
    if (changed > BULK_PAGE_ROWS) throw tooManyRows(module, BULK_PAGE_ROWS);
    return changed > changesByQueryUpToRows ? inBulk : byQuery;
  } catch (error) {
    if (isQueryRefusal(error) && error.details['code'] !== 'tooManyChanges') return inBulk;
    throw error;
  }
}

/** Pages up to a part's rows; gives where to go on, null = that was all. What no query gives is left for a bulk read. */
async function* queryPart(
  { rest }: ChangesOptions,
  query: CsvQuery,
  begun: ChangePlace,
  cancellation: Cancellation | undefined,
): AsyncGenerator<CsvPart, ChangePlace | null, void> {
  let place: ChangePlace | null = begun;
  for (let asked = 0; place !== null && asked < PART_QUERIES; asked++) {
    cancellation?.throwIfAborted();
    const inBulk: ChangePlace = { ...place, after: null, inBulk: true, rows: null };
    let page: Awaited<ReturnType<typeof queryChangedPage>>;
    try {
      page = await queryChangedPage(rest, query, place);
    } catch (error) {
      if (isQueryRefusal(error)) return inBulk;
      throw error;
    }
    const chunk = page === null ? null : encodeRecords([headerOf(query.fields), ...page.records], query.fields);
    if (page === null || chunk === null) return inBulk;
    yield { chunks: streamOf([chunk]), header: query.fields };
    place = page.next;
  }
  return place;
}

function headerOf(fields: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map((field) => [field, field]));
}

/** All that changed since, at one instant: within one job nothing moves. */
async function* readInBulk(
  options: ChangesOptions,
  { module, fields }: CsvQuery,
  second: number,
  cancellation: Cancellation | undefined,
): AsyncGenerator<CsvPart, void, void> {
  const criteria = {
    field: { api_name: MODIFIED_FIELD },
    comparator: 'greater_equal',
    value: toInstantText(second),
  } as const;
  const folder = await mkdtemp(join(tmpdir(), 'lodestar-bulk-'));
  try {
    const { found } = await readBulkPage(options, { module, fields, criteria }, FIRST_PAGE, folder, cancellation);
    if (found === null) return;
    for await (const { chunks } of readZip(found.path)) yield { chunks, header: found.header };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
