import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { readJson } from '../shared/stores/json-items.ts';

export const REFRESH_POLICY_KEY = 'refresh/policy';

/** TEC-5: every 15 minutes; every minute where somebody opted in, having seen its price; null = by the night's run alone. */
export const SWEEP_MINUTES = [15, 1, null] as const;

/** The night's run comes early in the org's day: until then changes wait, since labels of another day need everything read anew. */
const NIGHTLY_AT = /^0[0-5]:[0-5]\d$/;

/** When labels are recomputed without anybody asking, and whether that starts workflows in the CRM (decision 11). */
export const refreshPolicySchema = z.strictObject({
  everyMinutes: z.literal(SWEEP_MINUTES),
  /** HH:mm in the org's zone. */
  nightlyAt: z.string().regex(NIGHTLY_AT),
  workflows: z.enum(['off', 'onLabelChanges']),
});
export type RefreshPolicy = z.infer<typeof refreshPolicySchema>;

export const DEFAULT_REFRESH_POLICY: RefreshPolicy = { everyMinutes: 15, nightlyAt: '01:00', workflows: 'off' };

const keptSchema = refreshPolicySchema.extend({
  changedBy: z.strictObject({ id: z.string(), name: z.string() }),
  /** ISO instant. */
  changedAt: z.string(),
});
export type KeptRefreshPolicy = z.infer<typeof keptSchema>;

export interface DecidedRefreshPolicy extends RefreshPolicy {
  readonly changedBy: string | null;
  readonly changedAt: string | null;
  /** null = nobody has decided. */
  readonly revision: string | null;
}

/** Damaged ones throw: a policy that cannot be read must not cost what nobody chose. */
export async function readRefreshPolicy(store: Store, org: OrgKey): Promise<DecidedRefreshPolicy> {
  const item = await readJson(store, org, REFRESH_POLICY_KEY, keptSchema);
  if (item === null) return { ...DEFAULT_REFRESH_POLICY, changedBy: null, changedAt: null, revision: null };
  const { changedBy, ...rest } = item.value;
  return { ...rest, changedBy: changedBy.name, revision: item.revision };
}

/** Minutes after midnight. */
export function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
