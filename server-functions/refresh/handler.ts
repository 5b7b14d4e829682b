import * as z from 'zod';
import { readConfiguration } from '../configuration/configuration-store.ts';
import {
  minuteOfDay,
  readRefreshPolicy,
  REFRESH_POLICY_KEY,
  refreshPolicySchema,
  type KeptRefreshPolicy,
  type RefreshPolicy,
} from '../policies/refresh-policy.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { readBook, sumSpent, utcDay } from '../shared/credits/credit-book.ts';
import { readCreditBudget } from '../shared/credits/credit-settings.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { nextDue } from '../shared/schedule/due-work.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { findHeld } from './find-held.ts';
import { figuresOf } from './org-figures.ts';
import { priceRefresh } from './refresh-price.ts';
import { NEW_REFRESH_STATE, readRefreshState, type RefreshEntry } from './refresh-state.ts';
import { settleResults } from './settle-results.ts';
import { readMemory, timetableOf } from './timetable.ts';

const changeSchema = refreshPolicySchema.extend({
  /** What was shown when it was decided; null = nothing had been decided. */
  revision: z.string().max(64).nullable(),
});

/** TEC-5, PLT-4: when labels are recomputed by themselves, what that costs, and what the last times did. For setup rights. */
export function addRefreshRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/refresh', async (c) => {
    const { org, crmOrg } = requireRight(c, 'setup');
    const { store, clock } = ports;
    const now = clock.now();
    const today = utcDay(now);
    const policy = await readRefreshPolicy(store, org);
    const generation = await readCurrentGeneration(ports, org);
    const noted = (await readRefreshState(store, org))?.value ?? NEW_REFRESH_STATE;
    const state = await settleResults(ports, org, noted, now);
    const figures = figuresOf(generation?.value ?? null, await readConfiguration(store, org));
    const { mostPerRun, mostPerDay } = await readCreditBudget(store, org);
    const booked = await readBook(store, org, now, 1);
    const timetable = timetableOf(org, policy, generation?.value.timeZone ?? crmOrg.timeZone);
    const memory = generation === null ? null : await readMemory(ports, org, state, generation.value);
    const next = memory === null ? null : nextDue(now, timetable, memory);
    const isHeld = generation !== null && (await findHeld(ports, org, generation.value)) !== null;
    return c.json({
      policy,
      timeZone: timetable.timeZone,
      // null = nothing comes by itself before the first run.
      next: next === null ? null : { nightly: toInstant(next.nightly), sweep: isHeld ? null : toInstant(next.sweep) },
      fullAt: generation?.value.fullAt ?? null,
      publishedAt: generation?.value.publishedAt ?? null,
      price: priceRefresh(figures, state, { nightlyMinute: minuteOfDay(policy.nightlyAt), today }),
      dailyCredits: crmOrg.dailyCredits ?? null,
      budget: { mostPerRun, mostPerDay },
      spentToday: booked.reduce((sum, { byDay }) => sum + sumSpent(byDay[today] ?? {}), 0),
      entries: state.entries.map(shownEntry),
      days: state.days,
    });
  });

  app.put('/v1/refresh', async (c) => {
    const { org, userId, userName } = requireRight(c, 'setup');
    const { revision, ...policy } = await readBody(c, changeSchema);
    const value: KeptRefreshPolicy = {
      ...policy,
      changedBy: { id: userId, name: userName },
      changedAt: new Date(ports.clock.now()).toISOString(),
    };
    const written =
      revision === null
        ? await createJson(ports.store, org, REFRESH_POLICY_KEY, value)
        : await replaceJson(ports.store, org, { key: REFRESH_POLICY_KEY, revision }, value);
    if (written.outcome !== 'written') throw new RefusedError(409, { code: 'refresh.changedMeanwhile' });
    const subject = subjectOf(policy);
    c.set('subject', subject);
    ports.logger.info('refresh.changed', { dc: org.dc, orgId: org.orgId, userId, state: subject });
    return c.json({ policy: await readRefreshPolicy(ports.store, org) });
  });
}

/** As the audit keeps it. */
function subjectOf({ everyMinutes }: RefreshPolicy): string {
  if (everyMinutes === null) return 'nightlyOnly';
  return everyMinutes === 1 ? 'everyMinute' : 'everyQuarter';
}

function toInstant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}

function shownEntry({ at, until, ...entry }: RefreshEntry): Record<string, unknown> {
  return { ...entry, at: toInstant(at), until: toInstant(until) };
}
