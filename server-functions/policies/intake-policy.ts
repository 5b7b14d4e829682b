import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { MOST_CREDITS } from '../shared/credits/credit-settings.ts';
import { readJson } from '../shared/stores/json-items.ts';

export const INTAKE_POLICY_KEY = 'intake/policy';

/** Listing the contacts of a small org and looking at some of them. Credits. */
export const FEWEST_INTAKE_CREDITS = 100;

/** VOC-3: whether e-mails and notes are read, and what that may cost a day of UTC, as credits are booked. */
export const intakePolicySchema = z.strictObject({
  state: z.enum(['off', 'on']),
  mostPerDay: z.int().min(FEWEST_INTAKE_CREDITS).max(MOST_CREDITS),
});
export type IntakePolicy = z.infer<typeof intakePolicySchema>;

/** Nobody's credits are spent on what nobody asked for; the ceiling is a tenth of what a small Enterprise org has. */
export const DEFAULT_INTAKE_POLICY: IntakePolicy = { state: 'off', mostPerDay: 5_000 };

const keptSchema = intakePolicySchema.extend({
  changedBy: z.strictObject({ id: z.string(), name: z.string() }),
  /** ISO instant. */
  changedAt: z.string(),
});
export type KeptIntakePolicy = z.infer<typeof keptSchema>;

export interface DecidedIntakePolicy extends IntakePolicy {
  readonly changedBy: string | null;
  readonly changedAt: string | null;
  /** null = nobody has decided. */
  readonly revision: string | null;
}

/** A damaged one throws: it must not cost what nobody chose. */
export async function readIntakePolicy(store: Store, org: OrgKey): Promise<DecidedIntakePolicy> {
  const item = await readJson(store, org, INTAKE_POLICY_KEY, keptSchema);
  if (item === null) return { ...DEFAULT_INTAKE_POLICY, changedBy: null, changedAt: null, revision: null };
  const { changedBy, ...rest } = item.value;
  return { ...rest, changedBy: changedBy.name, revision: item.revision };
}
