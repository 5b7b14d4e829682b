import * as z from 'zod';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { SCORING_RULES_FORMAT, type ScoringRules } from '#core/scoring-rules/scoring-rules.ts';
import { installedCrm } from '../configuration/handler.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { pathId, readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import { addSteering } from '../shared/jobs/add-steering.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { fieldsFor } from './begin-rules-run.ts';
import { estimateRules, fitsBudget } from './estimate-rules.ts';
import { judgeAgainstOrg, parseRulesAlone, refuseHiddenFields } from './judge-rules.ts';
import { isRulesRunOver, keptUntil, viewOfRulesRun, type RulesRunRow } from './rules-run-row.ts';
import { putRules, readRulesVersion, readStandingRules } from './rules-store.ts';
import { readLatestRulesRun, readRulesRun, startRulesRun } from './start-rules-run.ts';
import { RULES_RUN } from './tick-rules.ts';
import { readCurrentScores } from './scores-manifest.ts';

/** Rules as `scoringRulesSchema` has them; judged whole, so that every problem is told with its place. */
const changeSchema = z.strictObject({
  rules: z.array(z.unknown()),
  /** What was shown when it was decided; null = nobody had made any. */
  revision: z.string().max(64).nullable(),
});
/** There is nothing to choose: the rules say what is read. */
const startSchema = z.strictObject({});

/** ENG-4: the org's scoring rules, their versions, and running them for all existing records. For setup rights. */
export function addScoringRulesRoutes(app: FunctionApp, ports: FunctionPorts): void {
  const { store, clock } = ports;

  app.get('/v1/scoring-rules', async (c) => {
    const { org } = requireRight(c, 'setup');
    const standing = await readStandingRules(store, org);
    const latest = (await readLatestRulesRun(ports, org))?.value ?? null;
    const scores = (await readCurrentScores(ports, org))?.value ?? null;
    return c.json({
      rules: standing?.rules.rules ?? [],
      version: standing?.rules.version ?? 0,
      revision: standing?.revision ?? null,
      versions: (standing?.versions ?? []).map(({ version, changedBy, changedAt }) => ({
        version,
        changedBy: changedBy.name,
        changedAt,
      })),
      scores: scores === null ? null : { publishedAt: scores.publishedAt, rulesVersion: scores.rulesVersion },
      run: latest === null ? null : viewOfRulesRun(latest),
    });
  });

  app.get('/v1/scoring-rules/versions/:id', async (c) => {
    const { org } = requireRight(c, 'setup');
    const id = pathId(c, 'scoringRules.unknown');
    const rules = /^[1-9]\d{0,8}$/.test(id) ? await readRulesVersion(store, org, Number(id)) : null;
    if (rules === null) throw new RefusedError(404, { code: 'scoringRules.unknown' });
    return c.json({ version: rules.version, rules: rules.rules });
  });

  app.put('/v1/scoring-rules', async (c) => {
    const caller = requireRight(c, 'setup');
    const { org, userId, userName } = caller;
    const { revision, rules } = await readBody(c, changeSchema);
    const configuration = await requireConfiguration(org);
    const standing = (await readStandingRules(store, org))?.rules ?? null;
    const version = (standing?.version ?? 0) + 1;
    const document = parseRulesAlone({ format: SCORING_RULES_FORMAT, version, rules });
    const fields = await fieldsFor(installedCrm(ports, org), document, configuration, []);
    judgeAgainstOrg(document, configuration, fields);
    await refuseHiddenFields(caller, document, standing, configuration, fields);
    const change = { revision, by: { id: userId, name: userName }, now: clock.now() };
    if (!(await putRules(ports, org, document, change)))
      throw new RefusedError(409, { code: 'scoringRules.changedMeanwhile' });
    c.set('subject', String(version));
    ports.logger.info('scoringRules.changed', { dc: org.dc, orgId: org.orgId, userId });
    return c.json({ version, revision: (await readStandingRules(store, org))?.revision ?? null });
  });

  app.get('/v1/scoring-rules/estimate', async (c) => {
    const { org } = requireRight(c, 'setup');
    return c.json(await estimateRules(ports, org, await requireRules(org), await requireConfiguration(org)));
  });

  app.post('/v1/scoring-rules/runs', async (c) => {
    const { org, userId } = requireRight(c, 'setup');
    await readBody(c, startSchema);
    const rules = await requireRules(org);
    const { credits, records } = await estimateRules(ports, org, rules, await requireConfiguration(org));
    if (!(await fitsBudget(ports, org, credits))) throw new RefusedError(409, { code: 'scoringRules.budget' });
    const request = {
      id: ports.ids.next(RULES_RUN),
      kind: 'all',
      requestedBy: userId,
      estimated: credits,
      records: Object.values(records).reduce((sum, each) => sum + each, 0),
    } as const;
    const row = await startRulesRun(ports, org, request);
    if (row === null) throw new RefusedError(409, { code: 'scoringRules.alreadyRunning' });
    c.set('subject', row.id);
    return c.json({ run: viewOfRulesRun(row) }, 202);
  });

  // Of a run alone: who looks each second is not sent the rules each second.
  app.get('/v1/scoring-rules/runs/:id', async (c) => {
    const { org } = requireRight(c, 'setup');
    const row = await readRulesRun(ports, org, pathId(c, 'rulesRun.unknown'));
    if (row === null) throw new RefusedError(404, { code: 'rulesRun.unknown' });
    return c.json({ run: viewOfRulesRun(row.value) });
  });

  addSteering<RulesRunRow>(app, ports, {
    path: '/v1/scoring-rules/runs',
    codes: { unknown: 'rulesRun.unknown', hasEnded: 'rulesRun.hasEnded' },
    read: (org, id) => readRulesRun(ports, org, id),
    isOver: isRulesRunOver,
    cancelled: (row, endedAt) => ({ ...row, state: 'cancelled', reason: 'cancelled', endedAt }),
    keptUntil,
    jobOf: (org, rulesRunId) => ({ kind: 'rules', org, rulesRunId }),
    answer: (row) => ({ run: viewOfRulesRun(row) }),
  });

  async function requireRules(org: OrgKey): Promise<ScoringRules> {
    const standing = await readStandingRules(store, org);
    if (standing === null) throw new RefusedError(409, { code: 'scoringRules.none' });
    return standing.rules;
  }

  async function requireConfiguration(org: OrgKey): Promise<Configuration> {
    const configuration = await readConfiguration(store, org);
    if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
    return configuration;
  }
}
