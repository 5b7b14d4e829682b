import type { IdSource } from '#core/clock.ts';
import { readJson } from '../stores/json-items.ts';
import { createDurableJob, type DurableJob, type JobPlace } from './durable-job.ts';
import type { DurableRow } from './job-state.ts';
import { isFree, LEASE_MS } from './lease.ts';

/** Two that claim at once settle it in one round; more rounds mean that others keep winning. */
const MAX_CLAIMS = 4;

export type Claim<Row extends DurableRow> =
  | { readonly kind: 'claimed'; readonly job: DurableJob<Row> }
  /** Nothing to do: unknown, or at its end. */
  | { readonly kind: 'over' }
  /** Another worker is at it. */
  | { readonly kind: 'held' };

/**
 * Takes a job up, whoever had it before: a compare-and-set raises its epoch, which shuts every earlier claim out. Deliveries may
 * come twice; the second finds `held` or `over`.
 */
export async function claimJob<Row extends DurableRow>(
  place: JobPlace<Row> & { readonly ids: IdSource },
  key: string,
  isOver: (row: Row) => boolean,
): Promise<Claim<Row>> {
  const { store, clock, org, schema, ids, expiresAt } = place;
  const holder = ids.next('worker');
  for (let tries = 0; tries < MAX_CLAIMS; tries++) {
    const found = await readJson(store, org, key, schema);
    if (found === null) return { kind: 'over' };
    const { job } = found.value;
    // An earlier try of ours whose outcome was unknown has arrived after all.
    if (job.holder === holder) return { kind: 'claimed', job: createDurableJob(place, found) };
    if (isOver(found.value)) return { kind: 'over' };
    const now = clock.now();
    if (!isFree(found.value, now)) return { kind: 'held' };
    const claimed = { ...job, epoch: job.epoch + 1, holder, leaseUntil: now + LEASE_MS, attempts: job.attempts + 1 };
    const value = { ...found.value, job: claimed };
    const result = await store.replace(org, key, found.revision, JSON.stringify(value), expiresAt?.(value));
    if (result.outcome === 'written')
      return { kind: 'claimed', job: createDurableJob(place, { key, value, revision: result.revision }) };
  }
  return { kind: 'held' };
}
