import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { sweepExports } from '../export/sweep-exports.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { sweepSegments } from '../segments/sweep-segments.ts';
import { createJobControl, type JobControl } from '../shared/jobs/job-control.ts';
import { steerCrm } from '../shared/jobs/steer-crm.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { describeBug } from '../shared/log/describe-bug.ts';
import { problemsOf, reasonOf } from './failure-reason.ts';
import { GENERATION_COLUMNS, type Generation } from './generation.ts';
import type { GenerationRecord } from './generation-record.ts';
import { withSince } from './label-history.ts';
import { loadAccounts, readCurrentGeneration, type PublishedGeneration } from './load-generation.ts';
import { labelFieldReads, planProjection, withoutPresentValues } from './project-labels.ts';
import { publishGeneration } from './publish-generation.ts';
import { projectBasis } from './project-basis.ts';
import { releaseRunLock, RENEW_EVERY_MS, renewRunLock } from './run-lock.ts';
import { watchReads } from './watch-reads.ts';
import { createRunJournal, type RunJournal } from './run-journal.ts';
import { runScore } from './run-score.ts';
import { sweepGenerations } from './sweep-generations.ts';
import { MAX_KEPT_PROBLEMS, type RunRow } from './run-row.ts';

/**
 * One score run from its row to its end. Never throws for what can happen: the row says how it ended, with a named reason,
 * and until the pointer flips the last good generation stays. A second delivery of the same job finds nothing to do.
 */
export async function performRun(
  ports: WorkPorts,
  job: { readonly org: OrgKey; readonly runId: string },
): Promise<void> {
  const { org, runId } = job;
  const journal = await createRunJournal(ports, org, runId);
  if (journal === null) return;
  const control = controlRun(ports, org, journal);
  try {
    await work(ports, org, journal, control);
  } catch (error) {
    const reason = reasonOf(error);
    const ended = reason === 'cancelled' ? 'cancelled' : 'failed';
    await journal.end(ended, { reason, problems: problemsOf(error) });
    ports.logger.warn(`run.${ended}`, {
      dc: org.dc,
      orgId: org.orgId,
      runId,
      reason,
      ...(reason === 'internal' ? describeBug(error) : {}),
    });
  } finally {
    control.close();
    await releaseRunLock(ports.store, org, runId);
  }
}

async function work(ports: WorkPorts, org: OrgKey, journal: RunJournal, control: JobControl): Promise<void> {
  const configuration = await readConfiguration(ports.store, org);
  if (configuration === null) return journal.end('refused', { reason: 'notConfigured', problems: [] });
  const installed = ports.crmFor(org);
  if (installed === null) return journal.end('refused', { reason: 'notInstalled', problems: [] });
  const reads = watchReads(steerCrm(installed, control));
  const { crm } = reads;
  await journal.note({ total: await countRecords(ports, org, configuration) });

  // Taken before anything is read: whoever publishes while this run computes has fresher data, and this run must not undo it.
  const former = await readCurrentGeneration(ports, org);
  const asOfDay = await asOfDayOf(ports, crm, journal.row.asOf);
  const scored = await runScore({
    crm,
    configuration,
    asOfDay,
    alsoRead: labelFieldReads(configuration),
    offered: [GENERATION_COLUMNS.created],
    months: true,
    onProgress: (progress) => journal.progress(progress),
    cancellation: control,
  });
  if (!scored.ok) {
    const { reason, problems } = scored.error;
    ports.logger.warn('run.refused', { dc: org.dc, orgId: org.orgId, runId: journal.row.id, reason });
    return journal.end('refused', { reason, problems });
  }
  const present = ports.crmFor(org);
  const problems = present === null ? [] : await reads.changed(present);
  if (problems.length > 0) return journal.end('refused', { reason: 'orgChanged', problems });
  await publishAndProject(
    ports,
    org,
    journal,
    { configuration, crm, generation: scored.value, formerItem: former },
    control,
  );
}

