import * as z from 'zod/mini';
import { ok } from '#core/result.ts';
import { ask, type Answer } from '#widgets/shared/backend/ask.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';

/** null = as much as the org has. */
const limitSchema = z.nullable(z.int());
const budgetSchema = z.object({
  mostPerRun: limitSchema,
  mostPerDay: limitSchema,
  changedBy: z.nullable(z.string()),
  changedAt: z.nullable(z.string()),
  revision: z.nullable(z.string()),
});
export type Budget = z.infer<typeof budgetSchema>;
export type Limits = Pick<Budget, 'mostPerRun' | 'mostPerDay'>;

/** By kind of call. A kind that a later server tells apart is shown as it is called. */
const spentFields = { spent: z.int(), byKind: z.record(z.string(), z.int()) };
const runSchema = z.object({
  runId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  /** null = the run's row is gone, its credits are not. */
  requestedAt: z.nullable(z.string()),
  state: z.nullable(z.string()),
  estimated: z.nullable(z.int()),
  /** `full`, `changes`, or `widened`: a look for changes that read everything. null = none of them, or its row is gone. */
  kind: z.catch(z.nullable(z.string()), null),
  /** A reading of emails and notes, which is no run of labels. */
  intake: z.optional(z.boolean()),
  /** A run of the scoring rules, which is none either. */
  rules: z.optional(z.boolean()),
  ...spentFields,
});
export type RunCredits = z.infer<typeof runSchema>;

const creditsSchema = z.object({
  budget: budgetSchema,
  dailyCredits: z.nullable(z.int()),
  today: z.iso.date(),
  days: z.array(z.object({ day: z.iso.date(), ...spentFields })),
  runs: z.array(runSchema),
});
export type Credits = z.infer<typeof creditsSchema>;

const entrySchema = z.object({
  step: z.string(),
  from: z.string(),
  to: z.string(),
  rows: z.nullable(z.int()),
  credits: z.nullable(z.int()),
  retries: z.int(),
  note: z.nullable(z.string()),
});
export type LogEntry = z.infer<typeof entrySchema>;
const entriesSchema = z.array(entrySchema);
export const limitReachedSchema = z.object({ of: z.enum(['run', 'day']), most: z.int(), spent: z.int() });
/** A limit that a run stopped at, and how much of it had been spent. */
export type Limit = z.infer<typeof limitReachedSchema>;
const aboutSchema = z.object({
  org: z.object({ id: z.string(), name: z.string() }),
  kind: z.string(),
  /** Nobody asked for it: it was due. */
  scheduled: z.boolean(),
  state: z.string(),
  reason: z.nullable(z.string()),
  /** ISO instants. */
  requestedAt: z.string(),
  startedAt: z.nullable(z.string()),
  endedAt: z.nullable(z.string()),
  /** Accounts whose label fields had to be written, and were; null = it published nothing. */
  projection: z.nullable(z.object({ of: z.int(), written: z.int() })),
  /** Accounts that the CRM did not take; `waiting` of them are tried again by the next full run only. null = none. */
  owed: z.nullable(z.object({ accounts: z.int(), waiting: z.int() })),
  /** Why a look for changes read everything; null = it did not. */
  fullBecause: z.nullable(z.string()),
  /** Accounts whose label fields somebody had edited by hand; null = not known. */
  repaired: z.nullable(z.int()),
  /** Accounts that a full run found otherwise than looks for changes had left them, by cause; null = it followed none. */
  difference: z.nullable(
    z.object({ accounts: z.int(), changed: z.int(), breaksMoved: z.int(), dayMoved: z.int(), missed: z.int() }),
  ),
  /** null = it stopped at none, or nobody kept at which. */
  limit: z.catch(z.nullable(limitReachedSchema), null),
  /** What techniques went without, and techniques that were left out. */
  leftOut: z.catch(z.array(z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) })), []),
  /** How much of e-mails, notes and texts its labels rest on. */
  readSoFar: z.catch(z.array(z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) })), []),
});
export type AboutRun = z.infer<typeof aboutSchema>;
/** Of all entries, those that are not kept too, by step. */
const sumsSchema = z.record(z.string(), z.int());
const logSchema = z.object({
  log: z.object({
    run: z.string(),
    about: aboutSchema,
    first: entriesSchema,
    dropped: z.int(),
    last: entriesSchema,
    spent: sumsSchema,
    counted: sumsSchema,
  }),
});
export type RunLog = z.infer<typeof logSchema>['log'];

/** The server functions behind Setup > Credits and a run's log. An answer that does not fit its schema is a failure. */
export interface CreditsApi {
  read(): Answer<Credits>;
  /** `conflict`: another revision stands. */
  write(limits: Limits, revision: string | null): Answer<Budget>;
  log(runId: string): Answer<RunLog>;
}

export function createCreditsApi(backend: Backend): CreditsApi {
  return {
    read: () => ask(backend, { method: 'GET', path: '/v1/credits' }, creditsSchema),
    async write({ mostPerRun, mostPerDay }, revision) {
      const body = { mostPerRun, mostPerDay, revision };
      const answer = await ask(
        backend,
        { method: 'PUT', path: '/v1/credits', body },
        z.object({ budget: budgetSchema }),
      );
      return answer.ok ? ok(answer.value.budget) : answer;
    },
    async log(runId) {
      const answer = await ask(backend, { method: 'GET', path: `/v1/runs/${runId}/log` }, logSchema);
      return answer.ok ? ok(answer.value.log) : answer;
    },
  };
}
