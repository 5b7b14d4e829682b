import type { CrmClient, CrmPage, CrmProfile, CrmRecord, CrmUser } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { ABM_RIGHTS } from '#core/permissions/rights.ts';
import { readFields, readModules, readOrg } from './read-metadata.ts';
import type { RestRequest, RestSender } from './send-rest.ts';
import { toFieldMetadata } from './to-metadata.ts';
import { profilesAnswer, recordsAnswer, usersAnswer } from './zoho-answers.ts';

/** Zoho CRM API v8: records of one page. */
const PAGE_RECORDS = 200;
/** Api names and ids reach paths: nothing else may. */
const PATH_PART = /^[A-Za-z0-9_]{1,100}$/;

/** `CrmClient` over REST v8 as the user whose token the sender carries. */
export function createRestCrmClient(rest: RestSender): CrmClient {
  const readPage = async (request: RestRequest): Promise<CrmPage> => {
    const answer = await rest.read(request, recordsAnswer);
    return answer === null
      ? { records: [], moreRecords: false }
      : { records: answer.data, moreRecords: answer.info.more_records };
  };

  return {
    currentUser: () => readCurrentUser(rest),
    org: () => readOrg(rest),
    profile: async (id) => (await readProfile(rest, id)).profile,
    modules: () => readModules(rest),
    fields: async (module) => (await readFields(rest, module)).map(toFieldMetadata),
    async record(module, id, fields) {
      try {
        const page = await readPage({
          method: 'GET',
          path: `/crm/v8/${pathPart(module)}/${pathPart(id)}`,
          query: { fields: fields.join(',') },
        });
        const record: CrmRecord | undefined = page.records[0];
        return record ?? null;
      } catch (error) {
        if (error instanceof CrmError && error.reason === 'notFound') return null;
        throw error;
      }
    },
    relatedRecords: (module, id, relatedList, fields, page) =>
      readPage({
        method: 'GET',
        path: `/crm/v8/${pathPart(module)}/${pathPart(id)}/${pathPart(relatedList)}`,
        query: { fields: fields.join(','), page: String(page), per_page: String(PAGE_RECORDS) },
      }),
    query: (selectQuery) => readPage({ method: 'POST', path: '/crm/v8/coql', json: { select_query: selectQuery } }),
  };
}

async function readCurrentUser(rest: RestSender): Promise<CrmUser> {
  const answer = await rest.read(
    { method: 'GET', path: '/crm/v8/users', query: { type: 'CurrentUser' }, mustAnswer: true },
    usersAnswer,
  );
  const user = answer?.users[0];
  if (user === undefined) throw new CrmError('unreadableAnswer', 'the CRM named no current user');
  return {
    id: user.id,
    name: user.full_name ?? '',
    email: user.email ?? '',
    profileId: user.profile.id,
    language: user.language ?? 'en_US',
    locale: user.locale ?? 'en_US',
    timeZone: user.time_zone ?? 'UTC',
  };
}

/** A profile, and whether the org knows ABM's rights at all: the section's permissions are listed, enabled or not (PER-5). */
export async function readProfile(
  rest: RestSender,
  id: string,
): Promise<{ readonly profile: CrmProfile; readonly hasAbmSection: boolean }> {
  const answer = await rest.read(
    { method: 'GET', path: `/crm/v8/settings/profiles/${pathPart(id)}`, mustAnswer: true },
    profilesAnswer,
  );
  const profile = answer?.profiles.find((candidate) => candidate.id === id);
  if (profile === undefined) throw new CrmError('notFound', 'the CRM does not show this profile', { profile: id });
  const granted = new Set(profile.permissions_details.filter(({ enabled }) => enabled).map(({ name }) => name));
  const hasAbmSection = profile.permissions_details.some(({ name }) => name === ABM_RIGHTS.access);
  return {
    profile: { id: profile.id, name: profile.name, administrator: isAdministrator(profile, granted), granted },
    hasAbmSection,
  };
}

/** The standard profile that owns the org's customisation; a custom profile is never taken for it by its name. */
function isAdministrator(
  profile: { readonly name: string; readonly custom?: boolean | undefined },
  granted: ReadonlySet<string>,
): boolean {
  return profile.custom === false && profile.name === 'Administrator' && granted.has('Crm_Implied_Customize_Zoho_CRM');
}

function pathPart(text: string): string {
  if (PATH_PART.test(text)) return text;
  throw new CrmError('invalidData', 'not a name or an id of the CRM');
}
