import type { OrgKey } from '#core/crm/org-key.ts';
import { takeUpExports } from '../export/unfinished-exports.ts';
import { findUnfinishedIntake } from '../intake/start-intake.ts';
import { tickIntake } from '../intake/tick-intake.ts';
import { findUnfinishedRules } from '../scoring-rules/start-rules-run.ts';
import { tickRules } from '../scoring-rules/tick-rules.ts';
import { findUnfinishedRuns } from '../score/unfinished-runs.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { describeBug } from '../shared/log/describe-bug.ts';
import { tickRefresh, type RefreshPorts } from './tick-refresh.ts';

const MINUTE_MS = 60_000;
/** Jobs whose worker died are looked for in every fifth minute: a lease lasts five. Minutes. */
const TAKE_UP_EVERY = 5;

/**
 * What the platform's clock does for an org: jobs that nobody works on any more go back into the queue, and what is owed now
 * begins. Never throws: what failed for one org is tried again with the next tick, and stops no other org.
 */
export async function tickOrg(ports: RefreshPorts & Pick<FunctionPorts, 'blob'>, { dc, orgId }: OrgKey): Promise<void> {
  const org = { dc, orgId };
  try {
    if (Math.floor(ports.clock.now() / MINUTE_MS) % TAKE_UP_EVERY === 0) await takeUp(ports, org);
    await tickRefresh(ports, org);
    // After it: what the labels need goes before what is read beside them.
    await tickIntake(ports, org);
    await tickRules(ports, org);
  } catch (error) {
    ports.logger.warn('refresh.failed', { dc, orgId, ...describeBug(error) });
  }
}

async function takeUp(ports: RefreshPorts, org: OrgKey): Promise<void> {
  const runs = await findUnfinishedRuns(ports, org, 'respected');
  const exports = await takeUpExports(ports, org, 'respected');
  const intake = await findUnfinishedIntake(ports, org, 'respected');
  const rules = await findUnfinishedRules(ports, org, 'respected');
  for (const job of [...runs, ...exports, ...intake, ...rules]) await ports.queue.enqueue(job);
}
