import * as z from 'zod';
import { localDayAt } from './local-day.ts';
import type { Quota } from './quotas.ts';

/** Requests remembered from the window before, so that one repeated after midnight does not count in the new one. */
const MAX_FORMER = 1_000;
/** Open reservations kept as such; beyond, the oldest counts for good, as one does whose worker was killed. */
const MAX_OPEN = 250;

/** A request's key (hashed) and the units it got. Hashed, since 5,000 of them share one item of 100 KB (decision 9). */
const countedSchema = z.tuple([z.string(), z.int()]);

/**
 * One quota of one org: everything that counts against it stands in one item, which only compare-and-set changes. A window is
 * a whole local day, and the next one begins where it ends.
 */
export const quotaLedgerSchema = z.strictObject({
  timeZone: z.string(),
  /** Epoch milliseconds; `endsAt` is not in it. */
  startsAt: z.number(),
  endsAt: z.number(),
  counted: z.array(countedSchema),
  /** Reserved, and neither settled nor released: key, units, and who holds it. */
  open: z.array(z.tuple([z.string(), z.int(), z.array(z.string())])),
  former: z.array(countedSchema),
});
export type QuotaLedger = z.infer<typeof quotaLedgerSchema>;

export interface Holding {
  /** Names the request: the same key never counts twice. */
  readonly key: string;
  /** Names one attempt at it; the last holder's release gives the units back. */
  readonly holder: string;
}

/**
 * The ledger as of now. A window never ends before the local day it was opened in, whatever the org's zone has become; after a
 * change of zone it goes on to the new zone's next midnight. So windows never overlap and none is shorter than a local day:
 * no change of zone, and no clock set back, gives anything beyond the limit.
 */
export function ledgerAt(ledger: QuotaLedger | null, now: number, timeZone: string): QuotaLedger {
  const endsAt = ledger === null ? Number.NEGATIVE_INFINITY : endIn(ledger, timeZone);
  if (ledger !== null && now < endsAt) return { ...ledger, timeZone, endsAt };
  const { startsAt, endsAt: next } = localDayAt(now, timeZone);
  const before = ledger === null ? [] : [...ledger.counted, ...ledger.open.map(([key, units]) => counted(key, units))];
  return { timeZone, startsAt, endsAt: next, counted: [], open: [], former: before.slice(-MAX_FORMER) };
}

function endIn(ledger: QuotaLedger, timeZone: string): number {
  if (timeZone === ledger.timeZone) return ledger.endsAt;
  const { startsAt, endsAt } = localDayAt(ledger.endsAt, timeZone);
  return startsAt === ledger.endsAt ? startsAt : endsAt;
}

/** Units of the window that nobody else can get: counted and reserved. */
export function usedIn({ counted: all, open }: QuotaLedger): number {
  return [...all, ...open].reduce((sum, [, units]) => sum + units, 0);
}

/** Units that this key has got, in this window or the one before; null = none. */
export function unitsOf({ counted: all, open, former }: QuotaLedger, key: string): number | null {
  return [...all, ...open, ...former].find(([known]) => known === key)?.[1] ?? null;
}

/** Whether the request has been counted for good, in this window or the one before. */
export function isSettled({ counted: all, former }: QuotaLedger, key: string): boolean {
  return [...all, ...former].some(([known]) => known === key);
}

/** Whether this attempt still holds the units of its request. */
export function isHeldBy({ open }: QuotaLedger, { key, holder }: Holding): boolean {
  return open.some(([known, , holders]) => known === key && holders.includes(holder));
}

/** As many of the units asked for as there are, at least `atLeast`; null = fewer are left. */
export function grant(
  ledger: QuotaLedger,
  { limit, atOnce }: Quota,
  { amount, atLeast }: { readonly amount: number; readonly atLeast: number },
): number | null {
  const units = Math.min(amount, atOnce, limit - usedIn(ledger));
  return units >= Math.max(1, atLeast) ? units : null;
}

/** With a reservation more; beyond `MAX_OPEN` the oldest are counted. */
export function opened(ledger: QuotaLedger, { key, holder }: Holding, units: number): QuotaLedger {
  const open = [...ledger.open, [key, units, [holder]] satisfies QuotaLedger['open'][number]];
  const kept = open.slice(-MAX_OPEN);
  const aged = open.slice(0, open.length - kept.length).map(([old, oldUnits]) => counted(old, oldUnits));
  return { ...ledger, counted: [...ledger.counted, ...aged], open: kept };
}

/** One more attempt at a request that holds its units already. */
export function joined(ledger: QuotaLedger, { key, holder }: Holding): QuotaLedger {
  return {
    ...ledger,
    open: ledger.open.map(([known, units, holders]) => [known, units, known === key ? [...holders, holder] : holders]),
  };
}

/** Used: counts for good, with as many units as were needed. null = there is no such open reservation. */
export function settled(ledger: QuotaLedger, key: string, units: number | null): QuotaLedger | null {
  const found = ledger.open.find(([known]) => known === key);
  if (found === undefined) return null;
  const used = Math.min(units ?? found[1], found[1]);
  return {
    ...ledger,
    counted: used > 0 ? [...ledger.counted, counted(key, used)] : ledger.counted,
    open: ledger.open.filter(([known]) => known !== key),
  };
}

/** Not used by this holder: the last one's going gives the units back. null = it holds nothing. */
export function released(ledger: QuotaLedger, { key, holder }: Holding): QuotaLedger | null {
  const found = ledger.open.find(([known, , holders]) => known === key && holders.includes(holder));
  if (found === undefined) return null;
  const open = ledger.open.flatMap(([known, units, holders]): QuotaLedger['open'] => {
    if (known !== key) return [[known, units, holders]];
    const others = holders.filter((other) => other !== holder);
    return others.length === 0 ? [] : [[known, units, others]];
  });
  return { ...ledger, open };
}

function counted(key: string, units: number): QuotaLedger['counted'][number] {
  return [key, units];
}
