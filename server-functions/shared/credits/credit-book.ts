import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { listJson } from '../stores/json-items.ts';
import { CALL_KINDS } from './price-of-call.ts';

/** As long as the history of exports. */
export const CREDIT_BOOK_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;

const spentSchema = z.partialRecord(z.enum(CALL_KINDS), z.int());
/**
 * What one delivery of a run has spent so far on a day of UTC: the CRM counts credits over 24 hours and knows no day of the org.
 * Each delivery writes an item of its own for each day, always the whole of it, so that nothing is added twice.
 */
export const bookedSchema = z.strictObject({ runId: z.string(), byDay: z.record(z.string(), spentSchema) });
export type Booked = z.infer<typeof bookedSchema>;

/** Below the day on which it was spent, whenever the run was asked for. */
export function runBookPrefix(day: string, runId: string): string {
  return `${dayPrefix(day)}${runId}/`;
}

/** Says that a run has spent something on a day: it may be resumed days later, and its limit is one all the same. */
export function runDayKey(runId: string, day: string): string {
  return `${runDaysPrefix(runId)}${day}`;
}

/** ISO day of UTC. */
export function utcDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** Credits of all kinds. */
export function sumSpent(spent: Booked['byDay'][string]): number {
  return Object.values(spent).reduce((sum, credits) => sum + credits, 0);
}

/** All that runs have spent in the last so many days, today included. */
export async function readBook(store: Store, org: OrgKey, now: number, days: number): Promise<readonly Booked[]> {
  const found: Booked[] = [];
  for (let back = days - 1; back >= 0; back--) {
    const items = await listJson(store, org, dayPrefix(utcDay(now - back * DAY_MS)), bookedSchema);
    found.push(...items.map(({ value }) => value));
  }
  return found;
}

/** Of one run, all its days and deliveries together. */
export async function readRunBook(store: Store, org: OrgKey, runId: string): Promise<number> {
  let sum = 0;
  for (const { value: day } of await listJson(store, org, runDaysPrefix(runId), z.string())) {
    const items = await listJson(store, org, runBookPrefix(day, runId), bookedSchema);
    for (const { value } of items) sum += sumSpent(value.byDay[day] ?? {});
  }
  return sum;
}

function dayPrefix(day: string): string {
  return `credits/runs/${day}/`;
}

function runDaysPrefix(runId: string): string {
  return `credits/run-days/${runId}/`;
}
