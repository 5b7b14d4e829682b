import { localDayAt } from '../quotas/local-day.ts';
import { lastNightly, nextNightly } from './nightly-slot.ts';

const MINUTE_MS = 60_000;
/** A nightly run that broke is owed again after so long, and so often. Milliseconds; times. */
const RETRY_AFTER_MS = 60 * MINUTE_MS;
const MAX_NIGHTLY_ATTEMPTS = 4;
/** Sweeps that read everything for the same reason: from the second on the reason is taken to last; so many until the night. */
const LASTING_FROM = 2;
const MAX_FULL_SWEEPS = 4;

/** What an org wants: how often changes are swept, and when its night's run begins. */
export interface Timetable {
  /** null = changes wait for the night's run. */
  readonly everyMinutes: number | null;
  /** Minutes after midnight in the org's zone. */
  readonly nightlyMinute: number;
  readonly timeZone: string;
  /** Added to every instant, so that orgs do not all begin at once. Milliseconds, below 15 minutes. */
  readonly phaseMs: number;
}

/** What is known of the past. Instants in epoch milliseconds. */
export interface ScheduleMemory {
  /** Instant of the last sweep that was started or skipped. */
  readonly sweptAt: number | null;
  /** The last night's run that was started: what it was named by, how often it was tried and when last. */
  readonly nightly: { readonly at: number; readonly attempts: number; readonly triedAt: number } | null;
  /** That run ended without having published. */
  readonly nightlyBroke: boolean;
  /** When a full run was last published, whoever asked for it. */
  readonly fullAt: number;
  /** The day that the published labels are of. Epoch day. */
  readonly asOfDay: number;
  /** Somebody chose that day: its labels stay until the next night. */
  readonly asOfChosen: boolean;
  /** Sweeps that read everything, in a row and for one reason: how many, and when the last ended. null = the last one did not. */
  readonly fullSweeps: { readonly times: number; readonly endedAt: number } | null;
}

export type DueWork =
  | { readonly kind: 'nightly'; readonly at: number; readonly attempt: number }
  | { readonly kind: 'sweep'; readonly at: number; readonly waits: SweepWait | null };

/**
 * The labels are of another day, which only a night's run changes: today's, or a later one where today's brought nothing.
 * `fullAgain`: it would read everything for a reason that lasts, which is tried as often as a night's run that broke.
 */
export type SweepWait = 'nightly' | 'nextNightly' | 'fullAgain';

/**
 * What an org is owed at an instant; null = nothing yet. The night's run comes once in each day of the org's zone, however long
 * that day is and whatever zone it was in before; what was missed is made up for once, not as often as it was missed. A sweep
 * between midnight and the night's run would have to read everything, since recency counts from the day: it waits.
 */
export function dueWork(now: number, timetable: Timetable, memory: ScheduleMemory): DueWork | null {
  const nightly = dueNightly(now, timetable, memory);
  if (nightly !== null) return nightly;
  const at = lastSweep(now, timetable);
  if (at === null || at <= Math.max(memory.sweptAt ?? 0, memory.fullAt)) return null;
  return { kind: 'sweep', at, waits: sweepWait(now, timetable, memory) };
}

function sweepWait(now: number, timetable: Timetable, memory: ScheduleMemory): SweepWait | null {
  const today = localDayAt(now, timetable.timeZone);
  if (today.day === memory.asOfDay) return now < fullSweepFrom(memory) ? 'fullAgain' : null;
  const { nightly } = nextDue(now, timetable, memory);
  return nightly !== null && nightly < today.endsAt ? 'nightly' : 'nextNightly';
}

