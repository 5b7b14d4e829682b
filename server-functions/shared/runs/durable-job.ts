import type * as z from 'zod';
import type { Clock } from '#core/clock.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { readJson, type JsonItem } from '../stores/json-items.ts';
import { FencedError } from './fenced-error.ts';
import type { DurableRow } from './job-state.ts';
import { LEASE_MARGIN_MS, LEASE_MS, RENEW_EVERY_MS } from './lease.ts';

/** A write whose outcome stays unclear this often is a store that does not work. */
const MAX_WRITE_TRIES = 8;

/** One claim of one job: what its worker does with the row. Every write throws `FencedError` once another claim was made. */
export interface DurableJob<Row extends DurableRow> {
  readonly row: Row;
  /** A compare-and-set with a full lease. Writes follow one another: each starts from what the one before has left. */
  save(change: (row: Row) => Row): Promise<void>;
  /** The lease, when it is time for it. */
  renew(): Promise<void>;
  /** Before an effect that no compare-and-set guards: certain that the lease has not run out unnoticed. */
  confirm(): Promise<void>;
  /** Gives it back, with the last change. */
  release(change?: (row: Row) => Row): Promise<void>;
}

export interface JobPlace<Row> {
  readonly store: Store;
  readonly clock: Clock;
  readonly org: OrgKey;
  readonly schema: z.ZodType<Row>;
  /** Until when the row is kept; absent or undefined = for good. Epoch milliseconds. */
  readonly expiresAt?: (row: Row) => number | undefined;
}

/** Used by `claimJob`, which proves that `claimed` is this worker's. */
export function createDurableJob<Row extends DurableRow>(
  { store, clock, org, schema, expiresAt }: JobPlace<Row>,
  claimed: JsonItem<Row>,
): DurableJob<Row> {
  let item = claimed;
  let writing: Promise<unknown> = Promise.resolve();
  const { epoch, holder } = claimed.value.job;

  const write = async (change: (row: Row) => Row): Promise<void> => {
    // Made once: a change that counts must not count twice because an answer was lost.
    let value = change(item.value);
    for (let tries = 0; tries < MAX_WRITE_TRIES; tries++) {
      const text = JSON.stringify(value);
      const result = await store.replace(org, item.key, item.revision, text, expiresAt?.(value));
      if (result.outcome === 'written') {
        item = { key: item.key, value, revision: result.revision };
        return;
      }
      // Whatever the platform said, the row tells: ours, still the old one, or somebody else's.
      const present = await store.read(org, item.key);
      if (present?.revision === item.revision) continue;
      if (present?.value === text) {
        item = { key: item.key, value, revision: present.revision };
        return;
      }
      const found = await readJson(store, org, item.key, schema);
      if (found === null || found.value.job.epoch !== epoch || found.value.job.holder !== holder)
        throw new FencedError(item.key);
      item = found;
      value = change(item.value);
    }
    throw new StoreError('unavailable', `the row ${item.key} cannot be written`);
  };
  const inTurn = (change: (row: Row) => Row): Promise<void> => {
    const turn = writing.then(() => write(change));
    // Whoever saved hears of a failure; the next turn begins all the same.
    writing = turn.catch(() => undefined);
    return turn;
  };
  const leased = (row: Row): Row => ({ ...row, job: { ...row.job, leaseUntil: clock.now() + LEASE_MS } });
  const left = (): number => item.value.job.leaseUntil - clock.now();

  return {
    get row() {
      return item.value;
    },
    save: (change) => inTurn((row) => leased(change(row))),
    async renew() {
      if (left() < LEASE_MS - RENEW_EVERY_MS) await inTurn(leased);
    },
    async confirm() {
      if (left() < LEASE_MARGIN_MS || left() > LEASE_MS) await inTurn(leased);
    },
    release: (change = (row) => row) =>
      inTurn((row) => {
        const changed = change(row);
        return { ...changed, job: { ...changed.job, leaseUntil: 0 } };
      }),
  };
}
