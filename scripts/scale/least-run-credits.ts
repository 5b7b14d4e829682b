import { leastRead, leastWrite, PRICE } from '#sandbox/once/least-credits.ts';

/** Questions no way around: org, currencies, the fields of accounts and of deals. Calls. */
const METADATA_CALLS = 4;

/**
 * The fewest credits for which a full run can be had by the price list: accounts and deals read once, by bulk jobs or by
 * queries, whichever costs less for that many rows; changed labels written by full bulk jobs, the rest by whatever costs less;
 * the basis record written. How many rows there are, and when a job is done, is taken to be known for free.
 */
export function leastRunCredits({
  accounts,
  deals,
  changedAccounts,
}: {
  readonly accounts: number;
  readonly deals: number;
  readonly changedAccounts: number;
}): number {
  return (
    METADATA_CALLS * PRICE.call + leastRead(accounts) + leastRead(deals) + leastWrite(changedAccounts) + PRICE.call
  );
}

/** Ids of deleted records that one call lists. Source: Zoho CRM API v8. */
const DELETED_PER_CALL = 200;

/**
 * The same for a run of what changed: the changed records read once, the deleted ones listed once, changed labels written. What
 * has not changed is known; that nothing else is gone is one question a module.
 */
export function leastChangesCredits({
  accounts,
  deals,
  deletedAccounts,
  deletedDeals,
  changedAccounts,
}: {
  readonly accounts: number;
  readonly deals: number;
  readonly deletedAccounts: number;
  readonly deletedDeals: number;
  readonly changedAccounts: number;
}): number {
  const listed = (deleted: number): number => Math.max(1, Math.ceil(deleted / DELETED_PER_CALL)) * PRICE.call;
  return (
    METADATA_CALLS * PRICE.call +
    leastRead(accounts) +
    leastRead(deals) +
    listed(deletedAccounts) +
    listed(deletedDeals) +
    leastWrite(changedAccounts) +
    PRICE.call
  );
}
