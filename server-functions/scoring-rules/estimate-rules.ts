import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { ScoringRules } from '#core/scoring-rules/scoring-rules.ts';
import { readCredits } from '../setup/estimate-credits.ts';
import { readBook, sumSpent, utcDay } from '../shared/credits/credit-book.ts';
import { readCreditBudget } from '../shared/credits/credit-settings.ts';
import { BULK_READ_JOB } from '../shared/credits/price-of-call.ts';
import { BULK_PAGE_ROWS } from '../shared/rest/bulk-read.ts';
import { QUERY_UP_TO_ROWS } from '../shared/rest/query-rows.ts';
import { installedCrm } from '../configuration/handler.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { fieldsFor, modulesAsked } from './begin-rules-run.ts';
import { planRules } from './plan-rules.ts';
import { readCurrentScores, readScoresManifest, scoredModules, scoreObjects } from './scores-manifest.ts';

/** The org and its currencies. A run writes nothing to the CRM and asks for nothing else but fields and records. Calls. */
const ORG_CALLS = 2;
/** Polls of a job that takes a minute (poll.ts), and its download. Calls. */
const CALLS_OF_JOB = 9;

/** PLT-4: what a run for all costs, by the records that there are now: rather some credits more than a run that spends more than it said. Throws `CrmError`. */
export async function estimateRules(
  ports: WorkPorts,
  org: OrgKey,
  rules: ScoringRules,
  configuration: Configuration,
): Promise<{ readonly credits: number; readonly records: Readonly<Record<string, number>> }> {
  const current = await readCurrentScores(ports, org);
  const standing =
    current === null ? null : await readScoresManifest(scoreObjects(ports, org), current.value.manifest, org);
  const scored = scoredModules(standing);
  const fields = await fieldsFor(installedCrm(ports, org), rules, configuration, scored);
  const plan = planRules(rules, configuration, fields, scored);
  const requests = [
    ...plan.modules.map(({ request }) => request),
    ...(plan.contacts === null ? [] : [plan.contacts]),
    ...plan.sources.map(({ request }) => request),
  ];
  const counter = ports.counterFor(org);
  const counted = new Map<string, number>();
  for (const { module } of requests)
    if (!counted.has(module)) counted.set(module, (await counter?.count(module, 'id is not null')) ?? 0);
  return {
    credits:
      ORG_CALLS +
      modulesAsked(rules, configuration, scored).size +
      requests.reduce((sum, { module }) => sum + creditsOfModule(counted.get(module) ?? 0), 0),
    records: Object.fromEntries(plan.modules.map(({ module, apiName }) => [module, counted.get(apiName) ?? 0])),
  };
}

/** Where a count finds nothing a job is asked too: nothing is what failures look like. */
function creditsOfModule(rows: number): number {
  if (rows === 0) return 1 + BULK_READ_JOB + CALLS_OF_JOB;
  const jobs = rows <= QUERY_UP_TO_ROWS ? 0 : Math.ceil(rows / BULK_PAGE_ROWS);
  return readCredits(rows) + jobs * CALLS_OF_JOB;
}

/** Whether the org's own budgets leave so many credits to a run that is about to begin. */
export async function fitsBudget(
  { store, clock }: Pick<WorkPorts, 'store' | 'clock'>,
  org: OrgKey,
  credits: number,
): Promise<boolean> {
  const { mostPerRun, mostPerDay } = await readCreditBudget(store, org);
  if (mostPerRun !== null && credits > mostPerRun) return false;
  if (mostPerDay === null) return true;
  const today = utcDay(clock.now());
  const booked = await readBook(store, org, clock.now(), 1);
  return booked.reduce((sum, { byDay }) => sum + sumSpent(byDay[today] ?? {}), 0) + credits <= mostPerDay;
}
