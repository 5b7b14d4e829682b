import { CrmError } from '#core/crm/crm-error.ts';
import type { DataCentre, OrgKey } from '#core/crm/org-key.ts';
import { callerFromGrid, PROFILE_GRID_FORMAT, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { readFields, readModules } from '../rest/read-metadata.ts';
import { readProfiles } from '../rest/read-profiles.ts';
import { createRestCrmClient, readProfile } from '../rest/rest-crm-client.ts';
import type { RestSender } from '../rest/send-rest.ts';
import type { ZohoField } from '../rest/zoho-answers.ts';
import { createIdsBudget, MAX_REMEMBERED_ID_BYTES, type IdsBudget } from '../sharing/ids-budget.ts';
import { readOwnIds, type OwnIds } from '../sharing/read-own-ids.ts';
import type { Caller, IdentityRefusal } from './caller.ts';

const NO_GRID: ProfileGrid = { format: PROFILE_GRID_FORMAT, profiles: {} };

/** Memory is the process's, whoever asks and however they signed in. */
const idsBudget = createIdsBudget(MAX_REMEMBERED_ID_BYTES);

/** PER-5: rights by profile in orgs whose profiles have no ABM section; null = nobody has any. */
export type GridOf = (org: OrgKey) => Promise<ProfileGrid | null>;

/**
 * Who the sender's token belongs to, in which org and with which profile: the CRM says it, nothing else does
 * (PER-4). A profile that cannot be read means no rights.
 */
export async function askCrm(
  rest: RestSender,
  dc: DataCentre,
  gridOf: GridOf,
): Promise<Result<Caller, IdentityRefusal>> {
  const client = createRestCrmClient(rest);
  try {
    const [user, org] = await Promise.all([client.currentUser(), client.org()]);
    const key = { dc, orgId: org.orgId };
    const { profile, hasAbmSection } = await readProfile(rest, user.profileId);
    const rights = hasAbmSection ? profile : callerFromGrid(profile, (await gridOf(key)) ?? NO_GRID);
    return ok({
      org: key,
      crmOrg: org,
      userId: user.id,
      userName: user.name,
      profileId: profile.id,
      administrator: rights.administrator,
      granted: rights.granted,
      nativeRights: hasAbmSection,
      profiles: () => readProfiles(rest),
      readable: createReadable(rest, profile.id),
      ownIds: rememberOwnIds((module) => readOwnIds(rest, module), idsBudget),
    });
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return fail(toRefusal(error));
  }
}

function toRefusal(error: CrmError): IdentityRefusal {
  if (error.reason === 'notAuthenticated') return 'notAuthenticated';
  // 403 on the profile and scopes that do not reach it: the CRM answered, but not who this is.
  if (['noPermission', 'scopeMissing', 'notFound', 'unreadableAnswer', 'invalidData'].includes(error.reason))
    return 'notVerifiable';
  return 'crmUnavailable';
}

/** Read once however many ask, and remembered as long as the caller and the budget lets: never older than the rights. */
export function rememberOwnIds(read: (module: string) => Promise<OwnIds>, budget: IdsBudget): Caller['ownIds'] {
  const known = new Map<string, Promise<OwnIds>>();
  // The budget outlives callers and must not keep what they held.
  const weak = new WeakRef(known);
  return (module) => {
    const present = known.get(module);
    if (present !== undefined) return present;
    const asked = read(module).then(
      (own) => {
        budget.remember(own.ids.byteLength, () => weak.deref()?.delete(module));
        return own;
      },
      (error: unknown) => {
        known.delete(module);
        throw error;
      },
    );
    known.set(module, asked);
    return asked;
  };
}

/** Remembered as long as the caller, so it is never older than the rights. */
function createReadable(rest: RestSender, profileId: string): Caller['readable'] {
  let viewable: Promise<ReadonlySet<string>> | null = null;
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  const viewableModules = (): Promise<ReadonlySet<string>> =>
    (viewable ??= readModules(rest)
      .then((modules) => new Set(modules.filter((module) => module.viewable).map((module) => module.apiName)))
      .catch((error: unknown) => {
        viewable = null;
        throw error;
      }));
  const visibleFields = (module: string): Promise<ReadonlySet<string>> => {
    const present = known.get(module);
    if (present !== undefined) return present;
    const asked = readFields(rest, module)
      .then((fields) => visibleIn(fields, profileId))
      .catch((error: unknown) => {
        known.delete(module);
        throw error;
      });
    known.set(module, asked);
    return asked;
  };
  return async (modules) => {
    const seen = await viewableModules();
    const entries = modules
      .filter((module) => seen.has(module))
      .map(async (module) => [module, await visibleFields(module)] as const);
    return new Map(await Promise.all(entries));
  };
}

/**
 * The CRM was asked as the user and lists what the user may see; a field it lists with `hidden` for the user's profile is
 * hidden all the same, and one that names profiles but not this one too (PER-4: unknown is denied).
 */
function visibleIn(fields: readonly ZohoField[], profileId: string): ReadonlySet<string> {
  const visible = fields.filter(({ profiles }) => {
    if (profiles.length === 0) return true;
    const permission = profiles.find((profile) => profile.id === profileId)?.permission_type;
    return permission === 'read_write' || permission === 'read_only';
  });
  return new Set(visible.map((field) => field.api_name));
}
