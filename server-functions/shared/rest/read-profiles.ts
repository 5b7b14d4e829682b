import * as z from 'zod';
import { ABM_RIGHT_NAMES, ABM_RIGHTS, MANAGE_AUTOMATION, type AbmRight } from '#core/permissions/rights.ts';
import { readProfile } from './rest-crm-client.ts';
import type { RestSender } from './send-rest.ts';

/** A profile, and what it grants by itself. Where the org has no ABM section `rights` is empty. */
export interface OrgProfile {
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  readonly administrator: boolean;
  readonly rights: readonly AbmRight[];
  /** PER-2: journeys ask for it as well, and it is the CRM's to give. */
  readonly manageAutomation: boolean;
}

/** Asked at once, so that an org of many profiles does not take all of a user's places. */
const TOGETHER = 4;

const profileList = z.object({
  profiles: z.array(
    z.object({ id: z.string(), name: z.string().catch(''), custom: z.boolean().optional().catch(undefined) }),
  ),
});

/** The org's profiles as the sender's user sees them, in the CRM's order: the list names them, each one tells its permissions. Throws `CrmError`. */
export async function readProfiles(rest: RestSender): Promise<readonly OrgProfile[]> {
  const answer = await rest.read({ method: 'GET', path: '/crm/v8/settings/profiles', mustAnswer: true }, profileList);
  const heads = answer?.profiles ?? [];
  const read: OrgProfile[] = [];
  for (let at = 0; at < heads.length; at += TOGETHER) {
    const some = heads.slice(at, at + TOGETHER).map(async ({ id, name, custom }): Promise<OrgProfile> => {
      const { profile } = await readProfile(rest, id);
      return {
        id,
        name,
        custom: custom === true,
        administrator: profile.administrator,
        rights: ABM_RIGHT_NAMES.filter((right) => profile.granted.has(ABM_RIGHTS[right])),
        manageAutomation: profile.granted.has(MANAGE_AUTOMATION),
      };
    });
    read.push(...(await Promise.all(some)));
  }
  return read;
}
