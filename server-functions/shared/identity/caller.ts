import type { OrgMetadata } from '#core/crm/metadata.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Caller as RightsHolder } from '#core/permissions/can.ts';
import type { ReadableFields } from '#core/permissions/mask-fields.ts';
import type { OwnIds } from '../sharing/read-own-ids.ts';
import type { OrgProfile } from '../rest/read-profiles.ts';

/** Who asks, by the CRM's answers alone: no part of it was written by the caller. Rights as `can` takes them. */
export interface Caller extends RightsHolder {
  readonly org: OrgKey;
  /** What the CRM said of the org in the same breath. */
  readonly crmOrg: OrgMetadata;
  readonly userId: string;
  readonly userName: string;
  readonly profileId: string;
  /** The org's profiles have an ABM section of their own; where they have none, the grid's rights hold (PER-5). */
  readonly nativeRights: boolean;
  /** The org's profiles, as this user sees them. Throws `CrmError`. */
  profiles(): Promise<readonly OrgProfile[]>;
  /** What the profile may read of these modules, for `isHidden`. A module or field that is not in it is hidden. */
  readable(modules: readonly string[]): Promise<ReadableFields>;
  /** The records of a module that the user's own token may read (PER-3); the token itself stays where it is. Throws `CrmError`. */
  ownIds(module: string): Promise<OwnIds>;
}

/** `notAuthenticated`: no token, or one that the CRM refuses. `notVerifiable`: the CRM does not say who it is (fail closed). */
export type IdentityRefusal = 'notAuthenticated' | 'notVerifiable' | 'unknownDataCentre' | 'crmUnavailable';
