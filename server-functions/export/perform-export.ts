import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { createJobControl } from '../shared/jobs/job-control.ts';
import { describeBug } from '../shared/log/describe-bug.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { claimJob } from '../shared/runs/claim-job.ts';
import { driveJob, MAX_ATTEMPTS, type Delivery } from '../shared/runs/drive-job.ts';
import { FencedError } from '../shared/runs/fenced-error.ts';
import { reasonOfEnd } from '../shared/runs/reason-of-end.ts';
import { createTimeBudget } from '../shared/runs/time-budget.ts';
import { createExportContext, type ExportContext } from './export-context.ts';
import { isExportStep } from './export-cursor.ts';
import { exportKey, exportRowSchema, historyUntil, isExportOver, type ExportRow } from './export-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { EXPORT_UNITS, removeObjects } from './export-units.ts';

/**
 * One delivery of an export: from wherever its cursor stands to its end, or until the time is up (`again`). Ends as `done`,
 * `cancelled` or `failed` with a named reason; a second delivery finds nothing to do. Throws `StoreError` where the row cannot
 * be written: then it is taken up later.
 */
export async function performExport(
  ports: WorkPorts,
  { org, exportId }: { readonly org: OrgKey; readonly exportId: string },
  { deadline = null }: { readonly deadline?: number | null } = {},
): Promise<Delivery> {
  const { store, clock, ids } = ports;
  const place = { store, clock, org, schema: exportRowSchema, ids, expiresAt: historyUntil };
  const claim = await claimJob(place, exportKey(exportId), isExportOver);
  if (claim.kind !== 'claimed') return 'ended';
  const { job } = claim;
  const control = createJobControl({
    store,
    org,
    jobId: exportId,
    // A renewal that fails is followed by another; a lease that ran out stops the export at its next effect.
    onLook: () => void job.renew().catch(() => undefined),
  });
  const context = createExportContext({ ports, org, job, control });
  try {
    if (job.row.job.attempts > MAX_ATTEMPTS) throw new StoppedError('keepsBreaking');
    const startedAt = new Date(clock.now()).toISOString();
    await job.save((row) =>
      isExportOver(row) ? row : { ...row, state: 'running', startedAt: row.startedAt ?? startedAt },
    );
    const delivery = await driveJob(job, (row) => performUnit(context, row), {
      isOver: isExportOver,
      control,
      budget: createTimeBudget(clock, deadline),
    });
    await removeRest(context);
    return delivery;
  } catch (error) {
    return await failExport(context, error);
  } finally {
    control.close();
    await context.close();
  }
}

function performUnit(context: ExportContext, row: ExportRow): Promise<(row: ExportRow) => ExportRow> {
  const { step } = row.job;
  if (!isExportStep(step)) throw new TypeError('an export has one of its own steps');
  return EXPORT_UNITS[step](context, row);
}

async function failExport(context: ExportContext, error: unknown): Promise<Delivery> {
  const { ports, org, job } = context;
  if (error instanceof FencedError) return 'ended';
  const reason = reasonOfEnd(context.control, error);
  const endedAt = new Date(ports.clock.now()).toISOString();
  const ended = reason === 'cancelled' ? { state: 'cancelled', endedAt } : { state: 'failed', endedAt, reason };
  try {
    await job.save((row) => (isExportOver(row) ? row : exportRowSchema.parse({ ...row, ...ended, file: null })));
  } catch (cause) {
    if (cause instanceof FencedError) return 'ended';
    throw cause;
  }
  if (job.row.state === 'failed')
    ports.logger.warn('export.failed', {
      dc: org.dc,
      orgId: org.orgId,
      exportId: job.row.id,
      reason,
      ...(reason === 'internal' ? describeBug(error) : {}),
    });
  await removeRest(context);
  return 'ended';
}

/** What an export that did not end well leaves is nobody's; what cannot be removed now is swept with the next run. */
async function removeRest(context: ExportContext): Promise<void> {
  const { row } = context.job;
  if (row.state !== 'failed' && row.state !== 'cancelled') return;
  try {
    await removeObjects(context, row, null);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
