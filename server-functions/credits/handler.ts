import { intakeKey, intakeRowSchema } from '../intake/intake-row.ts';
import { isIntake } from '../intake/day-ceiling.ts';
import { runKey, runRowSchema, type RunRow } from '../score/run-row.ts';
import { rulesRunKey, rulesRunSchema } from '../scoring-rules/rules-run-row.ts';
import { isRulesRun } from '../scoring-rules/tick-rules.ts';
import { estimateRunCredits } from '../setup/estimate-credits.ts';
import { readBook, sumSpent, utcDay, type Booked } from '../shared/credits/credit-book.ts';
import { CREDIT_SETTINGS, creditBudgetSchema, readCreditBudget } from '../shared/credits/credit-settings.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import * as z from 'zod';

/** What a screen shows of the past. */
const SHOWN_DAYS = 30;
const SHOWN_RUNS = 50;

const changeSchema = creditBudgetSchema.extend({
  /** What was shown when it was decided; null = nothing had been decided. */
  revision: z.string().max(64).nullable(),
});
type Spent = Booked['byDay'][string];

/** PLT-4: what runs may spend, and what they have spent by our own count. For setup rights. */
export function addCreditRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/credits', async (c) => {
    const { org, crmOrg } = requireRight(c, 'setup');
    const now = ports.clock.now();
    const booked = await readBook(ports.store, org, now, SHOWN_DAYS);
    const days = sumBy(booked.flatMap(({ byDay }) => Object.entries(byDay)));
    const runs = sumBy(
      booked.flatMap(({ runId, byDay }) => Object.values(byDay).map((spent) => [runId, spent] as const)),
    );
    return c.json({
      budget: await readCreditBudget(ports.store, org),
      // What the CRM allows in 24 hours, whoever spends it.
      dailyCredits: crmOrg.dailyCredits ?? null,
      today: utcDay(now),
      days: [...days].toSorted(([a], [b]) => (a < b ? 1 : -1)).map(([day, spent]) => ({ day, ...shown(spent) })),
      runs: await describeRuns(ports, org, runs, firstDays(booked)),
    });
  });

  app.put('/v1/credits', async (c) => {
    const { org, userId, userName } = requireRight(c, 'setup');
    const { revision, ...budget } = await readBody(c, changeSchema);
    const value = {
      ...budget,
      changedBy: { id: userId, name: userName },
      changedAt: new Date(ports.clock.now()).toISOString(),
    };
    const written =
      revision === null
        ? await createJson(ports.store, org, CREDIT_SETTINGS, value)
        : await replaceJson(ports.store, org, { key: CREDIT_SETTINGS, revision }, value);
    if (written.outcome !== 'written') throw new RefusedError(409, { code: 'credits.changedMeanwhile' });
    ports.logger.info('credits.changed', { dc: org.dc, orgId: org.orgId, userId });
    return c.json({ budget: await readCreditBudget(ports.store, org) });
  });
}

function sumBy(parts: readonly (readonly [string, Spent])[]): ReadonlyMap<string, Spent> {
  const sums = new Map<string, Spent>();
  for (const [name, spent] of parts) {
    const sum: Spent = { ...sums.get(name) };
    for (const [kind, credits] of creditsOf(spent)) sum[kind] = (sum[kind] ?? 0) + credits;
    sums.set(name, sum);
  }
  return sums;
}

function creditsOf({ bulkRead = 0, bulkWrite = 0, query = 0, records = 0, other = 0 }: Spent) {
  const all = [
    ['bulkRead', bulkRead],
    ['bulkWrite', bulkWrite],
    ['query', query],
    ['records', records],
    ['other', other],
  ] as const;
  return all.filter(([, credits]) => credits > 0);
}

function shown(spent: Spent): { readonly spent: number; readonly byKind: Spent } {
  return { spent: sumSpent(spent), byKind: spent };
}

/** On which day each run first spent something. */
function firstDays(booked: readonly Booked[]): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (const { runId, byDay } of booked)
    for (const day of Object.keys(byDay)) if (!days.has(runId)) days.set(runId, day);
  return days;
}

/** The book lists the runs of a day by their names, which follow time only within a kind: the last of each kind hold the last of all. */
function lastOfEachKind(runs: ReadonlyMap<string, Spent>): readonly (readonly [string, Spent])[] {
  const kinds = new Map<string, (readonly [string, Spent])[]>();
  for (const run of runs) {
    const kind = NAMED_KIND.exec(run[0])?.[0] ?? '';
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [run]);
    else known.push(run);
  }
  return [...kinds.values()].flatMap((of) => of.slice(-SHOWN_RUNS));
}
const NAMED_KIND = /^[a-z]+-(?:changes-|nightly-)?/;

/** Newest first; a run whose row is gone is shown by its credits alone, below those of the day on which it spent them. */
async function describeRuns(
  { store }: Pick<FunctionPorts, 'store'>,
  org: Caller['org'],
  runs: ReadonlyMap<string, Spent>,
  days: ReadonlyMap<string, string>,
): Promise<readonly Record<string, unknown>[]> {
  const described = await Promise.all(
    lastOfEachKind(runs).map(async ([runId, spent]) => {
      if (isIntake(runId)) {
        const row = (await readJson(store, org, intakeKey(runId), intakeRowSchema))?.value ?? null;
        const { requestedAt = null, state = null } = row ?? {};
        return { runId, requestedAt, state, estimated: null, intake: true, ...shown(spent) };
      }
      if (isRulesRun(runId)) {
        const row = (await readJson(store, org, rulesRunKey(runId), rulesRunSchema))?.value ?? null;
        const { requestedAt = null, state = null, estimated = null } = row ?? {};
        return { runId, requestedAt, state, estimated, rules: true, ...shown(spent) };
      }
      const row = (await readJson(store, org, runKey(runId), runRowSchema))?.value ?? null;
      return {
        runId,
        requestedAt: row?.requestedAt ?? null,
        state: row?.state ?? null,
        estimated: row === null ? null : estimateOf(row),
        kind: row === null ? null : row.fullBecause === null ? row.kind : 'widened',
        ...shown(spent),
      };
    }),
  );
  // ISO instants and days sort as text.
  const timeOf = ({ runId, requestedAt }: { readonly runId: string; readonly requestedAt: string | null }): string =>
    requestedAt ?? days.get(runId) ?? '';
  return described.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)).slice(0, SHOWN_RUNS);
}

/** As the review estimates it: every account written. null = how much there was to read is not known (yet). */
function estimateOf({ total, readOthers }: RunRow): number | null {
  if (total === null || readOthers === null) return null;
  return estimateRunCredits({ accounts: total.accounts, otherModules: [total.deals, ...readOthers] });
}