/** When something is owed next; for screens. */
export function nextDue(
  now: number,
  timetable: Timetable,
  memory: ScheduleMemory,
): { readonly nightly: number | null; readonly sweep: number | null } {
  const { phaseMs, timeZone, nightlyMinute } = timetable;
  const slot = nextNightly(now - phaseMs, timeZone, nightlyMinute);
  const regular = slot === null ? null : slot.at + phaseMs;
  const { nightly: tried } = memory;
  const mayRetry = tried !== null && memory.nightlyBroke && tried.attempts < MAX_NIGHTLY_ATTEMPTS;
  const isOwed = mayRetry && !isMadeUpFor(tried.at, localDayAt(tried.at - phaseMs, timeZone).day, memory);
  const retry = isOwed ? tried.triedAt + RETRY_AFTER_MS : null;
  const coming = retry === null || regular === null ? regular : Math.min(regular, retry);
  const nightly = dueNightly(now, timetable, memory) === null ? coming : now;
  const day = localDayAt(now, timeZone);
  const next = nextSweep(now, timetable, fullSweepFrom(memory));
  const isToday = day.day === memory.asOfDay && next !== null && next < day.endsAt;
  // From midnight on it waits for the night's run.
  return { nightly, sweep: isToday ? next : null };
}

/** Sweeps of a day at most: whole days, less what lies between midnight and the night's run. */
export function sweepsPerDay({
  everyMinutes,
  nightlyMinute,
}: Pick<Timetable, 'everyMinutes' | 'nightlyMinute'>): number {
  return everyMinutes === null ? 0 : Math.floor((24 * 60 - nightlyMinute) / everyMinutes);
}

/** Whether a sweep is taken to read everything, as those before it did; whoever asks what it costs has to know. */
export function isFullAgain({ fullSweeps, fullAt }: Pick<ScheduleMemory, 'fullSweeps' | 'fullAt'>): boolean {
  // What somebody read in full since may have settled it.
  return fullSweeps !== null && fullSweeps.times >= LASTING_FROM && fullSweeps.endedAt >= fullAt;
}

/** From when on sweeps may begin again; infinite = not before the night's run. */
function fullSweepFrom(memory: ScheduleMemory): number {
  const { fullSweeps } = memory;
  if (fullSweeps === null || !isFullAgain(memory)) return 0;
  return fullSweeps.times >= MAX_FULL_SWEEPS ? Number.POSITIVE_INFINITY : fullSweeps.endedAt + RETRY_AFTER_MS;
}

function dueNightly(
  now: number,
  { phaseMs, timeZone, nightlyMinute }: Timetable,
  memory: ScheduleMemory,
): DueWork | null {
  const { nightly, nightlyBroke } = memory;
  const slot = lastNightly(now - phaseMs, timeZone, nightlyMinute);
  if (slot === null) return null;
  const at = slot.at + phaseMs;
  if (isMadeUpFor(at, slot.day, memory)) return null;
  // The day that its run had in the zone of today: a changed hour or zone gives no second one.
  if (nightly === null || localDayAt(nightly.at - phaseMs, timeZone).day < slot.day)
    return { kind: 'nightly', at, attempt: 1 };
  const again = nightlyBroke && nightly.attempts < MAX_NIGHTLY_ATTEMPTS && now >= nightly.triedAt + RETRY_AFTER_MS;
  return again ? { kind: 'nightly', at: nightly.at, attempt: nightly.attempts + 1 } : null;
}

/** Everything was read since, and for that day: a run that began before midnight may end after the night's instant. */
function isMadeUpFor(at: number, day: number, { fullAt, asOfDay, asOfChosen }: ScheduleMemory): boolean {
  return at <= fullAt && (asOfDay >= day || asOfChosen);
}

/** The first after `now` that is not before `from`. */
function nextSweep(now: number, timetable: Timetable, from: number): number | null {
  const last = lastSweep(now, timetable);
  if (last === null || timetable.everyMinutes === null) return null;
  const every = timetable.everyMinutes * MINUTE_MS;
  return last + every + Math.max(0, Math.ceil((from - last - every) / every)) * every;
}

function lastSweep(now: number, { everyMinutes, phaseMs }: Timetable): number | null {
  if (everyMinutes === null) return null;
  const every = everyMinutes * MINUTE_MS;
  return Math.floor((now - phaseMs) / every) * every + phaseMs;
}
