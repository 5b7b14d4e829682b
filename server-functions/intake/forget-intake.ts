import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { DecidedIntakePolicy } from '../policies/intake-policy.ts';
import { wishJob } from '../shared/jobs/job-control.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import { INTAKE_BLOBS, readCurrentIntake } from './intake-manifest.ts';
import { isIntakeOver } from './intake-row.ts';
import { readLatestIntake } from './start-intake.ts';

/**
 * Switched off by mistake or for some days, nothing has to be paid for again. After that no intake comes to remove what is too old or
 * of somebody who was deleted, so that all of it goes. Milliseconds.
 */
const KEPT_WHEN_OFF_MS = 7 * 24 * 60 * 60_000;

/** Which decision was followed to its end, so that a minute's tick has one item to read. */
const FORGOTTEN = 'intake/forgotten';
const forgottenSchema = z.strictObject({ decidedAt: z.string() });

/**
 * Removes whatever an org's intakes have read, once reading has been off for so long: the pointer first, so that nobody begins to read
 * what is about to go. One that never ended is cancelled before. Whoever is killed in between begins again. Costs no credits. Throws `StoreError`.
 */
export async function forgetIntake(
  { store, blob, clock }: Pick<WorkPorts, 'store' | 'blob' | 'clock'>,
  org: OrgKey,
  { state, changedAt }: Pick<DecidedIntakePolicy, 'state' | 'changedAt'>,
): Promise<void> {
  if (state !== 'off' || changedAt === null || clock.now() < Date.parse(changedAt) + KEPT_WHEN_OFF_MS) return;
  const done = await readJson(store, org, FORGOTTEN, forgottenSchema);
  if (done?.value.decidedAt === changedAt) return;
  const latest = (await readLatestIntake({ store }, org))?.value ?? null;
  if (latest !== null && !isIntakeOver(latest)) {
    await wishJob(store, org, latest.id, 'cancel', clock.now());
    return;
  }
  const current = await readCurrentIntake({ store }, org);
  if (current !== null) await store.remove(org, current.key, current.revision);
  for (const { key } of await blob.list(org, INTAKE_BLOBS)) await blob.remove(org, key);
  // Where the answer was lost it still stands, and the next tick removes it.
  if ((await readCurrentIntake({ store }, org)) !== null) return;
  const value = { decidedAt: changedAt };
  if (done === null) await createJson(store, org, FORGOTTEN, value);
  else await replaceJson(store, org, done, value);
}
