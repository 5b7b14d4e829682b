import type { OrgKey } from '#core/crm/org-key.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { readIntakePolicy } from '../policies/intake-policy.ts';
import { minuteOfDay, readRefreshPolicy } from '../policies/refresh-policy.ts';
import { figuresOf } from '../refresh/org-figures.ts';
import { priceRefresh } from '../refresh/refresh-price.ts';
import { NEW_REFRESH_STATE, readRefreshState } from '../refresh/refresh-state.ts';
import { readMemory, timetableOf } from '../refresh/timetable.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { readBook, sumSpent, utcDay } from '../shared/credits/credit-book.ts';
import { readCreditBudget } from '../shared/credits/credit-settings.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { nextDue } from '../shared/schedule/due-work.ts';

/**
 * What intake may spend on the present day of UTC, its own spending of that day included: the policy's ceiling, and no more than the
 * day's budget, or the org's whole allowance, leaves beside what runs have spent and the night's run that is still to come will.
 */
export async function dayCeiling(
  ports: Pick<WorkPorts, 'store' | 'clock'>,
  org: OrgKey,
  dailyCredits: number | null,
): Promise<number> {
  const { store, clock } = ports;
  const { mostPerDay: most } = await readIntakePolicy(store, org);
  const budget = await readCreditBudget(store, org);
  const limits = [budget.mostPerDay, dailyCredits].filter((limit) => limit !== null);
  if (limits.length === 0) return most;
  const today = utcDay(clock.now());
  const booked = await readBook(store, org, clock.now(), 1);
  const others = booked.filter(({ runId }) => !isIntake(runId));
  const spent = others.reduce((sum, { byDay }) => sum + sumSpent(byDay[today] ?? {}), 0);
  const left = Math.min(...limits) - spent - (await owedTonight(ports, org, today));
  return Math.max(0, Math.min(most, left));
}

export const INTAKE_RUN = 'intake-';

/** Of all that the credits' book names. */
export function isIntake(runId: string): boolean {
  return runId.startsWith(INTAKE_RUN);
}

/** The night's run that is still to begin on the same day of UTC. Credits. */
async function owedTonight(ports: Pick<WorkPorts, 'store' | 'clock'>, org: OrgKey, today: string): Promise<number> {
  const generation = await readCurrentGeneration(ports, org);
  if (generation === null) return 0;
  const policy = await readRefreshPolicy(ports.store, org);
  const state = (await readRefreshState(ports.store, org))?.value ?? NEW_REFRESH_STATE;
  const timetable = timetableOf(org, policy, generation.value.timeZone ?? 'UTC');
  const memory = await readMemory(ports, org, state, generation.value);
  const { nightly } = nextDue(ports.clock.now(), timetable, memory);
  if (nightly === null || utcDay(nightly) !== today) return 0;
  const figures = figuresOf(generation.value, await readConfiguration(ports.store, org));
  return priceRefresh(figures, state, { nightlyMinute: minuteOfDay(policy.nightlyAt), today }).nightly ?? 0;
}
