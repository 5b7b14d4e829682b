import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { utcDay } from '../shared/credits/credit-book.ts';
import { onAccount, openRunAccount } from '../shared/credits/run-account.ts';
import { settleReserved } from '../shared/credits/settle-reserved.ts';
import { describeBug } from '../shared/log/describe-bug.ts';
import { readIntakePolicy } from '../policies/intake-policy.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { MAX_RETRIES } from '../shared/rest/call-policy.ts';
import { claimJob } from '../shared/runs/claim-job.ts';
import { controlJob } from '../shared/runs/control-job.ts';
import { driveJob, MAX_ATTEMPTS, type Delivery } from '../shared/runs/drive-job.ts';
import { FencedError } from '../shared/runs/fenced-error.ts';
import { reasonOfEnd } from '../shared/runs/reason-of-end.ts';
import { createTimeBudget } from '../shared/runs/time-budget.ts';
import { beginIntake, listContacts } from './begin-intake.ts';
import { dayCeiling } from './day-ceiling.ts';
import {
  createIntakeContext,
  INTAKE_LIMITS,
  type IntakeContext,
  type IntakeLimits,
  type IntakeUnit,
} from './intake-context.ts';
import {
  endedIntake,
  intakeKey,
  intakeRowSchema,
  isIntakeOver,
  isIntakeStep,
  keptUntil,
  spentOn,
  type IntakeRow,
  type IntakeStep,
} from './intake-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { mergeNotes, mergeShards } from './merge-shards.ts';
import { planDay } from './plan-day.ts';
import { cleanIntake, publishIntake, removeParts } from './publish-intake.ts';
import { spentByIntakes } from './start-intake.ts';
import { createPurse } from './purse.ts';
import { readChunk } from './read-chunk.ts';
import { readNotes } from './read-notes.ts';

const UNITS: Readonly<Record<IntakeStep, IntakeUnit>> = {
  begin: beginIntake,
  contacts: listContacts,
  notes: readNotes,
  plan: planDay,
  read: readChunk,
  merge: mergeShards,
  mergeNotes,
  publish: publishIntake,
  clean: cleanIntake,
};

/** What one unit may take of the day: a bulk job with its polls; pages of notes and their deals; a chunk, and more of a large ceiling. Credits. */
const MOST_OF_UNIT: Readonly<Record<IntakeStep, number>> = {
  begin: 20,
  contacts: 500,
  notes: 250,
  plan: 0,
  read: 600,
  merge: 0,
  mergeNotes: 0,
  publish: 0,
  clean: 0,
};

/** A day has some hundred chunks, whatever its ceiling. */
const CHUNK_SHARE = 0.01;

export interface DeliveredIntake {
  /** When the platform ends whatever still works; epoch milliseconds. */
  readonly deadline?: number | null;
  readonly limits?: Partial<IntakeLimits>;
}

/**
 * One delivery of an intake: from wherever its cursor stands to its end, or until the time is up (`again`). Ends as `done`,
 * `cancelled` or `failed` with a named reason; until the pointer flips, what was published stays. A second delivery finds nothing to do.
 * Throws `StoreError` where the row cannot be written: then it is taken up later.
 */
export async function performIntake(
  ports: WorkPorts,
  { org, intakeId }: { readonly org: OrgKey; readonly intakeId: string },
  { deadline = null, limits = {} }: DeliveredIntake = {},
): Promise<Delivery> {
  const { store, clock, ids } = ports;
  const place = { store, clock, org, schema: intakeRowSchema, ids, expiresAt: keptUntil };
  const claim = await claimJob(place, intakeKey(intakeId), isIntakeOver);
  if (claim.kind !== 'claimed') return 'ended';
  const { job } = claim;
  const { purse, account } = createPurse(await openRunAccount(ports, org, job.row));
  const control = controlJob(store, org, job, (row, state) => ({ ...row, state }));
  const context = createIntakeContext({
    ports: onAccount(ports, account),
    org,
    job,
    control,
    limits: { ...INTAKE_LIMITS, ...limits },
    purse,
  });
  try {
    if (job.row.job.attempts > MAX_ATTEMPTS) throw new StoppedError('keepsBreaking');
    const startedAt = new Date(clock.now()).toISOString();
    await job.save((row) => ({ ...row, state: 'running', startedAt: row.startedAt ?? startedAt }));
    return await driveJob(job, (row) => performPaid(context, row, () => account.save()), {
      isOver: isIntakeOver,
      control,
      budget: createTimeBudget(clock, deadline),
    });
  } catch (error) {
    return await failIntake(context, error);
  } finally {
    control.close();
    await account.save();
  }
}

