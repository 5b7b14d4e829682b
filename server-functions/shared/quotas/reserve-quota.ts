import { createHash } from 'node:crypto';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';
import { readJson, type JsonItem } from '../stores/json-items.ts';
import {
  grant,
  isHeldBy,
  isSettled,
  joined,
  ledgerAt,
  opened,
  quotaLedgerSchema,
  released,
  settled,
  unitsOf,
  usedIn,
  type Holding,
  type QuotaLedger,
} from './quota-ledger.ts';
import type { Quota } from './quotas.ts';

/** Each lost race means that another caller got on, so this many in a row is a store that does not work. */
const MAX_RACES = 1_000;
/** A ledger nobody touches is of no use after its window and the widest change of zone (26 hours). Milliseconds. */
const KEPT_AFTER_END_MS = 3 * 24 * 60 * 60_000;
/** 48 bits: two of a day's 5,000 requests share a hash once in 60,000 years. Characters of base64url. */
const HASH_LENGTH = 8;

export interface ReservationRequest {
  readonly quota: Quota;
  readonly amount: number;
  /** With fewer units left than this nothing is granted; default all of `amount`, or as many as the quota gives at once. */
  readonly atLeast?: number;
  /** Names the request, however often it is tried: the same key never counts twice. */
  readonly key: string;
  /** Names this attempt; unique. */
  readonly holder: string;
}

export interface QuotaUse {
  readonly limit: number;
  readonly used: number;
  /** Epoch milliseconds. */
  readonly resetsAt: number;
}

export type Reservation =
  /** `repeated`: the units had been granted to this key before. `alreadySettled`: and used. */
  | ({
      readonly outcome: 'reserved';
      readonly granted: number;
      readonly repeated: boolean;
      readonly alreadySettled: boolean;
    } & QuotaUse)
  | ({ readonly outcome: 'exhausted' } & QuotaUse);

/** Where and when: the org's zone decides which day it is. */
export interface QuotaPlace {
  readonly store: Store;
  readonly org: OrgKey;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly timeZone: string;
}

/**
 * Takes units of an org's day, or says when there are new ones. What is reserved counts at once and until it is released:
 * whoever is killed between reserving and using has used it up, and the same request tried again gets the same units.
 */
export async function reserveQuota(place: QuotaPlace, request: ReservationRequest): Promise<Reservation> {
  const { quota, amount, atLeast = Math.min(amount, quota.atOnce) } = request;
  const holding = toHolding(request);
  return changeLedger<Reservation>(place, quota, (ledger) => {
    const use = useOf(ledger, quota);
    const known = unitsOf(ledger, holding.key);
    if (known !== null) {
      const alreadySettled = isSettled(ledger, holding.key);
      // Its own: written in a race whose outcome was not said.
      const own = isHeldBy(ledger, holding);
      const result = { outcome: 'reserved', granted: known, repeated: !own, alreadySettled, ...use } as const;
      return { result, next: alreadySettled || own ? null : joined(ledger, holding) };
    }
    const granted = grant(ledger, quota, { amount, atLeast });
    if (granted === null) return { result: { outcome: 'exhausted', ...use }, next: null };
    const next = opened(ledger, holding, granted);
    return {
      result: { outcome: 'reserved', granted, repeated: false, alreadySettled: false, ...useOf(next, quota) },
      next,
    };
  });
}

/** The reservation was used, wholly or up to `units`; what is left of it is free again. Does nothing the second time. */
export async function settleQuota(
  place: QuotaPlace,
  quota: Quota,
  { key, units = null }: { readonly key: string; readonly units?: number | null },
): Promise<void> {
  await changeLedger(place, quota, (ledger) => ({ result: null, next: settled(ledger, hashOf(key), units) }));
}

/** Only for who knows that the reservation was not used and never will be by this attempt. Does nothing the second time. */
export async function releaseQuota(place: QuotaPlace, quota: Quota, holding: Holding): Promise<void> {
  await changeLedger(place, quota, (ledger) => ({ result: null, next: released(ledger, toHolding(holding)) }));
}

/** For screens: nothing is taken. */
export async function readQuota({ store, org, now, timeZone }: QuotaPlace, quota: Quota): Promise<QuotaUse> {
  const item = await readJson(store, org, keyOf(quota), quotaLedgerSchema);
  return useOf(ledgerAt(item?.value ?? null, now, timeZone), quota);
}

/** Reads, decides, compares and sets, until it has won. `next` null = there is nothing to write. */
async function changeLedger<T>(
  { store, org, now, timeZone }: QuotaPlace,
  quota: Quota,
  decide: (ledger: QuotaLedger) => { readonly result: T; readonly next: QuotaLedger | null },
): Promise<T> {
  for (let race = 0; race < MAX_RACES; race++) {
    const item = await readJson(store, org, keyOf(quota), quotaLedgerSchema);
    const { result, next } = decide(ledgerAt(item?.value ?? null, now, timeZone));
    if (next === null) return result;
    // An unknown outcome is settled by the next reading: every decision asks first whether it has been made.
    if (await write(store, org, keyOf(quota), item, next)) return result;
  }
  throw new StoreError('unavailable', `the quota ${quota.name} could not be changed`);
}

async function write(
  store: Store,
  org: OrgKey,
  key: string,
  item: JsonItem<QuotaLedger> | null,
  next: QuotaLedger,
): Promise<boolean> {
  const text = JSON.stringify(next);
  const expiresAt = next.endsAt + KEPT_AFTER_END_MS;
  const { outcome } =
    item === null
      ? await store.create(org, key, text, expiresAt)
      : await store.replace(org, key, item.revision, text, expiresAt);
  return outcome === 'written';
}

function useOf(ledger: QuotaLedger, { limit }: Quota): QuotaUse {
  return { limit, used: usedIn(ledger), resetsAt: ledger.endsAt };
}

function keyOf({ name }: Quota): string {
  return `quotas/${name}`;
}

function toHolding({ key, holder }: Holding): Holding {
  return { key: hashOf(key), holder: hashOf(holder) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, HASH_LENGTH);
}
