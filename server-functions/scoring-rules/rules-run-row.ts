import * as z from 'zod';
import { SCORED_MODULES } from '#core/scoring-rules/scoring-rules.ts';
import { jobStateSchema, newJobState, type JobState } from '../shared/runs/job-state.ts';

/** What a run of the rules does, in this order; `judge`, `touches`, `score` and `rank` over and over. */
export const RULES_STEPS = ['begin', 'judge', 'touches', 'score', 'rank', 'publish', 'clean'] as const;
export type RulesStep = (typeof RULES_STEPS)[number];

const STATES = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;

export const shardSchema = z.strictObject({
  /** First record id of the range; whatever comes before the first one is its own. */
  from: z.string(),
  summary: z.string(),
  ledger: z.string(),
});
export type ScoreShard = z.infer<typeof shardSchema>;

const moduleCursorSchema = z.strictObject({
  module: z.enum(SCORED_MODULES),
  /** Names of the tables that say which rules hold. */
  judged: z.array(z.string()),
  /** Ids that are gone; null = nobody asked. */
  gone: z.string().nullable(),
  shards: z.array(shardSchema),
  ranked: z.array(z.string()),
  records: z.int(),
});
export type ModuleCursor = z.infer<typeof moduleCursorSchema>;

const cursorSchema = z.strictObject({
  /** Name of the frozen inputs. */
  frozen: z.string().nullable(),
  modules: z.array(moduleCursorSchema),
  /** Of `reads` in the plan, and where in it. */
  read: z.strictObject({ at: z.int(), next: z.string().nullable() }),
  /** Names of tables of contacts with their accounts. */
  contacts: z.array(z.string()),
  touches: z.strictObject({ source: z.int(), next: z.string().nullable(), parts: z.array(z.string()) }),
  score: z.strictObject({ module: z.int(), at: z.int() }),
  rank: z.int(),
});
export type RulesCursor = z.infer<typeof cursorSchema>;

export const rulesRunSchema = z.strictObject({
  id: z.string(),
  /** `all`: for all existing records; `changes`: for what has changed since the run before. */
  kind: z.enum(['all', 'changes']),
  state: z.enum(STATES),
  requestedBy: z.string(),
  /** ISO instants. */
  requestedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** A `CrmErrorReason`, a store code, or ours. */
  reason: z.string().nullable(),
  /** Credits that a run or a day may spend, where it ended at one of these; null = it did not. */
  limit: z
    .strictObject({ of: z.enum(['run', 'day']), most: z.int(), spent: z.int() })
    .nullable()
    .default(null),
  /** Credits, before it began; null = nobody could say. */
  estimated: z.int().nullable(),
  /** Records that there were when somebody asked for it; null = nobody counted. */
  records: z.int().nullable().default(null),
  /** Credits by day of UTC. */
  spent: z.record(z.string(), z.int()),
  /** Taken before a unit spends them: whoever is killed has spent all of them. */
  reserved: z.strictObject({ day: z.string(), credits: z.int() }).nullable(),
  /** Records that were read, records whose ledger has lines now, and lines added. */
  judged: z.int(),
  scored: z.int(),
  lines: z.int(),
  /** What was left out: modules or sources that the org does not have. */
  warnings: z.array(
    z.strictObject({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  job: jobStateSchema(cursorSchema),
});
export type RulesRunRow = z.infer<typeof rulesRunSchema>;

/** As long as a run's row. Days. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
export const RULES_RUNS = 'scoring-rules/runs/';

export function rulesRunKey(id: string): string {
  return `${RULES_RUNS}${id}`;
}

export function isRulesRunOver({ state }: Pick<RulesRunRow, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function keptUntil({ requestedAt }: Pick<RulesRunRow, 'requestedAt'>): number {
  return Date.parse(requestedAt) + KEPT_DAYS * DAY_MS;
}

export function isRulesStep(step: string): step is RulesStep {
  return RULES_STEPS.some((each) => each === step);
}

export type RulesRunRequest = Pick<RulesRunRow, 'id' | 'kind' | 'requestedBy' | 'estimated'> &
  Partial<Pick<RulesRunRow, 'records'>>;

export function newRulesRun({ records = null, ...request }: RulesRunRequest, now: number): RulesRunRow {
  return {
    ...request,
    records,
    state: 'queued',
    requestedAt: new Date(now).toISOString(),
    startedAt: null,
    endedAt: null,
    reason: null,
    limit: null,
    spent: {},
    reserved: null,
    judged: 0,
    scored: 0,
    lines: 0,
    warnings: [],
    job: newRulesJob(),
  };
}

function newRulesJob(): JobState<RulesCursor> {
  return newJobState('begin', {
    frozen: null,
    modules: [],
    read: { at: 0, next: null },
    contacts: [],
    touches: { source: 0, next: null, parts: [] },
    score: { module: 0, at: 0 },
    rank: 0,
  });
}

/** What people are told: the row without its place in the work, but for the step that it is at. */
export function viewOfRulesRun({ job, reserved: _reserved, ...row }: RulesRunRow): Record<string, unknown> {
  return { ...row, step: job.step };
}
