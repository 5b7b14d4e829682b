import type { OrgKey } from '#core/crm/org-key.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { minuteOfDay, readRefreshPolicy } from '../policies/refresh-policy.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { lockHolder } from '../score/run-lock.ts';
import { REQUESTED_BY_SCHEDULE } from '../score/run-row.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createZoneDay, knownZone } from '../shared/rest/zone-day.ts';
import { createZoneClock } from '../shared/schedule/zone-clock.ts';
import { readStandingRules } from './rules-store.ts';
import { readLatestRulesRun, startRulesRun } from './start-rules-run.ts';

/** One that broke is owed again after so long, and so often in a day. Milliseconds; times. */
const RETRY_AFTER_MS = 60 * 60_000;
const MAX_ATTEMPTS = 4;

/**
 * ENG-4: rules act from now on. Once a day of the org, after the hour of the night's run and beside no other run, records that have changed
 * are judged anew. Of a day and attempt there is one run, whoever starts it. Looks at the store alone. Throws `StoreError`.
 */
export async function tickRules(ports: Pick<FunctionPorts, 'store' | 'clock' | 'queue'>, org: OrgKey): Promise<void> {
  const { store, clock } = ports;
  const standing = await readStandingRules(store, org);
  if (standing === null || !standing.rules.rules.some(({ active }) => active)) return;
  const generation = await readCurrentGeneration(ports, org);
  if (generation === null || (await readConfiguration(store, org)) === null) return;
  const zone = knownZone(generation.value.timeZone ?? 'UTC');
  const { nightlyAt } = await readRefreshPolicy(store, org);
  if (createZoneClock(zone).minuteOf(clock.now()) < minuteOfDay(nightlyAt)) return;
  const day = formatIsoDay(createZoneDay(zone)(clock.now()));
  const attempt = await nextAttempt(ports, org, day);
  if (attempt === null || (await lockHolder(store, org)) !== null) return;
  const id = nameRulesRun(day, attempt);
  await startRulesRun(ports, org, { id, kind: 'changes', requestedBy: REQUESTED_BY_SCHEDULE, estimated: null });
}

/** What all runs of the rules are called by first, those that people ask for too. */
export const RULES_RUN = 'rules';

/** Of all that the credits' book names. */
export function isRulesRun(runId: string): boolean {
  return runId.startsWith(`${RULES_RUN}-`);
}

function nameRulesRun(day: string, attempt: number): string {
  const name = `${RULES_RUN}-${day.replaceAll('-', '')}`;
  return attempt === 1 ? name : `${name}-${attempt}`;
}

/** null = nothing is owed on this day, or not yet. */
async function nextAttempt(
  ports: Pick<FunctionPorts, 'store' | 'clock'>,
  org: OrgKey,
  day: string,
): Promise<number | null> {
  const first = nameRulesRun(day, 1);
  const latest = (await readLatestRulesRun(ports, org))?.value ?? null;
  if (latest === null || !latest.id.startsWith(first)) return 1;
  if (latest.state !== 'failed' || latest.endedAt === null) return null;
  const attempt = Number(latest.id.slice(first.length + 1) || '1') + 1;
  const isTime = ports.clock.now() >= Date.parse(latest.endedAt) + RETRY_AFTER_MS;
  return attempt <= MAX_ATTEMPTS && isTime ? attempt : null;
}
