import * as z from 'zod/mini';
import { ok } from '#core/result.ts';
import { scoringRuleSchema, type ScoredModule, type ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { ask, type Answer } from '#widgets/shared/backend/ask.ts';
import type { Backend, BackendRequest } from '#widgets/shared/backend/backend.ts';
import { ledgerSchema, type RecordLedger } from '#widgets/shared/ledger/ledger-answer.ts';
import { messageSchema } from '#widgets/shared/schemas/problem.ts';
import { limitReachedSchema } from '../credits/credits-api.ts';

const instant = z.nullable(z.string());
const runId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

const runSchema = z.object({
  id: runId,
  /** `all`, or `changes`: what changed since, once a day by itself. */
  kind: z.string(),
  state: z.string(),
  step: z.catch(z.string(), ''),
  requestedAt: z.string(),
  endedAt: instant,
  reason: z.nullable(z.string()),
  /** A limit of credits that it ended at. */
  limit: z.catch(z.nullable(limitReachedSchema), null),
  /** Credits, before it began; null = nobody could say. */
  estimated: z.nullable(z.int()),
  /** Records that there were then; null = nobody counted. */
  records: z.catch(z.nullable(z.int()), null),
  /** Credits by day of UTC. */
  spent: z.record(z.string(), z.int()),
  judged: z.int(),
  scored: z.int(),
  lines: z.int(),
  warnings: z.catch(z.array(messageSchema), []),
});
export type RulesRun = z.infer<typeof runSchema>;

const versionSchema = z.object({ version: z.int(), changedBy: z.string(), changedAt: z.string() });
export type RulesVersion = z.infer<typeof versionSchema>;

const standingSchema = z.object({
  rules: z.array(scoringRuleSchema),
  /** 0 = nobody has made any. */
  version: z.int(),
  revision: z.nullable(z.string()),
  /** Newest first, the one in force at the head. */
  versions: z.array(versionSchema),
  /** null = nothing is published yet. */
  scores: z.nullable(z.object({ publishedAt: z.string(), rulesVersion: z.int() })),
  /** The one at work, else the last one. */
  run: z.nullable(runSchema),
});
export type StandingRules = z.infer<typeof standingSchema>;

const estimateSchema = z.object({ credits: z.int(), records: z.record(z.string(), z.int()) });
export type RulesEstimate = z.infer<typeof estimateSchema>;

const summary = { total: z.int(), positive: z.int(), negative: z.int() };
const rankedSchema = z.object({
  total: z.int(),
  pageRecords: z.int().check(z.gte(1)),
  publishedAt: instant,
  rulesVersion: z.nullable(z.int()),
  /** The profile hides the name's field. */
  hiddenNames: z.catch(z.boolean(), false),
  /** `name` null = hidden, or the record is gone. */
  records: z.array(
    z.object({
      id: z.string().check(z.regex(/^\d{1,19}$/)),
      name: z.nullable(z.string()),
      rank: z.int(),
      ...summary,
    }),
  ),
});
export type RankedPage = z.infer<typeof rankedSchema>;
export type RankedRecord = RankedPage['records'][number];

/** The server functions behind Setup > Scoring rules. An answer that does not fit its schema is a failure. */
export interface ScoringRulesApi {
  read(): Answer<StandingRules>;
  /** The revision that stands then. `conflict`: another one stands. */
  write(rules: readonly ScoringRule[], revision: string | null): Answer<string | null>;
  version(version: number): Answer<readonly ScoringRule[]>;
  estimate(): Answer<RulesEstimate>;
  start(): Answer<RulesRun>;
  /** Without the rules: small enough to be asked for over and over. */
  run(id: string): Answer<RulesRun>;
  steer(id: string, verb: 'pause' | 'resume' | 'cancel'): Answer<RulesRun>;
  /** `page` from 1. */
  ranked(module: ScoredModule, page: number): Answer<RankedPage>;
  ledger(module: ScoredModule, id: string): Answer<RecordLedger>;
}

export function createScoringRulesApi(backend: Backend): ScoringRulesApi {
  const get = <T>(path: BackendRequest['path'], schema: z.ZodMiniType<T>): Answer<T> =>
    ask(backend, { method: 'GET', path }, schema);
  const run = async (request: BackendRequest): Answer<RulesRun> => {
    const answer = await ask(backend, request, z.object({ run: runSchema }));
    return answer.ok ? ok(answer.value.run) : answer;
  };
  const post = (path: BackendRequest['path']): Answer<RulesRun> => run({ method: 'POST', path, body: {} });
  return {
    read: () => get('/v1/scoring-rules', standingSchema),
    async write(rules, revision) {
      const body = { rules, revision };
      const answer = await ask(
        backend,
        { method: 'PUT', path: '/v1/scoring-rules', body },
        z.object({ revision: z.nullable(z.string()) }),
      );
      return answer.ok ? ok(answer.value.revision) : answer;
    },
    async version(version) {
      const former = z.object({ rules: z.array(scoringRuleSchema) });
      const answer = await get(`/v1/scoring-rules/versions/${version}`, former);
      return answer.ok ? ok(answer.value.rules) : answer;
    },
    estimate: () => get('/v1/scoring-rules/estimate', estimateSchema),
    start: () => post('/v1/scoring-rules/runs'),
    run: (id) => run({ method: 'GET', path: `/v1/scoring-rules/runs/${id}` }),
    steer: (id, verb) => post(`/v1/scoring-rules/runs/${id}/${verb}`),
    ranked: (module, page) => get(`/v1/scored-records?module=${module}&page=${page}`, rankedSchema),
    ledger: (module, id) => get(`/v1/scored-records/${id}?module=${module}`, ledgerSchema),
  };
}
