import type { OrgKey } from '#core/crm/org-key.ts';
import { readRefreshPolicy } from '../policies/refresh-policy.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import type { GenerationRecord } from '../score/generation-record.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { REQUESTED_BY_SCHEDULE } from '../score/run-row.ts';
import { startRun } from '../score/start-run.ts';
import { readBook, sumSpent, utcDay } from '../shared/credits/credit-book.ts';
import { readCreditBudget } from '../shared/credits/credit-settings.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import {
  dueWork,
  isFullAgain,
  nextDue,
  type DueWork,
  type ScheduleMemory,
  type Timetable,
} from '../shared/schedule/due-work.ts';
import { createJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { findHeld } from './find-held.ts';
import { figuresOf } from './org-figures.ts';
import { priceRefresh } from './refresh-price.ts';
import {
  NEW_REFRESH_STATE,
  noteSkipped,
  noteStarted,
  readRefreshState,
  REFRESH_STATE_KEY,
  type RefreshState,
  type SkipReason,
} from './refresh-state.ts';
import { settleResults } from './settle-results.ts';
import { readMemory, timetableOf } from './timetable.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Rows of scheduled runs are many: what screens need of them is noted. Milliseconds. */
const KEEP_CHANGES_MS = 14 * DAY_MS;
const KEEP_NIGHTLY_MS = 90 * DAY_MS;

export type RefreshPorts = Pick<FunctionPorts, 'store' | 'clock' | 'queue' | 'logger'>;

/**
 * TEC-5: starts what an org is owed now, or notes why not. Looks at the store alone, so it may be asked as often as one likes,
 * and by several at once: the run of an instant has one name. Before the first run nothing is owed: that one a person starts,
 * who has seen what it costs. Throws `StoreError`.
 */
export async function tickRefresh(ports: RefreshPorts, org: OrgKey): Promise<void> {
  const { store, clock } = ports;
  const generation = await readCurrentGeneration(ports, org);
  if (generation === null) return;
  const now = clock.now();
  const policy = await readRefreshPolicy(store, org);
  const item = await readRefreshState(store, org);
  const before = item?.value ?? NEW_REFRESH_STATE;
  const state = await settleResults(ports, org, before, now);
  const timetable = timetableOf(org, policy, generation.value.timeZone ?? 'UTC');
  const memory = await readMemory(ports, org, state, generation.value);
  const due = dueWork(now, timetable, memory);
  const owed = { state, timetable, memory, generation: generation.value };
  const next = due === null ? state : await begin(ports, org, { due, ...owed });
  // Whoever else noted something meanwhile is right too: what is owed still is looked at again with the next tick.
  if (next !== before) await keep(ports, org, item, next);
}

interface Owed {
  readonly due: DueWork;
  readonly state: RefreshState;
  readonly timetable: Timetable;
  readonly memory: ScheduleMemory;
  readonly generation: GenerationRecord;
}

async function begin(ports: RefreshPorts, org: OrgKey, owed: Owed): Promise<RefreshState> {
  const { due, state } = owed;
  const now = ports.clock.now();
  const skip = (reason: SkipReason): RefreshState => {
    const next = noteSkipped(state, due, reason);
    if (next !== state && next.entries[0]?.times === 1)
      ports.logger.info('refresh.skipped', { dc: org.dc, orgId: org.orgId, reason });
    return next;
  };
  const wait = due.kind === 'nightly' ? null : ((await findHeld(ports, org, owed.generation)) ?? whyWait(due, state));
  if (wait !== null) return skip(wait);
  if (!(await isAffordable(ports, org, owed))) return skip('budgetReached');
  const runId = nameRun(due);
  const { outcome } = await startRun(ports, org, {
    id: runId,
    kind: due.kind === 'nightly' ? 'full' : 'changes',
    requestedBy: REQUESTED_BY_SCHEDULE,
    asOf: null,
    expiresAt: now + (due.kind === 'nightly' ? KEEP_NIGHTLY_MS : KEEP_CHANGES_MS),
  });
  if (outcome === 'alreadyRunning') return skip('runUnderWay');
  const attempt = due.kind === 'nightly' ? due.attempt : 1;
  return noteStarted(state, { kind: due.kind, at: due.at, attempt }, { runId, now });
}

/** Why a sweep would have to read everything, which the night's run does. */
function whyWait(due: DueWork, { nightly, entries }: RefreshState): SkipReason | null {
  if (due.kind === 'nightly' || due.waits === null) return null;
  if (due.waits === 'fullAgain') return 'fullAgain';
  if (due.waits === 'nightly') return 'waitsForNightly';
  const tonight = entries.find(({ runId }) => runId !== null && runId === nightly?.runId);
  return tonight?.result === null ? 'runUnderWay' : 'waitsForNextNightly';
}

/** Of one instant and attempt there is one run, whoever starts it. */
function nameRun(due: DueWork): string {
  const at = new Date(due.at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  if (due.kind === 'sweep') return `run-changes-${at}`;
  return due.attempt === 1 ? `run-nightly-${at}` : `run-nightly-${at}-${due.attempt}`;
}

/** Within what runs may spend (PLT-4). Sweeps leave the credits of a night's run that is still to come on the same day of UTC. */
async function isAffordable({ store, clock }: RefreshPorts, org: OrgKey, owed: Owed): Promise<boolean> {
  const { mostPerRun, mostPerDay } = await readCreditBudget(store, org);
  if (mostPerRun === null && mostPerDay === null) return true;
  const { due, state, timetable, memory, generation } = owed;
  const now = clock.now();
  const today = utcDay(now);
  const figures = figuresOf(generation, await readConfiguration(store, org));
  const price = priceRefresh(figures, state, { nightlyMinute: timetable.nightlyMinute, today });
  const nightly = price.nightly ?? 0;
  const costs = due.kind === 'nightly' || isFullAgain(memory) ? nightly : price.perSweep;
  if (mostPerRun !== null && costs > mostPerRun) return false;
  if (mostPerDay === null) return true;
  const booked = await readBook(store, org, now, 1);
  const spent = booked.reduce((sum, { byDay }) => sum + sumSpent(byDay[today] ?? {}), 0);
  const coming = due.kind === 'nightly' ? null : nextDue(now, timetable, memory).nightly;
  const reserved = coming !== null && utcDay(coming) === today ? nightly : 0;
  return spent + costs + reserved <= mostPerDay;
}

async function keep(
  { store }: RefreshPorts,
  org: OrgKey,
  item: JsonItem<RefreshState> | null,
  next: RefreshState,
): Promise<void> {
  if (item === null) await createJson(store, org, REFRESH_STATE_KEY, next);
  else await replaceJson(store, org, item, next);
}
