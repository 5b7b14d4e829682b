import { BULK_READ_JOB, BULK_WRITE_JOB, RECORDS_PER_CREDIT } from '../shared/credits/price-of-call.ts';
import { BULK_PAGE_ROWS } from '../shared/rest/bulk-read.ts';
import { QUERY_UP_TO_ROWS, ROWS_PER_QUERY } from '../shared/rest/query-rows.ts';
import { MAX_BULK_WRITE_ROWS } from '../shared/rest/bulk-write.ts';
import { planWrite } from '../shared/rest/write-rows.ts';

/** A query for as many rows as one gives. Credits. */
const QUERY = 3;
/** Org, currencies, modules, field lists, two counts, the basis record; polls of jobs. Calls. */
const SMALL_CALLS = 20;
/** Of a sweep that finds nothing new: how much changed, the last minutes' rows once more, and what was deleted. Calls. */
const SWEEP_MODULE_CALLS = 3;

/**
 * PLT-4: what a first run costs when every account's labels are written; later runs write only what changed. An estimate:
 * polling a slow job costs a credit each time.
 */
export function estimateRunCredits({
  accounts,
  otherModules,
}: {
  readonly accounts: number;
  readonly otherModules: readonly number[];
}): number {
  return estimateFullReads([accounts, ...otherModules]) + estimateLabelWrites(accounts).quiet;
}

/** What writing the labels of so many accounts costs: by bulk jobs where they are, or one by one so that workflows hear of each. */
export function estimateLabelWrites(accounts: number): { readonly quiet: number; readonly announced: number } {
  const { bulk, recordsFrom } = planWrite(accounts);
  const bulkJobs = bulk.reduce((sum, [from, to]) => sum + Math.ceil((to - from) / MAX_BULK_WRITE_ROWS), 0);
  const records = Math.ceil((accounts - recordsFrom) / RECORDS_PER_CREDIT);
  return { quiet: bulkJobs * BULK_WRITE_JOB + records, announced: Math.ceil(accounts / RECORDS_PER_CREDIT) };
}

/** What a full run costs before it writes a label; rows by module. */
export function estimateFullReads(rows: readonly number[]): number {
  return SMALL_CALLS + rows.reduce((sum, each) => sum + readCredits(each), 0);
}

/** What looking for changes costs where there are none; modules that are asked about. */
export function estimateSweepCredits(modules: number): number {
  return modules * SWEEP_MODULE_CALLS;
}

/** One module, by queries where they cost less; one more call counts its rows. Polls of jobs are not in it. */
export function readCredits(rows: number): number {
  if (rows <= QUERY_UP_TO_ROWS) return 1 + Math.max(1, Math.ceil(rows / ROWS_PER_QUERY)) * QUERY;
  return 1 + Math.ceil(rows / BULK_PAGE_ROWS) * BULK_READ_JOB;
}
