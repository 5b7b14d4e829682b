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
