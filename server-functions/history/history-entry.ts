import * as z from 'zod';
import { LABEL_COLUMNS } from '../score/label-history.ts';

/** How long history is kept: three years and a day of leap. Days. */
export const HISTORY_DAYS = 3 * 365 + 1;

export const HISTORY_TECHNIQUES = LABEL_COLUMNS.map(({ technique }) => technique);
export type HistoryTechnique = (typeof LABEL_COLUMNS)[number]['technique'];

const labelId = z.string().nullable();
/** How many accounts have each label; null = inside ABM without one. */
const countsSchema = z.array(z.tuple([labelId, z.int()]));

/**
 * One published generation in the history: what changed by it and, once a week of the org, every label as it then was
 * (decision 15). Numbered in the order of publishing.
 */
export const historyEntrySchema = z.strictObject({
  seq: z.int(),
  generation: z.string(),
  /** Epoch day of the org on which it was published; never before that of the entry before it. */
  day: z.int(),
  at: z.string(),
  asOf: z.string(),
  configurationVersion: z.int(),
  /** Whether the labels of all accounts are kept with it. */
  checkpoint: z.boolean(),
  /** Its changes do not say what they changed from (the generation before could not be read): its checkpoint does. */
  rebased: z.boolean(),
  changes: z.int(),
  /** null, or absent, = the technique was not in use. */
  labels: z.strictObject({
    rfm: countsSchema.nullable(),
    firmographics: countsSchema.nullable(),
    engagement: countsSchema.optional(),
    recommendations: countsSchema.optional(),
    voice: countsSchema.optional(),
  }),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** The newest entry. */
export const historyHeadSchema = z.strictObject({
  seq: z.int(),
  generation: z.string(),
  day: z.int(),
  checkpointDay: z.int(),
});

export const HISTORY_HEAD = 'history/head';
export const HISTORY_ENTRIES = 'history/entries/';

export function entryKey(seq: number): string {
  return `${HISTORY_ENTRIES}${String(seq).padStart(8, '0')}`;
}

/** Named by generation: recording twice writes the same object twice. */
export function historyBlob(part: 'changes' | 'labels', generation: string): string {
  return `history/${part}/${generation}`;
}

/** Weeks begin on Monday; day 0 was a Thursday. */
export function weekOf(epochDay: number): number {
  return Math.floor((epochDay + 3) / 7);
}
