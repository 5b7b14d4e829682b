import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { RUN_STATES } from '../score/run-row.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';

export const REFRESH_STATE_KEY = 'refresh/state';
/** Half a day of sweeps every 15 minutes; some 250 bytes each, far below an item's 100 KB. Entries. */
const KEPT_ENTRIES = 48;
/** What a day costs is told from the last week's days. Days. */
const KEPT_DAYS = 8;

/** Why a sweep or a night's run did not begin when it was due. */
export const SKIP_REASONS = [
  'runUnderWay',
  'budgetReached',
  'waitsForNightly',
  'waitsForNextNightly',
  'fullAgain',
  'settingsChanged',
  'runCancelled',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** What became of a run that the schedule started; read from its row once it ended, since rows are not kept for good. */
const resultSchema = z.strictObject({
  state: z.enum(RUN_STATES),
  reason: z.string().nullable(),
  /** Why a sweep read everything instead; null = it did not. */
  fullBecause: z.string().nullable(),
  /** Accounts that a night's run found otherwise than sweeps had left them; null = it followed none. */
  differs: z.int().nullable().default(null),
  /** Accounts whose label fields were written. */
  written: z.int(),
  /** Credits by what they bought: looking, and writing labels. */
  readCredits: z.int(),
  writeCredits: z.int(),
});
export type RefreshResult = z.infer<typeof resultSchema>;

const entrySchema = z.strictObject({
  /** Instants it was due at, the first and the last of the same that follow each other. Epoch milliseconds. */
  at: z.number(),
  until: z.number(),
  times: z.int(),
  kind: z.enum(['sweep', 'nightly']),
  runId: z.string().nullable(),
  skipped: z.enum(SKIP_REASONS).nullable(),
  /** null = skipped, or not ended yet. */
  result: resultSchema.nullable(),
});
export type RefreshEntry = z.infer<typeof entrySchema>;

const daySchema = z.strictObject({
  /** Day of UTC, as credits are booked. */
  day: z.string(),
  sweeps: z.int(),
  /** Sweeps that came to their end and read nothing but what changed, and what that cost. */
  quick: z.int(),
  quickCredits: z.int(),
  skipped: z.int(),
  readCredits: z.int(),
  writeCredits: z.int(),
});
export type RefreshDay = z.infer<typeof daySchema>;

/** What the schedule remembers of an org: one item, so that one compare-and-set moves all of it. */
export const refreshStateSchema = z.strictObject({
  sweptAt: z.number().nullable(),
  nightly: z.strictObject({ at: z.number(), attempts: z.int(), triedAt: z.number(), runId: z.string() }).nullable(),
  nightlyBroke: z.boolean(),
  /** Sweeps in a row that read everything for one reason, since the last night's run began. */
  fullSweeps: z.strictObject({ because: z.string(), times: z.int(), endedAt: z.number() }).nullable().default(null),
  /** Newest first. */
  entries: z.array(entrySchema),
  days: z.array(daySchema),
});
export type RefreshState = z.infer<typeof refreshStateSchema>;

export const NEW_REFRESH_STATE: RefreshState = {
  sweptAt: null,
  nightly: null,
  nightlyBroke: false,
  fullSweeps: null,
  entries: [],
  days: [],
};

/** null = the schedule has had nothing to do yet. */
export function readRefreshState(store: Store, org: OrgKey): Promise<JsonItem<RefreshState> | null> {
  return readJson(store, org, REFRESH_STATE_KEY, refreshStateSchema);
}

/** A run that was started at its instant. */
export function noteStarted(
  state: RefreshState,
  work: { readonly kind: RefreshEntry['kind']; readonly at: number; readonly attempt: number },
  { runId, now }: { readonly runId: string; readonly now: number },
): RefreshState {
  const entry = { at: work.at, until: work.at, times: 1, kind: work.kind, runId, skipped: null, result: null };
  const entries = [entry, ...state.entries].slice(0, KEPT_ENTRIES);
  return work.kind === 'nightly'
    ? {
        ...state,
        entries,
        fullSweeps: null,
        nightlyBroke: false,
        nightly: { at: work.at, attempts: work.attempt, triedAt: now, runId },
      }
    : { ...state, entries, sweptAt: work.at };
}

/** Like the ones before it for the same reason it is one entry with them. A night's run that is skipped stays owed. */
export function noteSkipped(
  state: RefreshState,
  { kind, at }: { readonly kind: RefreshEntry['kind']; readonly at: number },
  reason: SkipReason,
): RefreshState {
  const [last, ...before] = state.entries;
  const next = kind === 'sweep' ? { ...state, sweptAt: at } : state;
  if (last?.kind === kind && last.skipped === reason) {
    if (last.until === at) return next;
    return { ...addSkip(next, at), entries: [{ ...last, until: at, times: last.times + 1 }, ...before] };
  }
  const entry = { at, until: at, times: 1, kind, runId: null, skipped: reason, result: null };
  return { ...addSkip(next, at), entries: [entry, ...state.entries].slice(0, KEPT_ENTRIES) };
}

/** How a run ended, and when. */
export function noteResult(state: RefreshState, runId: string, result: RefreshResult, endedAt: number): RefreshState {
  const entry = state.entries.find((each) => each.runId === runId);
  if (entry === undefined || entry.result !== null) return state;
  const entries = state.entries.map((each) => (each === entry ? { ...each, result } : each));
  const broke = result.state === 'failed';
  const nightlyBroke = state.nightly?.runId === runId ? broke : state.nightlyBroke;
  // One that broke off or was stopped has not asked everything: its credits say nothing of what one costs.
  const isWhole = result.state === 'done' || result.state === 'publishedPartly';
  const quick = entry.kind === 'sweep' && isWhole && result.fullBecause === null ? 1 : 0;
  const noted = changeDay(state, entry.at, (day) => ({
    ...day,
    sweeps: day.sweeps + (entry.kind === 'sweep' ? 1 : 0),
    quick: day.quick + quick,
    quickCredits: day.quickCredits + quick * result.readCredits,
    readCredits: day.readCredits + result.readCredits,
    writeCredits: day.writeCredits + result.writeCredits,
  }));
  const fullSweeps = entry.kind === 'sweep' ? countFull(state.fullSweeps, result, endedAt) : state.fullSweeps;
  return { ...noted, entries, nightlyBroke, fullSweeps };
}

/** One that broke before it knew says nothing. */
function countFull(
  before: RefreshState['fullSweeps'],
  { state, fullBecause }: RefreshResult,
  endedAt: number,
): RefreshState['fullSweeps'] {
  if (fullBecause === null) return state === 'done' || state === 'publishedPartly' ? null : before;
  return { because: fullBecause, times: before?.because === fullBecause ? before.times + 1 : 1, endedAt };
}

function addSkip(state: RefreshState, at: number): RefreshState {
  return changeDay(state, at, (day) => ({ ...day, skipped: day.skipped + 1 }));
}

function changeDay(state: RefreshState, at: number, change: (day: RefreshDay) => RefreshDay): RefreshState {
  const name = new Date(at).toISOString().slice(0, 10);
  const blank = { day: name, sweeps: 0, quick: 0, quickCredits: 0, skipped: 0, readCredits: 0, writeCredits: 0 };
  const present = state.days.find(({ day }) => day === name) ?? blank;
  const others = state.days.filter(({ day }) => day !== name);
  const days = [change(present), ...others].toSorted((a, b) => (a.day < b.day ? 1 : -1)).slice(0, KEPT_DAYS);
  return { ...state, days };
}
