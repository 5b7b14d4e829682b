import * as z from 'zod/mini';
import type { CrmProfile } from '#core/crm/crm-client.ts';
import type { Caller } from './can.ts';
import { ABM_RIGHTS, ABM_RIGHT_NAMES } from './rights.ts';

export const PROFILE_GRID_FORMAT = 'lodestar.permissions/1';

/** A CRM has some dozens; so many still fit into one stored item with all their rights. */
export const MAX_GRID_PROFILES = 400;

/** PER-5: profile id -> rights, for orgs whose profiles have no ABM section. A profile that is not listed has none. */
export const profileGridSchema = z.strictObject({
  format: z.literal(PROFILE_GRID_FORMAT),
  profiles: z
    .record(z.string().check(z.regex(/^[0-9]{1,19}$/)), z.array(z.enum(ABM_RIGHT_NAMES)).check(z.maxLength(10)))
    .check(z.refine((profiles) => Object.keys(profiles).length <= MAX_GRID_PROFILES)),
});
export type ProfileGrid = z.infer<typeof profileGridSchema>;

const ABM_PERMISSIONS: ReadonlySet<string> = new Set(Object.values(ABM_RIGHTS));

/**
 * The caller in an org without the native section: the ten rights come from the grid alone, everything else (Manage
 * Automation, module rights) from the profile. Ten-right names that a profile carries nonetheless do not count: two
 * sources for one right would let the wider one win.
 */
export function callerFromGrid(profile: CrmProfile, grid: ProfileGrid): Caller {
  const granted = new Set([...profile.granted].filter((permission) => !ABM_PERMISSIONS.has(permission)));
  const rights = Object.hasOwn(grid.profiles, profile.id) ? grid.profiles[profile.id] : undefined;
  for (const right of rights ?? []) granted.add(ABM_RIGHTS[right]);
  return { administrator: profile.administrator, granted };
}
