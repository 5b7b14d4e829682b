import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { FrozenOrg } from '#core/crm/sliced-crm-batch.ts';
import { becomeFull, whyNotTold, type FullReason } from './changes/become-full.ts';
import { findBeginning, readLedgerOrg } from './changes/find-beginning.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { hashInputs, modulesRead, planOf, type FrozenRun } from './frozen-run.ts';
import { readCurrentGeneration } from './load-generation.ts';
import { endRun, moveOn, type RunContext, type RunUnit, type UnitResult } from './run-context.ts';
import type { RunRow } from './run-row.ts';
import { modulesOfTechniques } from './techniques/plan-techniques.ts';

/**
 * Everything that the run takes for given, read once and kept; what is wrong with it ends the run before a row is read. A run of
 * what changed takes the org for what the ledger was read under, and asks only where something has changed.
 */
export const beginRun: RunUnit = async (context, row) => {
  const begun = row.kind === 'full' || row.fullBecause !== null ? null : await beginChanges(context, row);
  if (typeof begun === 'string') return becomeFull(row, begun);
  return begun ?? (await beginFull(context, row));
};

async function beginFull({ ports, org, parts }: RunContext, row: RunRow): Promise<UnitResult> {
  const at = ports.clock.now();
  const taken = await takeInputs(ports, org, row.asOf);
  if (typeof taken === 'string') return { change: endRun('refused', { reason: taken, problems: [], at }) };
  const plan = planOf(taken);
  if (!plan.ok) {
    const reason = 'configurationDoesNotFit';
    ports.logger.warn('run.refused', { dc: org.dc, orgId: org.orgId, runId: row.id, reason });
    return { change: endRun('refused', { reason, problems: plan.error, at }) };
  }
  const total = await countRecords(ports, org, taken.configuration);
  const newest = await newestChanges(ports, org, taken.configuration);
  const frozen = await parts('inputs').write(Buffer.from(JSON.stringify({ ...taken, newest })));
  const cursor = { frozen, beside: taken.former?.revision ?? null };
  const leftOut = (plan.value.techniques?.leftOut ?? []).map((each) => ({ ...each, params: { ...each.params } }));
  const change = moveOn('accounts', leftOut.length === 0 ? cursor : { ...cursor, warnings: leftOut }, { total });
  return { change: withHash(change, hashInputs(taken, plan.value)) };
}

/** Where to begin with what changed, or why everything has to be read. Reads our store alone. */
async function beginChanges({ ports, org, parts }: RunContext, row: RunRow): Promise<UnitResult | FullReason> {
  const known = await readLedgerOrg(ports, org);
  if (known === null) return 'noLedger';
  const taken = await takeInputs(ports, org, row.asOf, { known });
  const plan = typeof taken === 'string' ? null : planOf(taken);
  // What is wrong with the settings, the full run says.
  if (typeof taken === 'string' || plan?.ok !== true) return 'settingsChanged';
  const changes = await findBeginning(ports, org, taken, plan.value);
  if (typeof changes === 'string') return changes;
  const frozen = await parts('inputs').write(Buffer.from(JSON.stringify(taken)));
  const change = moveOn('changedAccounts', { frozen, beside: taken.former?.revision ?? null, changes });
  return { change: withHash(change, hashInputs(taken, plan.value)) };
}

function withHash(change: (row: RunRow) => RunRow, inputHash: string): (row: RunRow) => RunRow {
  return (present) => {
    const next = change(present);
    return { ...next, job: { ...next.job, inputHash } };
  };
}

/**
 * Org, fields, settings and day as they are now; a word where there are none. `known` is what the CRM need not be asked for;
 * `ofTechniques`, likewise, of the modules that only full runs read. Throws `CrmError`.
 */
export async function takeInputs(
  ports: WorkPorts,
  org: OrgKey,
  asOf: string | null,
  { known, ofTechniques }: { readonly known?: FrozenOrg; readonly ofTechniques?: FrozenOrg['fields'] } = {},
): Promise<FrozenRun | 'notConfigured' | 'notInstalled'> {
  const configuration = await readConfiguration(ports.store, org);
  if (configuration === null) return 'notConfigured';
  const crm = ports.crmFor(org);
  if (crm === null) return 'notInstalled';
  // Before anything is read: whoever publishes while this run computes has fresher data, and this run must not undo it.
  const former = await readCurrentGeneration(ports, org);
  const now = ports.clock.now();
  const taken = known?.org ?? (await crm.org());
  return {
    org: taken,
    fields: known?.fields ?? (await fieldsNow(crm, configuration, ofTechniques)),
    configuration,
    asOfDay: (asOf === null ? null : parseIsoDay(asOf)) ?? createZoneDay(taken.timeZone)(now),
    now,
    newest: null,
    former: former === null ? null : { revision: former.revision, record: former.value },
  };
}

/** Fields of the modules that a run reads; an org may lack some that only other techniques read. */
export async function fieldsNow(
  crm: CrmBatch,
  configuration: Configuration,
  ofTechniques?: FrozenOrg['fields'],
): Promise<FrozenOrg['fields']> {
  const found: Record<string, readonly FieldMetadata[]> = {};
  for (const module of modulesRead(configuration)) found[module] = await crm.fields(module);
  for (const module of modulesOfTechniques(configuration)) {
    if (found[module] !== undefined) continue;
    const fields = ofTechniques === undefined ? await fieldsOrNone(crm, module) : ofTechniques[module];
    if (fields != null) found[module] = fields;
  }
  return found;
}

async function fieldsOrNone(crm: CrmBatch, module: string): Promise<readonly FieldMetadata[] | null> {
  try {
    return await crm.fields(module);
  } catch (error) {
    if (error instanceof CrmError && NOT_THERE.has(error.reason)) return null;
    throw error;
  }
}

/** What a CRM answers about a module that it does not have, or not for us. */
const NOT_THERE: ReadonlySet<CrmErrorReason> = new Set(['invalidModule', 'noPermission', 'notFound']);

/** From where the next sweep asks; a CRM that does not say when records change is never swept. */
async function newestChanges(ports: WorkPorts, org: OrgKey, { mapping }: Configuration): Promise<FrozenRun['newest']> {
  const crm = ports.crmFor(org);
  if (crm === null) return null;
  try {
    return {
      accounts: await crm.latestChange(mapping.accounts.module),
      deals: await crm.latestChange(mapping.deals.module),
    };
  } catch (error) {
    if (error instanceof CrmError && whyNotTold(error) !== null) return null;
    throw error;
  }
}

/** For "n of m"; a CRM that does not count stops nothing. */
export async function countRecords(
  ports: WorkPorts,
  org: OrgKey,
  { mapping }: Configuration,
): Promise<RunRow['total']> {
  const counter = ports.counterFor(org);
  if (counter === null) return null;
  try {
    const [accounts, deals] = await Promise.all(
      [mapping.accounts.module, mapping.deals.module].map((module) => counter.count(module, 'id is not null')),
    );
    return accounts === undefined || deals === undefined ? null : { accounts, deals };
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}
