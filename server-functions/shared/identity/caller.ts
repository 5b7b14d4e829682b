import type { OrgKey } from '#core/crm/org-key.ts';
import type { Caller as RightsHolder } from '#core/permissions/can.ts';

/** Who asks, by the CRM's answers alone: no part of it was written by the caller. Rights as `can` takes them. */
export interface Caller extends RightsHolder {
  readonly org: OrgKey;
  readonly userId: string;
  readonly userName: string;
  readonly profileId: string;
  /** Api names that the profile may see in a module. Deny by default: a field that is not in the set is hidden. */
  visibleFields(module: string): Promise<ReadonlySet<string>>;
}

/** `notAuthenticated`: no token, or one that the CRM refuses. `notVerifiable`: the CRM does not say who it is (fail closed). */
export type IdentityRefusal = 'notAuthenticated' | 'notVerifiable' | 'unknownDataCentre' | 'crmUnavailable';
