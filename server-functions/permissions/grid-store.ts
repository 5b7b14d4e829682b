import type { OrgKey } from '#core/crm/org-key.ts';
import { profileGridSchema, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';

export const GRID_KEY = 'permissions/grid';

/** PER-5; null = nobody set one, and nobody has a right. A damaged grid throws: it must not read as an empty one. */
export async function readGrid(
  store: Store,
  org: OrgKey,
): Promise<{ readonly grid: ProfileGrid; readonly revision: string } | null> {
  const item = await store.read(org, GRID_KEY);
  if (item === null) return null;
  const parsed = profileGridSchema.safeParse(JSON.parse(item.value));
  if (!parsed.success) throw new StoreError('unavailable', 'the permission grid has another shape');
  return { grid: parsed.data, revision: item.revision };
}
