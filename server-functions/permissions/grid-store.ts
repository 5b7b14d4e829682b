import * as z from 'zod/mini';
import type { OrgKey } from '#core/crm/org-key.ts';
import { profileGridSchema, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';

export const GRID_KEY = 'permissions/grid';

/** Who saved the grid, and when (ISO instant). Grids of the first version say neither. */
const savedSchema = z.strictObject({ author: z.string(), at: z.string() });
export type GridSaved = z.infer<typeof savedSchema>;
const storedGridSchema = z.extend(profileGridSchema, { saved: z.optional(savedSchema) });

export interface StoredGrid {
  readonly grid: ProfileGrid;
  readonly saved: GridSaved | null;
  readonly revision: string;
}

/** PER-5; null = nobody set one, and nobody has a right. A damaged grid throws: it must not read as an empty one. */
export async function readGrid(store: Store, org: OrgKey): Promise<StoredGrid | null> {
  const item = await store.read(org, GRID_KEY);
  if (item === null) return null;
  const parsed = storedGridSchema.safeParse(JSON.parse(item.value));
  if (!parsed.success) throw new StoreError('unavailable', 'the permission grid has another shape');
  const { saved, ...grid } = parsed.data;
  return { grid, saved: saved ?? null, revision: item.revision };
}
