import type { UserDefinition } from '../../orgs/org-definition.ts';
import { saveOrg } from '../../store/org-store.ts';
import { ID_SPACE, recordId } from '../../store/record-id.ts';
import { requirePermissions } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { isJsonObject, readJsonBody, readRows } from '../read-parameters.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData } from '../zoho-error.ts';

const MANAGE_USERS = 'Crm_Implied_Manage_Users';
/** What a person's own settings say; names, profile and role stay as the org's definition has them. */
const SETTINGS = ['language', 'locale', 'time_zone'] as const;
const SHAPES: Readonly<Record<(typeof SETTINGS)[number], RegExp>> = {
  language: /^[a-z]{2}_[A-Z]{2}$/,
  locale: /^[a-z]{2}_[A-Z]{2}$/,
  time_zone: /^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/,
};

/** `PUT /users/{id}`: language, locale and time zone; one's own, or anybody's for who manages users. */
export function addUserUpdateRoute(app: ApiApp): void {
  app.put('/crm/v8/users/:id', async (c) => {
    requireScope(c, 'users', null, 'UPDATE');
    const { context } = c.env;
    const { org } = context.store();
    const index = org.users.findIndex(
      (_, at) => recordId(org.idPrefix, ID_SPACE.users, at + 1).toString() === c.req.param('id'),
    );
    const user = org.users[index];
    if (user === undefined) throw invalidData('the id given seems to be invalid', { resource_path_index: 1 });
    if (user.key !== context.access.user.key) requirePermissions(context.access, MANAGE_USERS);
    const rows = readRows(await readJsonBody(c), 'users', 1);
    const outcomes = attemptRows(c, rows, (row) => {
      const changed = { ...user, ...parseSettings(row) };
      context.replaceStore(saveOrg(context.store(), { ...org, users: org.users.with(index, changed) }));
      return successEnvelope('User updated', { id: c.req.param('id') });
    });
    return answerRows(c, 'users', outcomes, 200);
  });
}

function parseSettings(row: unknown): Partial<Pick<UserDefinition, (typeof SETTINGS)[number]>> {
  if (!isJsonObject(row)) throw invalidData('invalid data', { json_path: '$.users[0]' });
  const settings: { -readonly [name in (typeof SETTINGS)[number]]?: string } = {};
  for (const name of SETTINGS) {
    const value = row[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !SHAPES[name].test(value)) {
      throw invalidData('invalid data', { api_name: name, json_path: `$.users[0].${name}` });
    }
    settings[name] = value;
  }
  return settings;
}
