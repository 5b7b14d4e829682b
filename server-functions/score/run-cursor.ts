import * as z from 'zod';
import { newJobState, type JobState } from '../shared/runs/job-state.ts';
import { changesCursorSchema } from './changes/changes-cursor.ts';
import { problemSchema } from './problem-schema.ts';
import { techniquesCursorSchema } from './techniques/techniques-cursor.ts';

/** What a score run does next, in this order; some are for full runs, some for runs of what changed. */
export const RUN_STEPS = [
  'begin',
  'accounts',
  'deals',
  'lineItems',
  'contacts',
  'touchPoints',
  'texts',
  'products',
  'changedAccounts',
  'changedDeals',
  'removed',
  'verify',
  'ledger',
  'purchases',
  'engagement',
  'recommendations',
  'voice',
  'merge',
  'publish',
  'compare',
  'sweep',
  'project',
  'basis',
  'finish',
] as const;
export type RunStep = (typeof RUN_STEPS)[number];

/** A module that is read in parts. */
const readingSchema = z.strictObject({
  /** Names of the parts, in their order. */
  parts: z.array(z.string()),
  /** Where to go on; null = from the beginning, or done. */
  next: z.string().nullable(),
  rows: z.int(),
  problems: z.array(problemSchema.extend({ count: z.int() })),
});
export type ReadingCursor = z.infer<typeof readingSchema>;

const chunkSchema = z.strictObject({
  part: z.string(),
  rows: z.int(),
  /** Accounts whose label moved, and somebody wants the CRM's workflows to hear of it. */
  workflows: z.boolean().default(false),
});

export const runCursorSchema = z.strictObject({
  /** Times that the run began: a run resumed under other inputs begins anew, with a generation of another name. */
  round: z.int(),
  /** Name of the frozen inputs; null = not begun. */
  frozen: z.string().nullable(),
  /** Revision of the pointer to what was published when the run began; null = nothing was. */
  beside: z.string().nullable(),
  accounts: readingSchema,
  deals: readingSchema,
  lineItems: readingSchema,
  /** Objects of the ledger so far, by shard; `starts` is where their ranges of accounts begin. */
  ledger: z
    .strictObject({
      starts: z.array(z.string()).nullable(),
      deals: z.array(z.strictObject({ name: z.string().nullable(), rows: z.int() })),
      owners: z.array(z.string().nullable()),
    })
    .default({ starts: null, deals: [], owners: [] }),
  /** null = a full run. Parts of accounts and deals are then those that changed. */
  changes: changesCursorSchema.nullable().default(null),
  /** Instant of the publish, an ISO text, set before it. */
  publishedAt: z.string().nullable(),
  published: z.boolean(),
  /** What to write to the CRM. */
  plan: z.array(chunkSchema),
  /** Name of the basis record's texts; null = there are none, and the run has a problem that says so. */
  basis: z.string().nullable(),
  /** Chunk of the plan under way. */
  chunk: z.int(),
  /** Claim that was about to write the chunk, or the basis; 0 = none. */
  marked: z.int(),
  bulkJob: z.strictObject({ id: z.string(), rows: z.int(), matching: z.int() }).nullable(),
  /** Bulk jobs of this chunk that the CRM gave up. */
  lostJobs: z.int(),
  written: z.int(),
  failed: z.int(),
  failures: z.array(z.strictObject({ id: z.string(), code: z.string() })),
  /** Chunks of the plan with rows that were not written; `part` names these, null = which they are is not known. */
  refused: z.array(z.strictObject({ chunk: z.int(), part: z.string().nullable(), rows: z.int() })).default(() => []),
  /** What the CRM was not given is noted for the next run. */
  settled: z.boolean().default(false),
  /** What kept the CRM from taking the rest. */
  stopped: z.string().nullable(),
  warnings: z.array(problemSchema),
  /** Last, where it comes to stand when it is first set: a row is the same text whoever wrote it. */
  techniques: techniquesCursorSchema.optional(),
});
export type RunCursor = z.infer<typeof runCursorSchema>;

const UNREAD: ReadingCursor = { parts: [], next: null, rows: 0, problems: [] };

/** Nothing read and nothing written yet. `round` counts from 1. */
export function newRunCursor(round = 1): RunCursor {
  return {
    round,
    frozen: null,
    beside: null,
    accounts: UNREAD,
    deals: UNREAD,
    lineItems: UNREAD,
    ledger: { starts: null, deals: [], owners: [] },
    changes: null,
    publishedAt: null,
    published: false,
    plan: [],
    basis: null,
    chunk: 0,
    marked: 0,
    bulkJob: null,
    lostJobs: 0,
    written: 0,
    failed: 0,
    failures: [],
    refused: [],
    settled: false,
    stopped: null,
    warnings: [],
  };
}

/** Of a run that nobody has taken up. */
export function newRunJob(): JobState<RunCursor> {
  return newJobState('begin', newRunCursor());
}

export function isRunStep(step: string): step is RunStep {
  return RUN_STEPS.some((each) => each === step);
}
