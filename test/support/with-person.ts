import type { OrgDefinition, ProfileDefinition } from '#sandbox/orgs/org-definition.ts';

/** An org with one more person, whose user and profile have the same key. */
export function withPerson(org: OrgDefinition, profile: ProfileDefinition): OrgDefinition {
  const { key } = profile;
  const person = {
    key,
    profile: key,
    role: 'Operations',
    first_name: 'Sam',
    last_name: profile.name,
    email: `${key.toLowerCase()}@zylker.example`,
    language: 'en_US',
    locale: 'en_US',
    time_zone: 'America/New_York',
  };
  return { ...org, profiles: [...org.profiles, profile], users: [...org.users, person] };
}
