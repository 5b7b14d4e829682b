import { BULK_PAGE_ROWS } from '#server-functions/shared/rest/bulk-read.ts';
import { MAX_BULK_WRITE_ROWS } from '#server-functions/shared/rest/bulk-write.ts';
import { MAX_FIELDS_PER_CALL } from '#server-functions/shared/rest/create-fields.ts';

/** Price list of the Zoho CRM API, in credits. */
export const PRICE = {
  call: 1,
  bulkReadJob: 50,
  bulkWriteJob: 500,
  recordsPerCredit: 10,
  /** COQL: 2,000 rows a call for 3 credits, 100,000 rows by one ordering, beyond that from the last id on. */
  coqlRows: 2_000,
  coqlCall: 3,
} as const;

/** Questions no way around: org, currencies, modules, four field lists; who asks: user, org, profile. Calls. */
const METADATA_CALLS = 10;

export interface JobSize {
  readonly accounts: number;
  readonly deals: number;
  /** Accounts whose label fields change. */
  readonly changedAccounts: number;
  readonly newFields: number;
}

/**
 * The fewest credits for which the main job can be had by the price list, whatever the interface: accounts and deals read
 * once for the score, accounts once more for the export with all their fields, changed labels written, missing fields created.
 * Row counts and statuses are taken to be known for free.
 */
export function leastCredits({ accounts, deals, changedAccounts, newFields }: JobSize): number {
  const fields = Math.ceil(newFields / MAX_FIELDS_PER_CALL) * PRICE.call;
  return (
    METADATA_CALLS * PRICE.call + fields + leastRead(accounts) * 2 + leastRead(deals) + leastWrite(changedAccounts)
  );
}

/** A module read once. */
export function leastRead(rows: number): number {
  const bulk = Math.ceil(rows / BULK_PAGE_ROWS) * PRICE.bulkReadJob;
  const coql = Math.ceil(rows / PRICE.coqlRows) * PRICE.coqlCall;
  return Math.min(bulk, coql);
}

/** Labels of so many accounts written once. */
export function leastWrite(rows: number): number {
  const jobs = Math.floor(rows / MAX_BULK_WRITE_ROWS);
  const rest = Math.ceil((rows - jobs * MAX_BULK_WRITE_ROWS) / PRICE.recordsPerCredit);
  return jobs * PRICE.bulkWriteJob + Math.min(rest, PRICE.bulkWriteJob);
}
