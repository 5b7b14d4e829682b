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
  /** What is worth saying: a reason, a part's number. */
  note: z.string().nullable(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/**
 * A log that grows no further than a row may: its beginning and its end, and how many entries lay between. What each step spent
 * is the sum of all of them.
 */
export const runLogSchema = z.strictObject({
  first: z.array(logEntrySchema),
  dropped: z.int(),
  last: z.array(logEntrySchema),
  /** Credits by step. */
  spent: z.record(z.string(), z.int()).default({}),
});
export type RunLog = z.infer<typeof runLogSchema>;

/** Some 200 bytes each: a quarter of an item's 100 KB. Entries. */
const KEPT_FIRST = 20;
const KEPT_LAST = 100;

export const EMPTY_LOG: RunLog = { first: [], dropped: 0, last: [], spent: {} };

export function addToLog(log: RunLog, entry: LogEntry): RunLog {
  const spent = { ...log.spent, [entry.step]: (log.spent[entry.step] ?? 0) + (entry.credits ?? 0) };
  if (log.first.length < KEPT_FIRST) return { ...log, spent, first: [...log.first, entry] };
  const last = [...log.last, entry];
  const excess = Math.max(0, last.length - KEPT_LAST);
  return { ...log, spent, dropped: log.dropped + excess, last: last.slice(excess) };
}