async function publishAndProject(
  ports: WorkPorts,
  org: OrgKey,
  journal: RunJournal,
  scored: {
    readonly configuration: Configuration;
    readonly crm: CrmBatch;
    readonly generation: Generation;
    readonly formerItem: Awaited<ReturnType<typeof readCurrentGeneration>>;
  },
  control: JobControl,
): Promise<void> {
  const { configuration, crm, generation, formerItem: item } = scored;
  await control.checkpoint();
  await journal.enter('publishing');
  const former = item === null ? null : { item, table: await loadFormer(ports, org, item.value) };
  const table = withSince(withoutPresentValues(generation.table), former?.table ?? null, generation.asOfDay);
  const id = ports.ids.next('generation');
  const publishedAt = new Date(ports.clock.now()).toISOString();
  const published = await publishGeneration(ports, org, {
    id,
    runId: journal.row.id,
    configuration,
    generation,
    table,
    former,
  });
  if (published === 'overtaken') return journal.end('failed', { reason: 'publishedMeanwhile', problems: [] });
  await sweep(ports, org, published);
  await sweepExports(ports, org);
  await sweepSegments(ports, org);

  await journal.enter('projecting', { generation: id });
  const request = planProjection(configuration, generation, table, generation.table);
  const { written, failed, stopped } = await crm.write(request);
  const failures = failed.slice(0, MAX_KEPT_PROBLEMS).map(({ id: account, code }) => ({ id: account, code }));
  // The watermark of decision 2: which generation the CRM's fields show, and how completely.
  const unwritten = request.ids.length - written;
  const projection = { of: request.ids.length, written, failed: unwritten, failures };
  ports.logger.info('run.projected', {
    dc: org.dc,
    orgId: org.orgId,
    runId: journal.row.id,
    rows: written,
    failed: unwritten,
    ...(stopped === undefined ? {} : { reason: stopped.reason }),
  });
  const warnings = await projectBasis(crm, { configuration, generation, id, publishedAt });
  // Published it is: a CRM that takes no more labels now gets them from the next run.
  const whole = failed.length === 0 && stopped === undefined;
  await journal.end(whole ? 'done' : 'publishedPartly', {
    reason: whole ? null : (stopped?.reason ?? 'rowsRefused'),
    problems: [...problemsOf(stopped), ...warnings],
    projection,
  });
}

/** What is left over costs room, not truth: a store that fails here stops nothing. */
async function sweep(ports: WorkPorts, org: OrgKey, published: GenerationRecord): Promise<void> {
  try {
    await sweepGenerations(ports, org, published);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    ports.logger.warn('generation.notSwept', {
      dc: org.dc,
      orgId: org.orgId,
      generation: published.id,
      reason: error.code,
    });
  }
}

/** Pausing, cancelling and the lock's lease of one run. */
function controlRun(ports: WorkPorts, org: OrgKey, journal: RunJournal): JobControl {
  const { store, clock } = ports;
  const runId = journal.row.id;
  let renewedAt = clock.now();
  let before = journal.row.state;
  return createJobControl({
    store,
    org,
    jobId: runId,
    async onHeld() {
      before = journal.row.state;
      await journal.enter('paused');
    },
    onReleased: () => journal.enter(before),
    onLook() {
      if (clock.now() - renewedAt < RENEW_EVERY_MS) return;
      renewedAt = clock.now();
      renewRunLock(store, org, runId, renewedAt).catch(() => undefined);
    },
  });
}

/** For "n of m"; a CRM that does not count stops nothing. */
async function countRecords(ports: WorkPorts, org: OrgKey, { mapping }: Configuration): Promise<RunRow['total']> {
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

/** null when its bytes are damaged: a run needs only its labels' days, and publishing a sound one is the cure. */
async function loadFormer(ports: WorkPorts, org: OrgKey, former: PublishedGeneration): Promise<ColumnTable | null> {
  try {
    return await loadAccounts(ports, org, former);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
    ports.logger.warn('generation.damaged', { dc: org.dc, orgId: org.orgId, generation: former.id });
    return null;
  }
}

async function asOfDayOf(ports: WorkPorts, crm: CrmBatch, asOf: string | null): Promise<number> {
  const asked = asOf === null ? null : parseIsoDay(asOf);
  if (asked !== null) return asked;
  const { timeZone } = await crm.org();
  return createZoneDay(timeZone)(ports.clock.now());
}
