import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { FieldMetadata, FieldType } from '#core/crm/metadata.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { dealWarnings } from '#core/techniques/rfm/score.ts';
import { totalsOf } from '#core/techniques/rfm/totals.ts';
import { problemsOf, reasonOf } from '../score/failure-reason.ts';
import { planReading } from '../score/plan-reading.ts';
import { readAccounts } from '../score/read-accounts.ts';
import { columnOf } from '../score/column-of.ts';
import { readDeals } from '../score/read-deals.ts';
import { createJobControl } from '../shared/jobs/job-control.ts';
import { steerCrm } from '../shared/jobs/steer-crm.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { writeBytes } from '../shared/stores/blob-bytes.ts';
import { readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { SNAPSHOT_COLUMNS as S } from './snapshot-columns.ts';
import { SNAPSHOT_PREFIX, snapshotKey, snapshotRowSchema, type SnapshotRow } from './snapshot-row.ts';
import { describeBug } from '../shared/log/describe-bug.ts';

/** Progress is written this often at most. Milliseconds. */
const PROGRESS_EVERY_MS = 500;
/** Fields beyond the mapped ones: an org of five hundred would not fit beside them. */
const MAX_OFFERED_FIELDS = 100;
/** What criteria are made of; long texts and contact data are not, and each would be a distinct text an account. */
const OFFERED: ReadonlySet<FieldType> = new Set([
  'text',
  'choice',
  'choices',
  'integer',
  'decimal',
  'money',
  'percent',
  'date',
  'instant',
  'boolean',
  'user',
]);

/** One snapshot from its row to its columns. Never throws for what can happen: the row says how it ended. */
export async function performSnapshot(
  ports: WorkPorts,
  { org, snapshotId }: { readonly org: OrgKey; readonly snapshotId: string },
): Promise<void> {
  const { store, clock, logger } = ports;
  const found = await readJson(store, org, snapshotKey(snapshotId), snapshotRowSchema);
  if (found === null || found.value.state !== 'queued') return;
  let item: JsonItem<SnapshotRow> = found;
  const save = async (changes: Partial<SnapshotRow>): Promise<boolean> => {
    const value = { ...item.value, ...changes };
    const result = await replaceJson(store, org, item, value, value.expiresAt);
    if (result.outcome === 'written') item = { key: item.key, value, revision: result.revision };
    return result.outcome === 'written';
  };
  if (!(await save({ state: 'running' }))) return;
  await removeStale(ports, org);

  const control = createJobControl({ store, org, jobId: snapshotId });
  let writing: Promise<unknown> = Promise.resolve();
  let lastWrite = clock.now();
  let progress = item.value.progress;
  const onProgress = ({ step, rows }: { readonly step: string; readonly rows: number }): void => {
    if (step !== 'accounts' && step !== 'deals') return;
    progress = { ...progress, [step]: rows };
    if (clock.now() - lastWrite < PROGRESS_EVERY_MS) return;
    lastWrite = clock.now();
    writing = writing.then(() => save({ progress })).catch(() => undefined);
  };
  let ended: Partial<SnapshotRow>;
  try {
    const crm = ports.crmFor(org);
    const pulled = crm === null ? fail([notInstalled()]) : await pull(steerCrm(crm, control), item.value, onProgress);
    if (pulled.ok) {
      await writeBytes(ports.blob, org, snapshotKey(snapshotId), encodeColumns(pulled.value.table));
      ended = { state: 'ready', warnings: pulled.value.warnings };
    } else ended = { state: 'failed', problems: pulled.error.map(copyOf) };
  } catch (error) {
    const reason = reasonOf(error);
    const cancelled = reason === 'cancelled';
    if (!cancelled)
      logger.warn('snapshot.failed', {
        dc: org.dc,
        orgId: org.orgId,
        reason,
        ...(reason === 'internal' ? describeBug(error) : {}),
      });
    const problems = [...problemsOf(error), { code: `snapshot.${reason}`, params: {}, where: 'snapshot' }];
    ended = cancelled ? { state: 'cancelled' } : { state: 'failed', problems: problems.map(copyOf) };
  } finally {
    control.close();
  }
  await writing;
  await save({ ...ended, progress });
}

interface Pulled {
  readonly table: ColumnTable;
  readonly warnings: SnapshotRow['warnings'];
}

async function pull(
  crm: CrmBatch,
  { scope, asOfDay, minorDigits }: SnapshotRow,
  onProgress: NonNullable<Parameters<typeof readDeals>[0]['onProgress']>,
): Promise<Result<Pulled, readonly Problem[]>> {
  const { mapping, criteria, rfm } = scope;
  const configuration = { mapping, criteria, techniques: { rfm, firmographics: null } };
  const fields = { accounts: await crm.fields(mapping.accounts.module), deals: await crm.fields(mapping.deals.module) };
  const plan = planReading({ configuration, offered: offeredFields(fields.accounts) }, fields);
  if (!plan.ok) return plan;
  const accounts = await readAccounts({ crm, configuration, onProgress }, plan.value);
  if (!accounts.ok) return fail(accounts.error.problems);
  const { table } = accounts.value;
  const population = compileCriteria(criteria, { asOfDay, minorDigits }).evaluate(table);
  const ids = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const sums = await readDeals({ crm, configuration, asOfDay, onProgress }, plan.value, ids, minorDigits);
  const totals = totalsOf(sums.aggregate);
  if (!totals.ok) return fail([{ ...totals.error.message, where: 'techniques.rfm' }]);
  const { lastDay, frequencyTicks, monetaryMinor } = totals.value;
  const columns: ColumnTable['columns'] = new Map([
    ...[...table.columns].filter(([key]) => key !== 'id'),
    [S.included, { kind: 'boolean', values: population }],
    [S.lastDay, { kind: 'day', days: lastDay }],
    [S.ticks, { kind: 'number', values: frequencyTicks }],
    [S.monetary, { kind: 'money', minor: monetaryMinor }],
    [S.won, { kind: 'money', minor: sums.wonMinor }],
    [S.pipeline, { kind: 'money', minor: sums.pipelineMinor }],
  ]);
  const warnings = dealWarnings(sums.aggregate.counts).map(({ code, params }) => ({ code, params: { ...params } }));
  return ok({ table: { length: table.length, columns }, warnings });
}

function offeredFields(fields: readonly FieldMetadata[]): readonly string[] {
  return fields
    .filter(({ type, apiName }) => OFFERED.has(type) && apiName !== 'id')
    .slice(0, MAX_OFFERED_FIELDS)
    .map(({ apiName }) => `crm:${apiName}`);
}

/** Columns whose row has expired: their hour is over. */
async function removeStale({ store, blob }: WorkPorts, org: OrgKey): Promise<void> {
  for (const { key } of await blob.list(org, SNAPSHOT_PREFIX)) {
    if ((await readJson(store, org, key, snapshotRowSchema)) === null) await blob.remove(org, key);
  }
}

function notInstalled(): Problem {
  return { code: 'snapshot.notInstalled', params: {}, where: 'org' };
}

function copyOf({ code, params, where }: Problem): SnapshotRow['problems'][number] {
  return { code, params: { ...params }, where };
}
