import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  isRecord,
  startSandbox,
  startSandboxForTest,
  toAnswer,
  type Answer,
  type TestSandbox,
} from './start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function refresh(from: TestSandbox, overrides: Record<string, string> = {}): Promise<Answer> {
  const administrator = from.tokens.find((each) => each.user === 'administrator' && each.dc === 'com');
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: from.clientId,
    client_secret: from.clientSecret,
    refresh_token: administrator?.refreshToken ?? '',
    ...overrides,
  });
  return toAnswer(await fetch(`${from.url}/oauth/v2/token`, { method: 'POST', body }));
}

test('a refresh token buys an access token for an hour, with the API domain beside it', async () => {
  const own = await startSandboxForTest();
  const answer = await refresh(own);
  expect(answer.status).toBe(200);
  expect(answer.at('expires_in')).toBe(3_600);
  expect(answer.at('api_domain')).toBe(own.url);
  const caller = own.withToken(String(answer.at('access_token')));
  expect((await caller.get('/crm/v8/org')).status).toBe(200);
  own.clock.ms += 3_600_000;
  const late = await caller.get('/crm/v8/org');
  expect([late.status, late.at('code')]).toEqual([401, 'INVALID_TOKEN']);
});

test('refused credentials answer 200 with an error, as the accounts server does', async () => {
  const client = await refresh(sandbox, { client_secret: 'wrong' });
  expect([client.status, client.body]).toEqual([200, { error: 'invalid_client' }]);
  const code = await refresh(sandbox, { refresh_token: '1000.nobody' });
  expect([code.status, code.body]).toEqual([200, { error: 'invalid_code' }]);
});

test('the eleventh access token in ten minutes is refused, and the window slides', async () => {
  const own = await startSandboxForTest();
  for (let n = 0; n < 10; n++) expect((await refresh(own)).at('error')).toBeUndefined();
  const throttled = await refresh(own);
  expect([throttled.status, throttled.at('error')]).toEqual([400, 'Access Denied']);
  own.clock.ms += 10 * 60_000;
  expect((await refresh(own)).status).toBe(200);
});

test('no token, an unknown token and a token without the scope are told apart', async () => {
  const none = await toAnswer(await fetch(`${sandbox.url}/crm/v8/org`));
  expect([none.status, none.at('code')]).toEqual([401, 'AUTHENTICATION_FAILURE']);
  const unknown = await sandbox.withToken('1000.made.up').get('/crm/v8/org');
  expect([unknown.status, unknown.at('code')]).toEqual([401, 'INVALID_TOKEN']);
  const narrow = sandbox.withToken(
    sandbox.issueToken(ZYLKER, 'administrator', ['ZohoCRM.modules.accounts.READ'], null),
  );
  expect((await narrow.get('/crm/v8/Accounts?fields=id')).status).toBe(200);
  for (const path of [
    '/crm/v8/Deals?fields=id',
    '/crm/v8/org',
    '/crm/v8/users',
    '/crm/v8/settings/fields?module=Accounts',
  ]) {
    const answer = await narrow.get(path);
    expect([path, answer.status, answer.at('code')]).toEqual([path, 401, 'OAUTH_SCOPE_MISMATCH']);
  }
  const write = await narrow.post('/crm/v8/Accounts', { data: [{ Account_Name: 'X' }] });
  expect(write.at('code')).toBe('OAUTH_SCOPE_MISMATCH');
});

test('a query takes its own scope and that of the module it asks', async () => {
  const ask = (...scopes: readonly string[]) =>
    sandbox
      .withToken(sandbox.issueToken(ZYLKER, 'administrator', scopes, null))
      .coql('select id from Accounts where id > 1');
  expect((await ask('ZohoCRM.coql.READ', 'ZohoCRM.modules.accounts.READ')).status).toBe(200);
  for (const scopes of [
    ['ZohoCRM.coql.READ'],
    ['ZohoCRM.modules.ALL'],
    ['ZohoCRM.coql.READ', 'ZohoCRM.modules.deals.ALL'],
  ])
    expect([scopes, (await ask(...scopes)).at('code')]).toEqual([scopes, 'OAUTH_SCOPE_MISMATCH']);
});

test('the bearer spelling works too, and every user of every org has a token', async () => {
  for (const each of sandbox.tokens) {
    const response = await fetch(`${sandbox.url}/crm/v8/users?type=CurrentUser`, {
      headers: { Authorization: `Bearer ${each.accessToken}` },
    });
    const users = (await toAnswer(response)).at('users');
    expect(Array.isArray(users) && users.length === 1 && isRecord(users[0]) && users[0]['status']).toBe('active');
  }
});
