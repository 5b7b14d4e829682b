import type { OrgKey } from '#core/crm/org-key.ts';
import { createJobControl, type JobControl } from '../shared/jobs/job-control.ts';
import { describeBug } from '../shared/log/describe-bug.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { onAccount, openRunAccount, type RunAccount } from '../shared/credits/run-account.ts';
import { claimJob } from '../shared/runs/claim-job.ts';
import { driveJob, MAX_ATTEMPTS, type Delivery } from '../shared/runs/drive-job.ts';
import type { DurableJob } from '../shared/runs/durable-job.ts';
import { FencedError } from '../shared/runs/fenced-error.ts';
import { addEvent, addToLog, isPaused, type RunEvent } from '../shared/runs/run-log.ts';
import { createTimeBudget } from '../shared/runs/time-budget.ts';
import { problemsOf, reasonOf } from './failure-reason.ts';
import { readCurrentGeneration } from './load-generation.ts';
import { resumeRun } from './resume-run.ts';
import { createRunContext, endRun, stateOf, type RunContext, type RunLimits, type UnitResult } from './run-context.ts';
import { isRunStep } from './run-cursor.ts';
import { releaseRunLock, RENEW_EVERY_MS, renewRunLock, takeRunLock } from './run-lock.ts';
import { ENDED, generationOf, runKey, runRowSchema, type RunRow } from './run-row.ts';
import { RUN_LIMITS } from './run-limits.ts';
import { RUN_UNITS } from './run-units.ts';

/** How one delivery is performed; absent = as on a platform without a time limit. */
export interface Delivered {
  /** When the platform ends whatever still works; epoch milliseconds. */
  readonly deadline?: number | null;
  readonly limits?: Partial<RunLimits>;
}

/**
 * One delivery of a score run: from wherever its cursor stands to its end, or until the time is up (`again`). Never throws for
 * what can happen: the row says how it ended, with a named reason, and until the pointer flips the last good generation stays.
 * A second delivery finds nothing to do. Throws `StoreError` where the row cannot be written: then the run is taken up later.
 */
export async function performRun(
  ports: WorkPorts,
  { org, runId }: { readonly org: OrgKey; readonly runId: string },
  { deadline = null, limits = {} }: Delivered = {},
): Promise<Delivery> {
  const { store, clock, ids } = ports;
  const expiresAt = (row: RunRow): number | undefined => row.expiresAt ?? undefined;
  const place = { store, clock, org, schema: runRowSchema, ids, expiresAt };
  const claim = await claimJob(place, runKey(runId), isOver);
  if (claim.kind !== 'claimed') return 'ended';
  const { job } = claim;
  const account = await openRunAccount(ports, org, job.row);
  const control = controlRun(ports, org, job);
  const context = createRunContext({
    ports: onAccount(ports, account),
    org,
    job,
    control,
    limits: { ...RUN_LIMITS, ...limits },
  });
  const budget = createTimeBudget(clock, deadline);
  try {
    // One that lapsed while nobody worked. Where another run has it, the publish decides which of the two stands.
    await takeRunLock(store, org, runId, clock.now());
    await startSlice(context);
    const delivery = await driveJob(job, (row) => performLogged(context, row, account), { isOver, control, budget });
    if (delivery === 'ended') await releaseRunLock(store, org, runId);
    return delivery;
  } catch (error) {
    if (error instanceof FencedError) {
      ports.logger.warn('run.fenced', { dc: org.dc, orgId: org.orgId, runId });
      return 'ended';
    }
    return await failRun(context, error);
  } finally {
    control.close();
    await account.save();
  }
}

function isOver({ state }: RunRow): boolean {
  return ENDED.has(state);
}

/** The row as people see it from now on; a run that somebody has taken up again goes on or begins anew. */
async function startSlice(context: RunContext): Promise<void> {
  const { ports, job } = context;
  const resumed = job.row.state === 'queued' ? await resumeRun(context) : null;
  const startedAt = new Date(ports.clock.now()).toISOString();
  const tooOften = job.row.job.attempts > MAX_ATTEMPTS;
  await job.save((row) => {
    const begun = resumed === null ? row : resumed(row);
    const started = { ...begun, startedAt: begun.startedAt ?? startedAt, state: stateOf(begun.job.step) };
    if (!tooOften) return started;
    return endRun('failed', { reason: 'keepsBreaking', problems: [], at: ports.clock.now() })(started);
  });
}

