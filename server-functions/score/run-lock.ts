import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import { ENDED, runKey, runRowSchema } from './run-row.ts';

const LOCK = 'run-lock';
const lockSchema = z.strictObject({ runId: z.string() });
/** A run shows itself every `RENEW_EVERY_MS`; one that has not for this long is dead, and the next may start. Milliseconds. */
export const LOCK_LEASE_MS = 10 * 60_000;
export const RENEW_EVERY_MS = 60_000;

/** One run at a time in an org. null = it is this run's now; else the run that holds it, `unknown` where that cannot be told. */
export async function takeRunLock(store: Store, org: OrgKey, runId: string, now: number): Promise<string | null> {
  const taken = await createJson(store, org, LOCK, { runId }, now + LOCK_LEASE_MS);
  if (taken.outcome === 'written') return null;
  const held = await readJson(store, org, LOCK, lockSchema);
  const holder = held === null ? null : await readJson(store, org, runKey(held.value.runId), runRowSchema);
  if (held === null || holder === null || !ENDED.has(holder.value.state)) return held?.value.runId ?? 'unknown';
  // It ended, and its worker died before it could give the lock back.
  const stolen = await replaceJson(store, org, held, { runId }, now + LOCK_LEASE_MS);
  return stolen.outcome === 'written' ? null : 'unknown';
}

/** Best effort: losing the lease never breaks the run, since publishing is decided by compare-and-set. */
export async function renewRunLock(store: Store, org: OrgKey, runId: string, now: number): Promise<void> {
  const held = await readJson(store, org, LOCK, lockSchema);
  if (held?.value.runId === runId) await replaceJson(store, org, held, { runId }, now + LOCK_LEASE_MS);
}

/** A lock that another run holds by now stays. */
export async function releaseRunLock(store: Store, org: OrgKey, runId: string): Promise<void> {
  const held = await readJson(store, org, LOCK, lockSchema);
  if (held?.value.runId === runId) await store.remove(org, LOCK, held.revision);
}

/** The run that holds the org's lock; null = none is at work. */
export async function lockHolder(store: Store, org: OrgKey): Promise<string | null> {
  return (await readJson(store, org, LOCK, lockSchema))?.value.runId ?? null;
}
