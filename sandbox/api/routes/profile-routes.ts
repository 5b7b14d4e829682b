import type { OrgDefinition, ProfileDefinition } from '../../orgs/org-definition.ts';
import { permissionCatalogue, type Permission } from '../../orgs/permission-catalogue.ts';
import { ID_SPACE, recordId } from '../../store/record-id.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, type JsonObject } from '../zoho-error.ts';

/** `/settings/profiles`: the list is short, the single profile carries sections and permissions. */
export function addProfileRoutes(app: ApiApp): void {
  app.get('/crm/v8/settings/profiles', (c) => {
    requireScope(c, 'settings', 'profiles', 'READ');
    const { org } = c.env.context.store();
    return c.json({ profiles: org.profiles.map((profile, index) => formatHead(org, profile, index)) });
  });

  app.get('/crm/v8/settings/profiles/:id', (c) => {
    requireScope(c, 'settings', 'profiles', 'READ');
    const { org } = c.env.context.store();
    const index = org.profiles.findIndex((_, at) => profileId(org, at) === c.req.param('id'));
    const profile = org.profiles[index];
    if (profile === undefined) throw invalidData('the id given seems to be invalid', { resource_path_index: 2 });
    return c.json({ profiles: [{ ...formatHead(org, profile, index), ...formatPermissions(org, profile) }] });
  });
}

/** The id of the org's n-th profile, counted from 0. */
export function profileId(org: OrgDefinition, index: number): string {
  return recordId(org.idPrefix, ID_SPACE.profiles, index + 1).toString();
}

/** Ids of the org's permissions by name. */
export function permissionIds(org: OrgDefinition): ReadonlyMap<string, string> {
  return new Map(
    permissionCatalogue(org.nativeAbm).map((each, index) => [
      each.name,
      recordId(org.idPrefix, ID_SPACE.permissions, index + 1).toString(),
    ]),
  );
}

function formatHead(org: OrgDefinition, profile: ProfileDefinition, index: number): JsonObject {
  return {
    id: profileId(org, index),
    name: profile.name,
    display_label: profile.name,
    api_name: profile.name.replaceAll(' ', '_'),
    custom: profile.custom,
    type: profile.administrator ? 'administrator' : 'normal_profile',
    category: profile.custom,
    description: null,
  };
}

function formatPermissions(org: OrgDefinition, profile: ProfileDefinition): JsonObject {
  const catalogue = permissionCatalogue(org.nativeAbm);
  const ids = permissionIds(org);
  const idOf = (name: string): string => ids.get(name) ?? '';
  return {
    permissions_details: catalogue.map((each) => ({
      id: idOf(each.name),
      name: each.name,
      display_label: each.display_label,
      module: each.module,
      enabled: profile.administrator || !profile.denied.includes(each.name),
      customizable: !profile.administrator,
      parent_permissions: each.parent === null ? null : [idOf(each.parent)],
    })),
    sections: formatSections(catalogue, idOf),
  };
}

function formatSections(catalogue: readonly Permission[], idOf: (name: string) => string): readonly JsonObject[] {
  const sections = [...new Set(catalogue.map((each) => each.section))];
  return sections.map((section) => {
    const inside = catalogue.filter((each) => each.section === section);
    return {
      name: section,
      categories: [...new Set(inside.map((each) => each.category))].map((category) => ({
        name: category,
        display_label: category,
        module: section === 'module_permissions' ? category : null,
        permissions_details: inside.filter((each) => each.category === category).map((each) => idOf(each.name)),
      })),
    };
  });
}
