import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { readJson } from '../shared/stores/json-items.ts';

export const POLICIES_KEY = 'policies';

/** What an org decides beside its configuration: no publish, no run, in force with the next request. */
export const policiesSchema = z.strictObject({
  /** PER-3. */
  respectRecordSharing: z.boolean(),
  changedBy: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** ISO instant. */
  changedAt: z.string().nullable(),
});
export type Policies = z.infer<typeof policiesSchema>;

const DEFAULT_POLICIES: Policies = { respectRecordSharing: false, changedBy: null, changedAt: null };

/** The org's policies; `revision` null = nobody decided yet. Damaged ones throw: they must not read as the open default. */
export async function readPolicies(
  store: Store,
  org: OrgKey,
): Promise<Policies & { readonly revision: string | null }> {
  const item = await readJson(store, org, POLICIES_KEY, policiesSchema);
  return item === null ? { ...DEFAULT_POLICIES, revision: null } : { ...item.value, revision: item.revision };
}
