import * as z from 'zod';
import { PLAN_START } from '#core/intake/plan-intake.ts';
import { jobStateSchema, newJobState, type JobState } from '../shared/runs/job-state.ts';

/** What an intake does, in this order; `notes` and `read` over and over. */
export const INTAKE_STEPS = [
  'begin',
  'contacts',
  'notes',
  'plan',
  'read',
  'merge',
  'mergeNotes',
  'publish',
  'clean',
] as const;
export type IntakeStep = (typeof INTAKE_STEPS)[number];

export const INTAKE_STATES = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;

/** Names of one chunk's tables. */
const chunkSchema = z.strictObject({
  visits: z.string(),
  touches: z.string().nullable(),
  texts: z.string().nullable(),
});

export const shardSchema = z.strictObject({
  /** First contact id of the range. */
  from: z.string(),
  contacts: z.string(),
  touches: z.string().nullable(),
  texts: z.string().nullable(),
});
export type IntakeShard = z.infer<typeof shardSchema>;

export const coverageSchema = z.strictObject({
  contacts: z.int(),
  withAddress: z.int(),
  read: z.int(),
  owed: z.int(),
  cut: z.int(),
  emails: z.int(),
  texts: z.int(),
  notes: z.int(),
  oldestReadAt: z.number().nullable(),
});

const cursorSchema = z.strictObject({
  /** Name of the frozen inputs. */
  frozen: z.string().nullable(),
  contacts: z.strictObject({ parts: z.array(z.string()), next: z.string().nullable() }),
  /**
   * `since`: from where changes are asked for; `newest`: the latest seen; `goneSince`: from where deletions are, null = as changes.
   * Epoch milliseconds. `anew`: which were deleted nobody says, so that all are read again and none is kept unread.
   */
  notes: z.strictObject({
    since: z.number(),
    newest: z.number(),
    next: z.string().nullable(),
    parts: z.array(z.string()),
    gone: z.string().nullable(),
    goneSince: z.number().nullable().default(null),
    anew: z.boolean().default(false),
  }),
  /** Names of the contacts with their states, and of the two orders. */
  plan: z.strictObject({ contacts: z.string(), first: z.string(), rotation: z.string() }).nullable(),
  place: z.strictObject({
    first: z.int(),
    rotation: z.int(),
    firstSpent: z.int(),
    rotationSpent: z.int(),
  }),
  chunks: z.array(chunkSchema),
  shards: z.array(shardSchema),
  buckets: z.array(z.string().nullable()),
  coverage: coverageSchema.nullable(),
});
export type IntakeCursor = z.infer<typeof cursorSchema>;

export const intakeRowSchema = z.strictObject({
  id: z.string(),
  state: z.enum(INTAKE_STATES),
  requestedBy: z.string(),
  /** ISO instants. */
  requestedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** A `CrmErrorReason`, a store code, or ours. */
  reason: z.string().nullable(),
  /** Why reading ended: everybody was read, or the credits of the day; null = it has not. */
  stopped: z.enum(['everybodyRead', 'ceiling']).nullable(),
  /** Credits by day of UTC. */
  spent: z.record(z.string(), z.int()),
  /** Taken before a unit spends them: whoever is killed has spent all of them. */
  reserved: z.strictObject({ day: z.string(), credits: z.int() }).nullable(),
  /** Contacts, e-mails and texts that this intake has read. */
  visited: z.int(),
  emails: z.int(),
  texts: z.int(),
  notes: z.int(),
  job: jobStateSchema(cursorSchema),
});
export type IntakeRow = z.infer<typeof intakeRowSchema>;

/** Some months of what was spent and read. Days. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
export const INTAKE_PREFIX = 'intake/runs/';

export function intakeKey(id: string): string {
  return `${INTAKE_PREFIX}${id}`;
}

/** Objects that only the work needs. */
export function intakeFolder(id: string): string {
  return `intake/runs/${id}`;
}

export function isIntakeOver({ state }: Pick<IntakeRow, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function keptUntil({ requestedAt }: Pick<IntakeRow, 'requestedAt'>): number {
  return Date.parse(requestedAt) + KEPT_DAYS * DAY_MS;
}

export function isIntakeStep(step: string): step is IntakeStep {
  return INTAKE_STEPS.some((each) => each === step);
}

export function newIntakeRow(request: Pick<IntakeRow, 'id' | 'requestedBy'>, now: number): IntakeRow {
  return {
    ...request,
    state: 'queued',
    requestedAt: new Date(now).toISOString(),
    startedAt: null,
    endedAt: null,
    reason: null,
    stopped: null,
    spent: {},
    reserved: null,
    visited: 0,
    emails: 0,
    texts: 0,
    notes: 0,
    job: newIntakeJob(),
  };
}

function newIntakeJob(): JobState<IntakeCursor> {
  return newJobState('begin', {
    frozen: null,
    contacts: { parts: [], next: null },
    notes: { since: 0, newest: 0, next: null, parts: [], gone: null, goneSince: null, anew: false },
    plan: null,
    place: PLAN_START,
    chunks: [],
    shards: [],
    buckets: [],
    coverage: null,
  });
}

/**
 * How it ended, without where it stood: rows are kept for months and all of them are read before each unit, so that none may hold the
 * names of its hundreds of parts.
 */
export function endedIntake(row: IntakeRow, end: Pick<IntakeRow, 'state' | 'endedAt'> & Partial<IntakeRow>): IntakeRow {
  return { ...row, ...end, job: { ...row.job, cursor: newIntakeJob().cursor } };
}

/** What people are told. */
export function viewOfIntake({ job: _job, reserved: _reserved, ...row }: IntakeRow): Record<string, unknown> {
  return row;
}

/** Credits of a day, those included that somebody took and never accounted for. */
export function spentOn({ spent, reserved }: Pick<IntakeRow, 'spent' | 'reserved'>, day: string): number {
  return (spent[day] ?? 0) + (reserved?.day === day ? reserved.credits : 0);
}
