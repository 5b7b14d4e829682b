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

const DAY_MS = 86_400_000;

/**
 * What intake may spend on the present day of UTC, its own spending of that day included: the policy's ceiling, and no more than the
 * day's budget, or the org's whole allowance, leaves beside what runs have spent and what keeping labels fresh is still going to.
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
  const left = Math.min(...limits) - spent - (await owedToRuns(ports, org, today));
  return Math.max(0, Math.min(most, left));
}

export const INTAKE_RUN = 'intake-';

/** Of all that the credits' book names. */
export function isIntake(runId: string): boolean {
  return runId.startsWith(INTAKE_RUN);
}

/** What is still to come on the same day of UTC: the night's run, and for the rest of the day looks for changes with what they write. Credits. */
async function owedToRuns(ports: Pick<WorkPorts, 'store' | 'clock'>, org: OrgKey, today: string): Promise<number> {
  const generation = await readCurrentGeneration(ports, org);
  if (generation === null) return 0;
  const now = ports.clock.now();
  const policy = await readRefreshPolicy(ports.store, org);
  const state = (await readRefreshState(ports.store, org))?.value ?? NEW_REFRESH_STATE;
  const timetable = timetableOf(org, policy, generation.value.timeZone ?? 'UTC');
  const memory = await readMemory(ports, org, state, generation.value);
  const figures = figuresOf(generation.value, await readConfiguration(ports.store, org));
  const price = priceRefresh(figures, state, { nightlyMinute: minuteOfDay(policy.nightlyAt), today });
  const { nightly } = nextDue(now, timetable, memory);
  const night = nightly !== null && utcDay(nightly) === today ? (price.nightly ?? 0) : 0;
  const option = price.options.find(({ everyMinutes }) => everyMinutes === policy.everyMinutes);
  const restOfDay = 1 - (now % DAY_MS) / DAY_MS;
  return night + Math.ceil(((option?.sweeps ?? 0) + (price.projection ?? 0)) * restOfDay);
}
