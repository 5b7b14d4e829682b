import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function idOf(user: string): Promise<string> {
  const answer = await sandbox.as(user).get('/crm/v8/users?type=CurrentUser');
  return String(answer.at('users', 0, 'id'));
}

test('a user changes the own language, and every later answer says so until the reset', async () => {
  const rep = sandbox.as('rep');
  const id = await idOf('rep');
  const answer = await rep.put(`/crm/v8/users/${id}`, { users: [{ language: 'es_ES', locale: 'es_ES' }] });
  expect([answer.status, answer.at('users', 0, 'code')]).toEqual([200, 'SUCCESS']);
  const user = await rep.get('/crm/v8/users?type=CurrentUser');
  expect([user.at('users', 0, 'language'), user.at('users', 0, 'locale')]).toEqual(['es_ES', 'es_ES']);
  expect(user.at('users', 0, 'full_name')).toBe('Ravi Kapoor');
  await sandbox.reset();
  expect((await rep.get('/crm/v8/users?type=CurrentUser')).at('users', 0, 'language')).toBe('en_US');
});

test('only who manages users changes somebody else', async () => {
  const id = await idOf('marketer');
  const change = { users: [{ language: 'en_GB' }] };
  const rep = await sandbox.as('rep').put(`/crm/v8/users/${id}`, change);
  expect([rep.status, rep.at('code'), rep.at('details', 'permissions', 0)]).toEqual([
    403,
    'NO_PERMISSION',
    'Crm_Implied_Manage_Users',
  ]);
  expect((await sandbox.as('administrator').put(`/crm/v8/users/${id}`, change)).status).toBe(200);
});

test('what is no language, no setting or no user is refused and changes nothing', async () => {
  const rep = sandbox.as('rep');
  const id = await idOf('rep');
  for (const users of [[{ language: 'spanish' }], [{ locale: 7 }], [{ time_zone: '../etc' }], ['es_ES'], []]) {
    const answer = await rep.put(`/crm/v8/users/${id}`, { users });
    expect([users, answer.status]).toEqual([users, 400]);
  }
  await rep.put(`/crm/v8/users/${id}`, { users: [{ profile: 'administrator', full_name: 'Root' }] });
  const user = await rep.get('/crm/v8/users?type=CurrentUser');
  expect([user.at('users', 0, 'profile', 'name'), user.at('users', 0, 'full_name')]).toEqual([
    'Sales Representative',
    'Ravi Kapoor',
  ]);
  expect((await rep.put('/crm/v8/users/1', { users: [{ language: 'es_ES' }] })).status).toBe(400);
});
