import * as z from 'zod';
import { parseIsoDay } from '#core/crm/days.ts';
import { TECHNIQUES } from '#core/labels/label.ts';
import { isHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';
import { maskRulesFor } from './mask-rules.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import {
  pathId,
  readBody,
  RefusedError,
  requireRight,
  requireOne,
  type FunctionApp,
} from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { viewOf } from '../shared/sharing/view-of.ts';
import { valueFrom } from '../shared/work/answer-from.ts';
import { readCurrentGeneration } from './load-generation.ts';
import { addRunLogRoute } from './log-handler.ts';
import type { GenerationRecord } from './generation-record.ts';
import { seenOverviewSchema } from './seen-overview.ts';
import { readRun } from './read-run.ts';
import { addSteerRoutes } from './steer-run.ts';
import { RUN_KINDS, viewOfRun } from './run-row.ts';
import { shownRun } from './shown-run.ts';
import { startRun } from './start-run.ts';

const startSchema = z.strictObject({
  /** TEC-3; absent = today in the org's zone. */
  asOf: z.iso.date().optional(),
  /** Absent = everything is read. */
  kind: z.enum(RUN_KINDS).default('full'),
});

/** TEC-5: "Run now" for setup rights; what a run does, and what the published generation says, for everyone in ABM. */
export function addScoreRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/runs', async (c) => {
    const { org, userId } = requireRight(c, 'setup');
    const { asOf, kind } = await readBody(c, startSchema);
    if (asOf !== undefined && parseIsoDay(asOf) === null) throw new RefusedError(400, { code: 'run.asOfNotADay' });
    if ((await readConfiguration(ports.store, org)) === null)
      throw new RefusedError(409, { code: 'run.notConfigured' });
    const started = await startRun(ports, org, {
      id: ports.ids.next('run'),
      kind,
      requestedBy: userId,
      asOf: asOf ?? null,
      expiresAt: null,
    });
    if (started.outcome !== 'started') throw new RefusedError(409, { code: 'run.alreadyRunning' });
    return c.json({ run: viewOfRun(started.row) }, 202);
  });

  app.get('/v1/runs/:id', async (c) => {
    const caller = requireOne(c, ['view', 'setup']);
    const row = await readRun(ports, caller.org, pathId(c, 'run.unknown'));
    if (row === null) throw new RefusedError(404, { code: 'run.unknown' });
    return c.json({ run: await shownRun(ports, caller, row.value) });
  });

  addSteerRoutes(app, ports);
  addRunLogRoute(app, ports);

  app.get('/v1/overview', async (c) => {
    const caller = requireRight(c, 'view');
    const configuration = await readConfiguration(ports.store, caller.org);
    const labels = configuration === null ? [] : namedLabels(configuration);
    const accountsModule = configuration?.mapping.accounts.module ?? null;
    const generation = await readCurrentGeneration(ports, caller.org);
    if (generation === null) return c.json({ overview: null, labels, accountsModule });
    const rules = await maskRulesFor(ports, caller);
    const view = await viewOf(ports, caller);
    if (view === null) return c.json({ overview: maskOverview(generation.value, rules), labels, accountsModule });
    const seen = await valueFrom(ports, { kind: 'overview', org: caller.org, view }, seenOverviewSchema);
    // How many deals a run read is not said of the accounts of one view.
    const overview = { ...maskOverview({ ...generation.value, ...seen.numbers }, rules), deals: null };
    return c.json({ overview: { ...overview, outside: seen.outside }, labels, accountsModule });
  });
}

/** Names and colours in the admin's order. */
function namedLabels({ techniques }: Configuration): readonly Record<string, unknown>[] {
  return TECHNIQUES.flatMap((technique) =>
    (techniques[technique]?.labels ?? []).map(({ id, names, colour }) => ({ technique, id, names, colour })),
  );
}

function maskOverview(record: GenerationRecord, rules: MaskRules): Record<string, unknown> {
  const hideWon = isHidden(C.won, 'accounts', rules);
  const hidePipeline = isHidden(C.pipeline, 'accounts', rules);
  const hideName = isHidden('name', 'accounts', rules);
  const { closingThisMonth } = record;
  // Named one by one: what a record keeps for our own use is not published by being added to it.
  return {
    id: record.id,
    configurationVersion: record.configurationVersion,
    asOf: record.asOf,
    publishedAt: record.publishedAt,
    homeCurrency: record.homeCurrency,
    minorDigits: record.minorDigits,
    accounts: record.accounts,
    included: record.included,
    rfm: record.rfm,
    firmographics: record.firmographics,
    ...moreSeen(record),
    deals: record.deals,
    wonMinor: hideWon ? null : record.wonMinor,
    pipelineMinor: hidePipeline ? null : record.pipelineMinor,
    // The order of the list is itself a statement about amounts.
    topAccounts: hideWon
      ? []
      : record.topAccounts.map((account) => ({ ...account, name: hideName ? null : account.name })),
    newAccounts: isHidden(C.created, 'accounts', rules) ? null : record.newAccounts,
    closingThisMonth:
      closingThisMonth === null || isHidden('closingDate', 'deals', rules)
        ? null
        : { ...closingThisMonth, pipelineMinor: hidePipeline ? null : closingThisMonth.pipelineMinor },
  };
}

/** Techniques that only full runs read for, and since when what they say stands; nothing where there are none. */
function moreSeen({ engagement, recommendations, voice, fullAt, leftOut }: GenerationRecord): Record<string, unknown> {
  if ([engagement, recommendations, voice, leftOut].every((each) => each === undefined)) return {};
  return { engagement, recommendations, voice, fullAt, leftOut };
}
