import * as z from 'zod';
import { jobStateSchema } from '../shared/runs/job-state.ts';
import { EMPTY_LOG, runLogSchema } from '../shared/runs/run-log.ts';
import { messageSchema, problemSchema } from './problem-schema.ts';
import { newRunJob, runCursorSchema } from './run-cursor.ts';

/**
 * `paused`: at work, and waiting until somebody lets it go on. `cancelled`: stopped by a person. A run whose
 * worker is gone stays as it is until another takes it up. `refused`: the data or the configuration does not allow it, with problems. `failed`: something broke, with a named reason.
 * Both keep the last published generation. `publishedPartly`: published, but some label fields in the CRM could not be written.
 */
export const RUN_STATES = [
  'queued',
  'reading',
  'publishing',
  'projecting',
  'paused',
  'done',
  'publishedPartly',
  'refused',
  'failed',
  'cancelled',
] as const;
export type RunState = (typeof RUN_STATES)[number];
export const ENDED: ReadonlySet<RunState> = new Set(['done', 'publishedPartly', 'refused', 'failed', 'cancelled']);

/** `changes`: what changed since the last run, merged into what it left; where that cannot be true it becomes a full one. */
export const RUN_KINDS = ['full', 'changes'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** Who asked for runs that nobody pressed a button for. */
export const REQUESTED_BY_SCHEDULE = 'schedule';

const failedRowSchema = z.strictObject({ id: z.string(), code: z.string() });

export const runRowSchema = z.strictObject({
  id: z.string(),
  /** As asked for. */
  kind: z.enum(RUN_KINDS).default('full'),
  /** Why a run of what changed was performed as a full one; null = it was not. */
  fullBecause: z.string().nullable().default(null),
  state: z.enum(RUN_STATES),
  /** ISO instants. */
  requestedAt: z.string(),
  requestedBy: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Asked for; null = today in the org's zone. */
  asOf: z.string().nullable(),
  progress: z.strictObject({ accounts: z.int(), deals: z.int(), lineItems: z.int() }),
  /** What the CRM counted before; null = it was not asked or did not say. */
  total: z.strictObject({ accounts: z.int(), deals: z.int() }).nullable().default(null),
  /** A `CrmErrorReason`, a store code or a reason of a refusal. */
  reason: z.string().nullable(),
  problems: z.array(problemSchema),
  generation: z.string().nullable(),
  /** Accounts that had to be written, and what became of them; the first failures by id and the CRM's code. */
  projection: z
    .strictObject({ of: z.int(), written: z.int(), failed: z.int(), failures: z.array(failedRowSchema) })
    .nullable(),
  /**
   * Accounts whose label fields the CRM was not given when the run ended, those of earlier runs included; `waiting` of them are
   * tried again by the next full run only. null = none.
   */
  owed: z.strictObject({ accounts: z.int(), waiting: z.int() }).nullable().default(null),
  /** Accounts whose label fields somebody had edited by hand since the last projection; null = not known. */
  repaired: z.int().nullable().default(null),
  /**
   * Accounts that a full run found with another label or other scores than what stood before, under the same settings, and why:
   * changed since the last sweep, by breaks, by the day, or by a change that sweeps missed. null = there was nothing to compare.
   */
  difference: z
    .strictObject({ accounts: z.int(), changed: z.int(), breaksMoved: z.int(), dayMoved: z.int(), missed: z.int() })
    .nullable()
    .default(null),
  /** Rows that the run read of each module beside accounts and deals, for what it is estimated to cost; null = it has not got so far. */
  readOthers: z.array(z.int()).nullable().default(null),
  /** How much of e-mails, notes and texts the labels rest on (VOC-3); absent = on none, or it published nothing. */
  readSoFar: z.array(messageSchema).optional(),
  /** Until when the row is kept; null = for good. Epoch milliseconds. */
  expiresAt: z.number().nullable().default(null),
  job: jobStateSchema(runCursorSchema).default(newRunJob),
  log: runLogSchema.default(EMPTY_LOG),
});
/** States that a person may take up again: at its cursor, or anew where its inputs have changed. */
export const RESUMABLE: ReadonlySet<RunState> = new Set(['cancelled', 'failed', 'refused']);
export type RunRow = z.infer<typeof runRowSchema>;

/** What people are told of a run; how it is kept alive, its log and what its price is made of are not part of it. */
export function viewOfRun(row: RunRow): Omit<RunRow, 'job' | 'log' | 'expiresAt' | 'readOthers' | 'readSoFar'> {
  const { job: _job, log: _log, expiresAt: _expiresAt, readOthers: _readOthers, readSoFar: _readSoFar, ...view } = row;
  return view;
}

/** Problems and failures kept with a run: enough to see the pattern, within an item's 100 KB. */
export const MAX_KEPT_PROBLEMS = 50;

/** The generation of a run, the same however often it is computed. */
export function generationOf({ id, job }: Pick<RunRow, 'id' | 'job'>): string {
  const { round } = job.cursor;
  return `generation-${id}${round === 1 ? '' : `-${round}`}`;
}

/** Key of the row in the store. */
export function runKey(id: string): string {
  return `runs/${id}`;
}
