import type { Clock } from '#core/clock.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createJson } from '../stores/json-items.ts';
import type { NoSqlStore } from './nosql-store.ts';

const DAY_MS = 24 * 60 * 60_000;
/** For the page that is read when the time is over, and for closing the job. Milliseconds. */
const SWEEP_RESERVE_MS = 60_000;

/** Removes what has expired in an org: a whole sweep once a day of UTC, as far as it gets before the job's deadline. */
export async function sweepDaily(store: NoSqlStore, clock: Clock, org: OrgKey, deadline: number): Promise<void> {
  const now = clock.now();
  const until = deadline - SWEEP_RESERVE_MS;
  if (now >= until) return;
  const key = `sweeps/${new Date(now).toISOString().slice(0, 10)}`;
  if ((await store.read(org, key)) !== null) return;
  const { isWhole } = await store.sweepExpired(org, until);
  if (isWhole) await createJson(store, org, key, now, now + DAY_MS);
}