/**
 * A unit with its credits: taken from the day's before it begins, so that whoever is killed has spent all of them, and what it did not
 * use given back with its checkpoint. The last calls may each be made again, for which room is left. Once reading is switched off
 * there is none, so that what was read until then is published and nothing more is.
 */
async function performPaid(
  context: IntakeContext,
  row: IntakeRow,
  save: () => Promise<void>,
): Promise<(row: IntakeRow) => IntakeRow> {
  const { ports, org, job, purse, limits } = context;
  const { step } = row.job;
  if (!isIntakeStep(step)) throw new TypeError('an intake has one of its own steps');
  const day = utcDay(ports.clock.now());
  const most = MOST_OF_UNIT[step];
  if (most > 0) {
    const isOff = (await readIntakePolicy(ports.store, org)).state === 'off';
    // Before it knows who is there it has nothing to keep.
    if (isOff && (step === 'begin' || step === 'contacts')) throw new StoppedError('switchedOff');
    const allowance = row.job.cursor.frozen === null ? null : await allowanceOf(context, row);
    const ceiling = isOff ? 0 : await dayCeiling(ports, org, allowance);
    const left = ceiling - spentOn(row, day) - (await spentByIntakes(ports, org, day, row.id));
    // Whoever lists contacts waits for one call at a time.
    const margin = MAX_RETRIES * (step === 'read' ? limits.inFlight : 1);
    const wanted = step === 'read' ? Math.max(most, Math.ceil(ceiling * CHUNK_SHARE)) : most;
    const credits = Math.max(0, Math.min(wanted, left - margin));
    await job.save((present) => ({ ...settleReserved(present), reserved: { day, credits } }));
    purse.fill(credits);
  } else purse.fill(0);
  const change = await UNITS[step](context, job.row).catch(async (error: unknown) => {
    // It ended of itself, between two calls: what it took and did not use was not spent.
    if (error instanceof StoppedError) await job.save((present) => settleReserved(present, purse.spent));
    throw error;
  });
  await save();
  const spent = purse.spent;
  const endedOn = utcDay(ports.clock.now());
  return (present) => {
    const next = change({ ...present, reserved: null });
    const days = new Set([day, endedOn]);
    // One that went on past midnight counts for both days: too much rather than too little.
    const byDay = [...days].map((each) => [each, (next.spent[each] ?? 0) + spent] as const);
    return { ...next, spent: spent === 0 ? next.spent : { ...next.spent, ...Object.fromEntries(byDay) } };
  };
}

async function allowanceOf(context: IntakeContext, row: IntakeRow): Promise<number | null> {
  return (await context.inputs(row)).frozen.org.dailyCredits ?? null;
}

async function failIntake(context: IntakeContext, error: unknown): Promise<Delivery> {
  const { ports, org, job } = context;
  if (error instanceof FencedError) return 'ended';
  const reason = reasonOfEnd(context.control, error);
  const state = reason === 'cancelled' || reason === 'switchedOff' ? 'cancelled' : 'failed';
  const endedAt = new Date(ports.clock.now()).toISOString();
  try {
    await job.save((row) => (isIntakeOver(row) ? row : endedIntake(settleReserved(row), { state, endedAt, reason })));
  } catch (cause) {
    if (cause instanceof FencedError) return 'ended';
    throw cause;
  }
  ports.logger.warn(`intake.${state}`, {
    dc: org.dc,
    orgId: org.orgId,
    runId: job.row.id,
    reason,
    ...(reason === 'internal' ? describeBug(error) : {}),
  });
  // What cannot be removed now goes with the next intake.
  await removeParts(context).catch((cause: unknown) => {
    if (!(cause instanceof StoreError)) throw cause;
  });
  return 'ended';
}
