import type { OrgDefinition, ProfileDefinition } from '../../orgs/org-definition.ts';
import { saveOrg } from '../../store/org-store.ts';
import { requirePermissions } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { isJsonObject, readJsonBody, readRows } from '../read-parameters.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData } from '../zoho-error.ts';
import { permissionIds, profileId } from './profile-routes.ts';

const MANAGE_PROFILES = 'Crm_Implied_Manage_Profiles';

/** `PUT /settings/profiles/{id}`: permissions on and off. The administrators' profile cannot be changed. */
export function addProfileUpdateRoute(app: ApiApp): void {
  app.put('/crm/v8/settings/profiles/:id', async (c) => {
    requireScope(c, 'settings', 'profiles', 'UPDATE');
    const { context } = c.env;
    requirePermissions(context.access, MANAGE_PROFILES);
    const { org } = context.store();
    const index = org.profiles.findIndex((_, at) => profileId(org, at) === c.req.param('id'));
    const profile = org.profiles[index];
    if (profile === undefined || profile.administrator)
      throw invalidData('the id given seems to be invalid', { resource_path_index: 2 });
    const rows = readRows(await readJsonBody(c), 'profiles', 1);
    const outcomes = attemptRows(c, rows, (row) => {
      const changed = withPermissions(org, profile, row);
      context.replaceStore(saveOrg(context.store(), { ...org, profiles: org.profiles.with(index, changed) }));
      return successEnvelope('Profile updated', { id: c.req.param('id') });
    });
    return answerRows(c, 'profiles', outcomes, 200);
  });
}

function withPermissions(org: OrgDefinition, profile: ProfileDefinition, row: unknown): ProfileDefinition {
  const place = { api_name: 'permissions_details', json_path: '$.profiles[0].permissions_details' };
  const asked = isJsonObject(row) ? row['permissions_details'] : undefined;
  if (!Array.isArray(asked)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonarray' });
  const names = new Map([...permissionIds(org)].map(([name, id]) => [id, name] as const));
  const denied = new Set(profile.denied);
  for (const [at, each] of asked.entries()) {
    const name = isJsonObject(each) ? names.get(String(each['id'])) : undefined;
    if (!isJsonObject(each) || name === undefined || typeof each['enabled'] !== 'boolean')
      throw invalidData('invalid data', { ...place, json_path: `${place.json_path}[${at}]` });
    if (each['enabled']) denied.delete(name);
    else denied.add(name);
  }
  return { ...profile, denied: [...denied] };
}
