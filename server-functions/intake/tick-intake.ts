import type { OrgKey } from '#core/crm/org-key.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { readIntakePolicy } from '../policies/intake-policy.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { lockHolder } from '../score/run-lock.ts';
import { REQUESTED_BY_SCHEDULE } from '../score/run-row.ts';
import { utcDay } from '../shared/credits/credit-book.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { INTAKE_RUN } from './day-ceiling.ts';
import { forgetIntake } from './forget-intake.ts';
import { readLatestIntake, startIntake } from './start-intake.ts';

/** One that broke is owed again after so long, and so often in a day. Milliseconds; times. */
const RETRY_AFTER_MS = 60 * 60_000;
const MAX_ATTEMPTS = 4;

/**
 * VOC-3: begins the day's intake where the org wants one: once a day of UTC, as credits are counted, after the first run and while no
 * other one is at work. Of a day and attempt there is one intake, whoever starts it. Where it has been off for long, what was read is removed.
 * Looks at store and blob alone. Throws `StoreError`.
 */
export async function tickIntake(
  ports: Pick<FunctionPorts, 'store' | 'blob' | 'clock' | 'queue'>,
  org: OrgKey,
): Promise<void> {
  const { store, clock } = ports;
  const policy = await readIntakePolicy(store, org);
  if (policy.state === 'off') {
    await forgetIntake(ports, org, policy);
    return;
  }
  const day = utcDay(clock.now());
  const attempt = await nextAttempt(ports, org, day);
  if (attempt === null) return;
  if ((await readCurrentGeneration(ports, org)) === null) return;
  if (((await readConfiguration(store, org))?.mapping.contacts ?? null) === null) return;
  if ((await lockHolder(store, org)) !== null) return;
  const id = nameIntake(day, attempt);
  await startIntake(ports, org, { id, requestedBy: REQUESTED_BY_SCHEDULE });
}

export function nameIntake(day: string, attempt: number): string {
  const name = `${INTAKE_RUN}${day.replaceAll('-', '')}`;
  return attempt === 1 ? name : `${name}-${attempt}`;
}

/** null = nothing is owed on this day, or not yet. */
async function nextAttempt(
  ports: Pick<FunctionPorts, 'store' | 'clock'>,
  org: OrgKey,
  day: string,
): Promise<number | null> {
  const latest = (await readLatestIntake(ports, org))?.value ?? null;
  if (latest === null) return 1;
  const first = nameIntake(day, 1);
  if (!latest.id.startsWith(first)) return utcDay(Date.parse(latest.requestedAt)) === day ? null : 1;
  if (latest.state !== 'failed' || latest.endedAt === null) return null;
  const attempt = Number(latest.id.slice(first.length + 1) || '1') + 1;
  const isTime = ports.clock.now() >= Date.parse(latest.endedAt) + RETRY_AFTER_MS;
  return attempt <= MAX_ATTEMPTS && isTime ? attempt : null;
}
