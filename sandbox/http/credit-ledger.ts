import type { Edition, OrgDefinition } from '../orgs/org-definition.ts';

/** Credits per rolling 24 hours: base, per paid user, cap. Source: Zoho CRM API v8. */
const CREDITS: Readonly<Record<Edition, { readonly base: number; readonly perUser: number }>> = {
  free: { base: 5_000, perUser: 0 },
  standard: { base: 50_000, perUser: 250 },
  professional: { base: 50_000, perUser: 500 },
  enterprise: { base: 50_000, perUser: 1_000 },
  ultimate: { base: 50_000, perUser: 2_000 },
};
export const MAX_DAILY_CREDITS = 5_000_000;
const WINDOW_MS = 24 * 60 * 60 * 1_000;
/** Spending is remembered by the minute. */
const SLOT_MS = 60_000;

export interface CreditBalance {
  readonly limit: number;
  /** In the last 24 hours. */
  readonly spent: number;
  readonly remaining: number;
  /** Calls answered, free ones included. */
  readonly calls: number;
}

export interface CreditLedger {
  balance(now: number): CreditBalance;
  spend(credits: number, now: number): void;
}

/** One org's credits. `limit` overrides the edition's, to try what happens when they run out. */
export function createCreditLedger(org: OrgDefinition, limit: number | null): CreditLedger {
  const { base, perUser } = CREDITS[org.edition];
  const daily = limit ?? Math.min(base + perUser * org.paidUsers, MAX_DAILY_CREDITS);
  const slots = new Map<number, number>();
  let calls = 0;
  return {
    balance(now) {
      let spent = 0;
      for (const [slot, credits] of slots) {
        if (slot * SLOT_MS <= now - WINDOW_MS) slots.delete(slot);
        else spent += credits;
      }
      return { limit: daily, spent, remaining: Math.max(0, daily - spent), calls };
    },
    spend(credits, now) {
      calls++;
      const slot = Math.floor(now / SLOT_MS);
      slots.set(slot, (slots.get(slot) ?? 0) + credits);
    },
  };
}
