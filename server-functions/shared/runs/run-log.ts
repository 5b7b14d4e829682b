import * as z from 'zod';

/** One unit of work as an administrator reads it. */
export const logEntrySchema = z.strictObject({
  step: z.string(),
  /** ISO instants. */
  from: z.string(),
  to: z.string(),
  /** Rows read or written; null = the unit has none. */
  rows: z.int().nullable(),
  /** API credits; null = nobody counted. */
  credits: z.int().nullable(),
  /** Claims before this one that ended without the unit. */
  retries: z.int(),
  /** Which claim of the job did it. */
  worker: z.int(),
  /** What is worth saying: a reason, a part's number; who did it, where `step` is an event. */
  note: z.string().nullable(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/**
 * A log that grows no further than a row may: its beginning and its end, and how many entries lay between. What each step spent
 * and counted is the sum of all of them.
 */
export const runLogSchema = z.strictObject({
  first: z.array(logEntrySchema),
  dropped: z.int(),
  last: z.array(logEntrySchema),
  /** Credits by step. */
  spent: z.record(z.string(), z.int()).default({}),
  /** Rows by step; rows kept before there was such a sum have none. */
  counted: z.record(z.string(), z.int()).default({}),
});
export type RunLog = z.infer<typeof runLogSchema>;

/** Some 200 bytes each: a quarter of an item's 100 KB. Entries. */
const KEPT_FIRST = 20;
const KEPT_LAST = 100;

export const EMPTY_LOG: RunLog = { first: [], dropped: 0, last: [], spent: {}, counted: {} };

/** The log with a unit more; what falls out of its middle stays in the sums. */
export function addToLog(log: RunLog, entry: LogEntry): RunLog {
  const { step, credits, rows } = entry;
  const sums = { spent: addTo(log.spent, step, credits), counted: addTo(log.counted, step, rows) };
  if (log.first.length < KEPT_FIRST) return { ...log, ...sums, first: [...log.first, entry] };
  const last = [...log.last, entry];
  const excess = Math.max(0, last.length - KEPT_LAST);
  return { ...log, ...sums, dropped: log.dropped + excess, last: last.slice(excess) };
}

/** What people do to a run, and how it broke: no unit of work, so each has an entry of its own. */
export type RunEvent = 'paused' | 'resumed' | 'cancelled' | 'failed';

/** `note`: who did it, or why it broke; null = nobody said. */
export function addEvent(
  log: RunLog,
  step: RunEvent,
  { at, worker, note }: { readonly at: number; readonly worker: number; readonly note: string | null },
): RunLog {
  const instant = new Date(at).toISOString();
  return addToLog(log, { step, from: instant, to: instant, rows: null, credits: null, retries: 0, worker, note });
}

/** A worker that takes up a paused run pauses once more, and nobody has done anything. */
export function isPaused({ first, last }: RunLog): boolean {
  return (last.at(-1) ?? first.at(-1))?.step === 'paused';
}

function addTo(sums: Readonly<Record<string, number>>, step: string, count: number | null): Record<string, number> {
  return { ...sums, [step]: (sums[step] ?? 0) + (count ?? 0) };
}
