import type { DurableRow } from './job-state.ts';

/**
 * A worker that has not shown itself for this long is taken for dead. Long beside the longest computation that renews nothing
 * (scoring a million accounts), since a lease that ends early costs work; it never costs truth, which the epoch keeps.
 * Milliseconds.
 */
export const LEASE_MS = 5 * 60_000;
/** A worker shows itself this often. Milliseconds. */
export const RENEW_EVERY_MS = 60_000;
/** A worker whose lease has less than this left asks the store before it touches anything else. Milliseconds. */
export const LEASE_MARGIN_MS = 90_000;

/** May somebody else take it? No lease reaches further than `LEASE_MS`: one that does was written under a clock that has been set back. */
export function isFree({ job }: DurableRow, now: number): boolean {
  return job.leaseUntil <= now || job.leaseUntil > now + 2 * LEASE_MS;
}

/** Free, and not about to be claimed by the delivery that it was first put into the queue with. */
export function isAbandoned(row: DurableRow & { readonly requestedAt: string }, now: number): boolean {
  const age = now - Date.parse(row.requestedAt);
  return isFree(row, now) && (row.job.epoch > 0 || age > LEASE_MS || age < 0);
}
