import type { OrgDefinition } from '#sandbox/orgs/org-definition.ts';
import { NO_AMOUNTS, NO_DEALS } from '#sandbox/orgs/standard-profiles.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';

const SETUP = 'Crm_Implied_Manage_ABM_Configurations';
/** The sample org, and two people who may set everything up but not see what deals are worth, or not see deals. */
export const LIMITED_SETUP: OrgDefinition = {
  ...ZYLKER,
  profiles: [
    ...ZYLKER.profiles,
    ...[NO_AMOUNTS, NO_DEALS].map((profile) => ({
      ...profile,
      key: `${profile.key}Setup`,
      name: `${profile.name}, with setup`,
      denied: profile.denied.filter((name) => name !== SETUP),
    })),
  ],
  users: [
    ...ZYLKER.users,
    ...['noAmountsSetup', 'noDealsSetup'].map((key) => ({
      language: 'en_US',
      locale: 'en_US',
      time_zone: 'America/New_York',
      role: 'Operations',
      first_name: 'Sam',
      last_name: key,
      email: `${key}@zylker.example`,
      key,
      profile: key,
    })),
  ],
};
