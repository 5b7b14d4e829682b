import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { readJson } from '../stores/json-items.ts';

export const CREDIT_SETTINGS = 'credits/settings';
/** The CRM's own cap for any org (Zoho CRM API v8, API limits). Credits in 24 hours. */
export const MOST_CREDITS = 5_000_000;

const most = z.int().min(1).max(MOST_CREDITS).nullable();
/** PLT-4: what runs may spend; null = as much as the org has. */
export const creditBudgetSchema = z.strictObject({ mostPerRun: most, mostPerDay: most });
export type CreditBudget = z.infer<typeof creditBudgetSchema>;

const settingsSchema = creditBudgetSchema.extend({
  changedBy: z.strictObject({ id: z.string(), name: z.string() }),
  /** ISO instant. */
  changedAt: z.string(),
});

/** `revision` null = nobody has decided. */
export async function readCreditBudget(
  store: Store,
  org: OrgKey,
): Promise<
  CreditBudget & {
    readonly changedBy: string | null;
    readonly changedAt: string | null;
    readonly revision: string | null;
  }
> {
  const item = await readJson(store, org, CREDIT_SETTINGS, settingsSchema);
  if (item === null) return { mostPerRun: null, mostPerDay: null, changedBy: null, changedAt: null, revision: null };
  const { mostPerRun, mostPerDay, changedBy, changedAt } = item.value;
  return { mostPerRun, mostPerDay, changedBy: changedBy.name, changedAt, revision: item.revision };
}
