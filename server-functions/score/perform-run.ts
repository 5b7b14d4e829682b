import type { Cancellation } from '#core/cancellation.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { problemsOf, reasonOf } from './failure-reason.ts';
import type { Generation } from './generation.ts';
import { withSince } from './label-history.ts';
import { loadAccounts, readCurrentGeneration } from './load-generation.ts';
import { labelFieldReads, planProjection, withoutPresentValues } from './project-labels.ts';
import { publishGeneration } from './publish-generation.ts';
import { releaseRunLock } from './run-lock.ts';
import { createRunJournal, type RunJournal } from './run-journal.ts';
import { runScore } from './run-score.ts';
import { MAX_KEPT_PROBLEMS } from './run-row.ts';

/**
 * One score run from its row to its end. Never throws for what can happen: the row says how it ended, with a named reason,
 * and until the pointer flips the last good generation stays. A second delivery of the same job finds nothing to do.
 */
export async function performRun(
  ports: WorkPorts,
  job: { readonly org: OrgKey; readonly runId: string },
  cancellation?: Cancellation,
): Promise<void> {
  const { org, runId } = job;
  const journal = await createRunJournal(ports, org, runId);
  if (journal === null) return;
  try {
    await work(ports, org, journal, cancellation);
  } catch (error) {
    const reason = reasonOf(error);
    await journal.end('failed', { reason, problems: problemsOf(error) });
    ports.logger.warn('run.failed', { dc: org.dc, orgId: org.orgId, runId, reason });
  } finally {
    await releaseRunLock(ports.store, org, runId);
  }
}

async function work(
  ports: WorkPorts,
  org: OrgKey,
  journal: RunJournal,
  cancellation: Cancellation | undefined,
): Promise<void> {
  const configuration = await readConfiguration(ports.store, org);
  if (configuration === null) return journal.end('refused', { reason: 'notConfigured', problems: [] });
  const crm = ports.crmFor(org);
  if (crm === null) return journal.end('refused', { reason: 'notInstalled', problems: [] });

  const asOfDay = await asOfDayOf(ports, crm, journal.row.asOf);
  const scored = await runScore({
    crm,
    configuration,
    asOfDay,
    alsoRead: labelFieldReads(configuration),
    onProgress: (progress) => journal.progress(progress),
    ...(cancellation === undefined ? {} : { cancellation }),
  });
  if (!scored.ok) {
    const { reason, problems } = scored.error;
    ports.logger.warn('run.refused', { dc: org.dc, orgId: org.orgId, runId: journal.row.id, reason });
    return journal.end('refused', { reason, problems });
  }
  await publishAndProject(ports, org, journal, { configuration, crm, generation: scored.value }, cancellation);
}

async function publishAndProject(
  ports: WorkPorts,
  org: OrgKey,
  journal: RunJournal,
  scored: { readonly configuration: Configuration; readonly crm: CrmBatch; readonly generation: Generation },
  cancellation: Cancellation | undefined,
): Promise<void> {
  const { configuration, crm, generation } = scored;
  await journal.enter('publishing');
  const item = await readCurrentGeneration(ports, org);
  const former = item === null ? null : { item, table: await loadFormer(ports, org, item.value.id) };
  const table = withSince(withoutPresentValues(generation.table), former?.table ?? null, generation.asOfDay);
  const id = ports.ids.next('generation');
  const outcome = await publishGeneration(ports, org, {
    id,
    runId: journal.row.id,
    configuration,
    generation,
    table,
    former,
  });
  if (outcome === 'overtaken') return journal.end('failed', { reason: 'publishedMeanwhile', problems: [] });

  await journal.enter('projecting', { generation: id });
  const request = planProjection(configuration, generation, table, generation.table);
  const { written, failed } = await crm.write(request, cancellation);
  const failures = failed.slice(0, MAX_KEPT_PROBLEMS).map(({ id: account, code }) => ({ id: account, code }));
  // The watermark of decision 2: which generation the CRM's fields show, and how completely.
  const projection = { of: request.ids.length, written, failed: failed.length, failures };
  ports.logger.info('run.projected', {
    dc: org.dc,
    orgId: org.orgId,
    runId: journal.row.id,
    rows: written,
    failed: failed.length,
  });
  await journal.end(failed.length === 0 ? 'done' : 'publishedPartly', {
    reason: failed.length === 0 ? null : 'rowsRefused',
    problems: [],
    projection,
  });
}

/** null when its bytes are damaged: a run needs only its labels' days, and publishing a sound one is the cure. */
async function loadFormer(ports: WorkPorts, org: OrgKey, id: string): Promise<ColumnTable | null> {
  try {
    return await loadAccounts(ports, org, id);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
    ports.logger.warn('generation.damaged', { dc: org.dc, orgId: org.orgId, generation: id });
    return null;
  }
}

async function asOfDayOf(ports: WorkPorts, crm: CrmBatch, asOf: string | null): Promise<number> {
  const asked = asOf === null ? null : parseIsoDay(asOf);
  if (asked !== null) return asked;
  const { timeZone } = await crm.org();
  return createZoneDay(timeZone)(ports.clock.now());
}
