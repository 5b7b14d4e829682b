import { modulePermission, type ModuleVerb } from '../orgs/permission-catalogue.ts';
import type { FieldPermission, OrgDefinition, ProfileDefinition, UserDefinition } from '../orgs/org-definition.ts';
import { ID_SPACE, recordId } from '../store/record-id.ts';
import type { OrgStore } from '../store/org-store.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import { invalidModule, noPermission } from './zoho-error.ts';

/** What one user may do, by the user's profile. */
export interface Access {
  readonly user: UserDefinition;
  readonly userId: bigint;
  readonly profile: ProfileDefinition;
  can(permission: string): boolean;
  /** The profile's right on a field, whatever the field itself allows. */
  fieldRight(module: string, field: string): FieldPermission;
}

/** Throws when the org has no such user: tokens are issued for existing users only. */
export function createAccess(org: OrgDefinition, userKey: string): Access {
  const index = org.users.findIndex((each) => each.key === userKey);
  const user = org.users[index];
  const profile = org.profiles.find((each) => each.key === user?.profile);
  if (user === undefined || profile === undefined) throw new Error(`${org.companyName} has no user ${userKey}.`);
  const denied = new Set(profile.denied);
  return {
    user,
    userId: recordId(org.idPrefix, ID_SPACE.users, index + 1),
    profile,
    can: (permission) => profile.administrator || !denied.has(permission),
    fieldRight: (module, field) => profileFieldRight(profile, module, field),
  };
}

export function profileFieldRight(profile: ProfileDefinition, module: string, field: string): FieldPermission {
  return profile.administrator ? 'read_write' : (profile.fields[module]?.[field] ?? 'read_write');
}

/** 403 unless the profile grants every one of the permissions; names those that are missing. */
export function requirePermissions(access: Access, ...permissions: readonly string[]): void {
  const missing = permissions.filter((permission) => !access.can(permission));
  if (missing.length > 0) throw noPermission(...missing);
}

/** The module, when the API knows it (INVALID_MODULE) and the profile grants the verb (NO_PERMISSION). */
export function requireModuleAccess(store: OrgStore, access: Access, name: string, verb: ModuleVerb): StoredModule {
  const module = store.modules.get(name);
  if (module === undefined || !module.api_supported) throw invalidModule();
  requirePermissions(access, modulePermission(verb, name));
  return module;
}

/** The fields that the profile does not hide, in stored order. */
export function visibleFields(access: Access, module: StoredModule): readonly StoredField[] {
  return module.fields.filter((field) => access.fieldRight(module.api_name, field.api_name) !== 'hidden');
}