async function performLogged(context: RunContext, row: RunRow, account: RunAccount): Promise<(row: RunRow) => RunRow> {
  const { step, epoch, attempts } = row.job;
  const { clock } = context.ports;
  if (!isRunStep(step)) throw new TypeError('a run has one of its own steps');
  const from = new Date(clock.now()).toISOString();
  const spent = account.total;
  const {
    change,
    rows = null,
    note = null,
  } = (await endIfOvertaken(context, row)) ?? (await RUN_UNITS[step](context, row));
  await account.save();
  const to = new Date(clock.now()).toISOString();
  const entry = {
    step,
    from,
    to,
    rows,
    credits: account.total - spent,
    retries: Math.max(0, attempts - 1),
    worker: epoch,
    note,
  };
  return (present) => {
    const next = change(present);
    return { ...next, log: addToLog(next.log, { ...entry, note: note ?? next.reason }) };
  };
}

/** Another run has published since this one began: it has fresher data, and has removed this one's parts. */
async function endIfOvertaken({ ports, org }: RunContext, row: RunRow): Promise<UnitResult | null> {
  const { frozen, beside, published } = row.job.cursor;
  if (frozen === null || published) return null;
  const standing = await readCurrentGeneration(ports, org);
  if ((standing?.revision ?? null) === beside || standing?.value.id === generationOf(row)) return null;
  return { change: endRun('failed', { reason: 'publishedMeanwhile', problems: [], at: ports.clock.now() }) };
}

async function failRun({ ports, org, job, control }: RunContext, error: unknown): Promise<Delivery> {
  const reason = reasonOf(error);
  const ended = reason === 'cancelled' ? 'cancelled' : 'failed';
  const at = ports.clock.now();
  const note = ended === 'cancelled' ? control.wishedBy() : reason;
  const runId = job.row.id;
  ports.logger.warn(`run.${ended}`, {
    dc: org.dc,
    orgId: org.orgId,
    runId,
    reason,
    ...(reason === 'internal' ? describeBug(error) : {}),
  });
  try {
    const end = endRun(ended, { reason, problems: problemsOf(error), at });
    await job.save((row) => withEvent(end(row), ended, { at, note }));
  } catch (cause) {
    if (cause instanceof FencedError) return 'ended';
    throw cause;
  }
  await releaseRunLock(ports.store, org, runId);
  return 'ended';
}

function withEvent(row: RunRow, event: RunEvent, what: { readonly at: number; readonly note: string | null }): RunRow {
  return { ...row, log: addEvent(row.log, event, { ...what, worker: row.job.epoch }) };
}

/** Pausing, cancelling and the leases of one run. */
function controlRun({ store, clock }: WorkPorts, org: OrgKey, job: DurableJob<RunRow>): JobControl {
  const runId = job.row.id;
  let renewedAt = clock.now();
  const who = (): { readonly at: number; readonly note: string | null } => ({
    at: clock.now(),
    note: control.wishedBy(),
  });
  const control = createJobControl({
    store,
    org,
    jobId: runId,
    async onHeld() {
      const what = who();
      await job.save((row) => ({
        ...(isPaused(row.log) ? row : withEvent(row, 'paused', what)),
        state: 'paused',
      }));
    },
    async onReleased() {
      const what = who();
      await job.save((row) => ({ ...withEvent(row, 'resumed', what), state: stateOf(row.job.step) }));
    },
    onLook() {
      // A renewal that fails is followed by another; a lease that ran out stops the run at its next effect.
      job.renew().catch(() => undefined);
      if (clock.now() - renewedAt < RENEW_EVERY_MS) return;
      renewedAt = clock.now();
      renewRunLock(store, org, runId, renewedAt).catch(() => undefined);
    },
  });
  return control;
}
