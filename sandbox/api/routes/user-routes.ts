import { ID_SPACE, recordId } from '../../store/record-id.ts';
import type { OrgDefinition, UserDefinition } from '../../orgs/org-definition.ts';
import { MAX_PER_PAGE, readChoice, readCount } from '../read-parameters.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, type JsonObject } from '../zoho-error.ts';

const USER_TYPES = ['AllUsers', 'ActiveUsers', 'ConfirmedUsers', 'AdminUsers', 'CurrentUser'] as const;

/** `/users`: the caller (`type=CurrentUser`), or the org's users by page. */
export function addUserRoutes(app: ApiApp): void {
  app.get('/crm/v8/users', (c) => {
    requireScope(c, 'users', null, 'READ');
    const { context } = c.env;
    const { org } = context.store();
    const type = readChoice(c, 'type', USER_TYPES, 'AllUsers');
    const page = readCount(c, 'page', 1, 1_000);
    const perPage = readCount(c, 'per_page', MAX_PER_PAGE, MAX_PER_PAGE);
    const chosen = org.users.filter((user) => {
      if (type === 'CurrentUser') return user.key === context.access.user.key;
      if (type === 'AdminUsers') return isAdministrator(org, user);
      return true;
    });
    const users = chosen.slice((page - 1) * perPage, page * perPage).map((user) => formatUser(org, user));
    if (users.length === 0) return c.body(null, 204);
    const info = { per_page: perPage, count: users.length, page, more_records: chosen.length > page * perPage };
    return c.json({ users, info });
  });

  app.get('/crm/v8/users/:id', (c) => {
    requireScope(c, 'users', null, 'READ');
    const { org } = c.env.context.store();
    const user = org.users.find((each) => userId(org, each) === c.req.param('id'));
    if (user === undefined) throw invalidData('the id given seems to be invalid', { resource_path_index: 1 });
    return c.json({ users: [formatUser(org, user)] });
  });
}

function isAdministrator(org: OrgDefinition, user: UserDefinition): boolean {
  return org.profiles.some((profile) => profile.key === user.profile && profile.administrator);
}

function userId(org: OrgDefinition, user: UserDefinition): string {
  return recordId(org.idPrefix, ID_SPACE.users, org.users.indexOf(user) + 1).toString();
}

function formatUser(org: OrgDefinition, user: UserDefinition): JsonObject {
  const profile = org.profiles.findIndex((each) => each.key === user.profile);
  const roles = [...new Set(org.users.map((each) => each.role))];
  return {
    id: userId(org, user),
    first_name: user.first_name,
    last_name: user.last_name,
    full_name: `${user.first_name} ${user.last_name}`,
    email: user.email,
    profile: {
      name: org.profiles[profile]?.name ?? '',
      id: recordId(org.idPrefix, ID_SPACE.profiles, profile + 1).toString(),
    },
    role: { name: user.role, id: recordId(org.idPrefix, ID_SPACE.roles, roles.indexOf(user.role) + 1).toString() },
    language: user.language,
    locale: user.locale,
    time_zone: user.time_zone,
    status: 'active',
    confirm: true,
  };
}
