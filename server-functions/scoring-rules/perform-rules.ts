import type { OrgKey } from '#core/crm/org-key.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { StoreError } from '#core/store/store-error.ts';
import { createPurse, type Purse } from '../intake/purse.ts';
import { utcDay } from '../shared/credits/credit-book.ts';
import { limitOf } from '../shared/credits/limit-of.ts';
import { onAccount, openRunAccount } from '../shared/credits/run-account.ts';
import { settleReserved } from '../shared/credits/settle-reserved.ts';
import { describeBug } from '../shared/log/describe-bug.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { claimJob } from '../shared/runs/claim-job.ts';
import { controlJob } from '../shared/runs/control-job.ts';
import { driveJob, MAX_ATTEMPTS, type Delivery } from '../shared/runs/drive-job.ts';
import { FencedError } from '../shared/runs/fenced-error.ts';
import { reasonOfEnd } from '../shared/runs/reason-of-end.ts';
import { createTimeBudget } from '../shared/runs/time-budget.ts';
import { beginRules } from './begin-rules-run.ts';
import { judgeRecords } from './judge-records.ts';
import { cleanScores, publishScores, removeLoose } from './publish-scores.ts';
import { rankRecords } from './rank-records.ts';
import { readRuleTouches } from './read-rule-touches.ts';
import {
  createRulesContext,
  RULES_LIMITS,
  type RulesContext,
  type RulesLimits,
  type RulesUnit,
} from './rules-context.ts';
import {
  isRulesRunOver,
  isRulesStep,
  keptUntil,
  rulesRunKey,
  rulesRunSchema,
  type RulesRunRow,
  type RulesStep,
} from './rules-run-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { scoreRecords } from './score-records.ts';

const UNITS: Readonly<Record<RulesStep, RulesUnit>> = {
  begin: beginRules,
  judge: judgeRecords,
  touches: readRuleTouches,
  score: scoreRecords,
  rank: rankRecords,
  publish: publishScores,
  clean: cleanScores,
};

/** What one unit may take: field lists of at most some twenty modules; a bulk job with its polls, or queries of a small module. Credits. */
const MOST_OF_UNIT: Readonly<Record<RulesStep, number>> = {
  begin: 40,
  judge: 700,
  touches: 700,
  score: 0,
  rank: 0,
  publish: 0,
  clean: 0,
};

export interface DeliveredRules {
  /** When the platform ends whatever still works; epoch milliseconds. */
  readonly deadline?: number | null;
  readonly limits?: Partial<RulesLimits>;
}

/**
 * One delivery of a run of the scoring rules: from wherever its cursor stands to its end, or until the time is up (`again`). Ends as
 * `done`, `cancelled` or `failed` with a named reason; until the pointer flips, what was published stays. A second delivery finds
 * nothing to do. Throws `StoreError` where the row cannot be written: then it is taken up later.
 */
export async function performRules(
  ports: WorkPorts,
  { org, rulesRunId }: { readonly org: OrgKey; readonly rulesRunId: string },
  { deadline = null, limits = {} }: DeliveredRules = {},
): Promise<Delivery> {
  const { store, clock, ids } = ports;
  const place = { store, clock, org, schema: rulesRunSchema, ids, expiresAt: keptUntil };
  const claim = await claimJob(place, rulesRunKey(rulesRunId), isRulesRunOver);
  if (claim.kind !== 'claimed') return 'ended';
  const { job } = claim;
  const { purse, account } = createPurse(await openRunAccount(ports, org, job.row));
  const control = controlJob(store, org, job, (row, state) => ({ ...row, state }));
  const context = createRulesContext({
    ports: onAccount(ports, account),
    org,
    job,
    control,
    limits: { ...RULES_LIMITS, ...limits },
  });
  try {
    if (job.row.job.attempts > MAX_ATTEMPTS) throw new StoppedError('keepsBreaking');
    const startedAt = new Date(clock.now()).toISOString();
    await job.save((row) => ({ ...row, state: 'running', startedAt: row.startedAt ?? startedAt }));
    return await driveJob(job, (row) => performPaid(context, purse, row, () => account.save()), {
      isOver: isRulesRunOver,
      control,
      budget: createTimeBudget(clock, deadline),
    });
  } catch (error) {
    return await failRules(context, error);
  } finally {
    control.close();
    await account.save();
  }
}

/**
 * A unit with its credits: reserved in the row before it begins, so that whoever is killed has spent all of them, and what it did not
 * use given back with its checkpoint.
 */
async function performPaid(
  context: RulesContext,
  purse: Purse,
  row: RulesRunRow,
  save: () => Promise<void>,
): Promise<(row: RulesRunRow) => RulesRunRow> {
  const { ports, job } = context;
  const { step } = row.job;
  if (!isRulesStep(step)) throw new TypeError('a run of the rules has one of its own steps');
  const day = utcDay(ports.clock.now());
  const credits = MOST_OF_UNIT[step];
  if (credits > 0 || row.reserved !== null)
    await job.save((present) => ({ ...settleReserved(present), reserved: credits === 0 ? null : { day, credits } }));
  purse.fill(credits);
  const change = await UNITS[step](context, job.row);
  await save();
  const { spent } = purse;
  return (present) => {
    const next = change({ ...present, reserved: null });
    return spent === 0 ? next : { ...next, spent: { ...next.spent, [day]: (next.spent[day] ?? 0) + spent } };
  };
}

/** The org's own limits; what a unit may take of them is no limit that anybody set. */
function reachedLimit(error: unknown): RulesRunRow['limit'] {
  if (!(error instanceof CrmError) || error.reason !== 'budgetReached') return null;
  const limit = rulesRunSchema.shape.limit.safeParse(limitOf(error));
  return limit.success ? limit.data : null;
}

async function failRules(context: RulesContext, error: unknown): Promise<Delivery> {
  const { ports, org, job } = context;
  if (error instanceof FencedError) return 'ended';
  const reason = reasonOfEnd(context.control, error);
  const state = reason === 'cancelled' ? 'cancelled' : 'failed';
  const endedAt = new Date(ports.clock.now()).toISOString();
  try {
    await job.save((row) =>
      isRulesRunOver(row) ? row : { ...settleReserved(row), state, endedAt, reason, limit: reachedLimit(error) },
    );
  } catch (cause) {
    if (cause instanceof FencedError) return 'ended';
    throw cause;
  }
  ports.logger.warn(`rules.${state}`, {
    dc: org.dc,
    orgId: org.orgId,
    runId: job.row.id,
    reason,
    ...(reason === 'internal' ? describeBug(error) : {}),
  });
  // What cannot be removed now goes with the next run.
  await removeLoose(context).catch((cause: unknown) => {
    if (!(cause instanceof StoreError)) throw cause;
  });
  return 'ended';
}
