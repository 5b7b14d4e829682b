import { pathId, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { readRun } from './read-run.ts';
import { isLeftOut } from './techniques/plan-techniques.ts';
import { REQUESTED_BY_SCHEDULE } from './run-row.ts';

/** What a run did, unit by unit, for those who set up; the page makes the sentences, and the file to keep, out of it. */
export function addRunLogRoute(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/runs/:id/log', async (c) => {
    const { org, crmOrg } = requireRight(c, 'setup');
    const item = await readRun(ports, org, pathId(c, 'run.unknown'));
    if (item === null) throw new RefusedError(404, { code: 'run.unknown' });
    const { id, log, kind, requestedBy, fullBecause, repaired, difference, owed, projection } = item.value;
    const { state, reason, requestedAt, startedAt, endedAt, problems, readSoFar = [] } = item.value;
    const about = {
      org: { id: org.orgId, name: crmOrg.name },
      kind,
      scheduled: requestedBy === REQUESTED_BY_SCHEDULE,
      state,
      reason,
      requestedAt,
      startedAt,
      endedAt,
      // Set when it publishes, and by runs that found nothing to publish.
      projection: projection === null ? null : { of: projection.of, written: projection.written },
      fullBecause,
      repaired,
      difference,
      owed,
      // Which limit it stopped at, and at how much of it.
      limit: problems.find(({ code }) => code === 'crm.budgetReached')?.params ?? null,
      // A night's run has nobody at a page to tell: what its techniques went without is read here.
      leftOut: problems.filter(({ code }) => isLeftOut(code)).map(({ code, params }) => ({ code, params })),
      readSoFar,
    };
    return c.json({ log: { run: id, about, ...log } });
  });
}
