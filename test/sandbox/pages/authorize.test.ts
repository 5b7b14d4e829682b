import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODE_LIFETIME_MS } from '#sandbox/http/authorization-codes.ts';
import { startSandbox, toAnswer, type Answer, type TestSandbox } from '../start-sandbox.ts';

const CALLBACK = 'http://127.0.0.1:8481/v1/sign-in/callback';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pages: { files: () => Promise.resolve(new Map()), widgetsUrl: () => null } });
});
afterAll(() => sandbox.close());

function query(changes: Record<string, string> = {}): string {
  return new URLSearchParams({
    response_type: 'code',
    client_id: sandbox.clientId,
    scope: 'ZohoCRM.users.READ,ZohoCRM.settings.READ',
    redirect_uri: CALLBACK,
    access_type: 'offline',
    state: 'a+b/c=',
    ...changes,
  }).toString();
}

async function consent(user: string, agreed: boolean, changes: Record<string, string> = {}): Promise<URL | Answer> {
  const headers = {
    Origin: sandbox.url,
    'Content-Type': 'application/json',
    Cookie: `crm_user_${new URL(sandbox.url).port}=${user}`,
  };
  const body = JSON.stringify({ query: query(changes), agreed });
  const answer = await toAnswer(await fetch(`${sandbox.url}/sandbox/authorize`, { method: 'POST', headers, body }));
  const next = answer.at('next');
  return typeof next === 'string' ? new URL(next) : answer;
}

async function codeFor(user: string): Promise<string> {
  const next = await consent(user, true);
  return next instanceof URL ? (next.searchParams.get('code') ?? '') : '';
}

async function exchange(code: string, changes: Record<string, string> = {}): Promise<Answer> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: sandbox.clientId,
    client_secret: sandbox.clientSecret,
    redirect_uri: CALLBACK,
    code,
    ...changes,
  });
  return toAnswer(await fetch(`${sandbox.url}/oauth/v2/token`, { method: 'POST', body }));
}

test('who agrees is sent back with a code and the state, and the code buys tokens of that user', async () => {
  const next = await consent('eu-700010001.marketer', true);
  if (!(next instanceof URL)) throw new Error('refused');
  expect(next.origin + next.pathname).toBe(CALLBACK);
  expect(next.searchParams.get('state')).toBe('a+b/c=');
  expect(next.searchParams.get('location')).toBe('eu');
  expect(next.searchParams.get('accounts-server')).toBe(sandbox.url);
  const bought = await exchange(next.searchParams.get('code') ?? '');
  const caller = sandbox.withToken(String(bought.at('access_token')));
  expect((await caller.get('/crm/v8/users?type=CurrentUser')).at('users', 0, 'full_name')).toBe('Mats Engel');
  // No more than was agreed to.
  expect((await caller.get('/crm/v8/org')).at('code')).toBe('OAUTH_SCOPE_MISMATCH');
  const again = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: sandbox.clientId,
    client_secret: sandbox.clientSecret,
    refresh_token: String(bought.at('refresh_token')),
  });
  const refreshed = await toAnswer(await fetch(`${sandbox.url}/oauth/v2/token`, { method: 'POST', body: again }));
  const later = sandbox.withToken(String(refreshed.at('access_token')));
  expect((await later.get('/crm/v8/users?type=CurrentUser')).at('users', 0, 'full_name')).toBe('Mats Engel');
  expect((await later.get('/crm/v8/org')).at('code')).toBe('OAUTH_SCOPE_MISMATCH');
});

test('who refuses is sent back without a code', async () => {
  const next = await consent('com-700010001.rep', false);
  if (!(next instanceof URL)) throw new Error('refused');
  expect(Object.fromEntries(next.searchParams)).toEqual({ state: 'a+b/c=', error: 'access_denied' });
});

test('a code is good once, for a while, for its address, its client', async () => {
  const used = await codeFor('com-700010001.rep');
  expect((await exchange(used)).status).toBe(200);
  expect((await exchange(used)).at('error')).toBe('invalid_code');
  const elsewhere = await codeFor('com-700010001.rep');
  expect((await exchange(elsewhere, { redirect_uri: 'http://127.0.0.1:9/' })).at('error')).toBe('invalid_code');
  const late = await codeFor('com-700010001.rep');
  sandbox.clock.ms += CODE_LIFETIME_MS;
  expect((await exchange(late)).at('error')).toBe('invalid_code');
  const stolen = await codeFor('com-700010001.rep');
  expect((await exchange(stolen, { client_secret: 'guess' })).at('error')).toBe('invalid_client');
  expect((await exchange('')).at('error')).toBe('invalid_code');
});

test('the consent page refuses what it could not answer safely', async () => {
  const bad: Record<string, string>[] = [
    { client_id: 'another' },
    { response_type: 'token' },
    { redirect_uri: 'https://attacker.example/callback' },
    { redirect_uri: 'http://127.0.0.1.attacker.example/' },
    { redirect_uri: 'javascript:alert(1)' },
    { redirect_uri: '' },
    { scope: '' },
    { scope: 'ZohoCRM.users.READ,<script>' },
  ];
  for (const changes of bad) {
    const page = await fetch(`${sandbox.url}/oauth/v2/auth?${query(changes)}`);
    expect([changes, page.status]).toEqual([changes, 400]);
    const answer = await consent('com-700010001.rep', true, changes);
    expect([changes, answer instanceof URL]).toEqual([changes, false]);
  }
  expect((await fetch(`${sandbox.url}/oauth/v2/auth?${query()}`)).status).toBe(200);
});

test('only the page itself may answer, and only for a user who is signed in', async () => {
  const body = JSON.stringify({ query: query(), agreed: true });
  for (const headers of [
    { Origin: 'http://localhost:8482', Cookie: `crm_user_${new URL(sandbox.url).port}=com-700010001.rep` },
    { Origin: 'null', Cookie: `crm_user_${new URL(sandbox.url).port}=com-700010001.rep` },
  ]) {
    const response = await fetch(`${sandbox.url}/sandbox/authorize`, { method: 'POST', headers, body });
    expect(response.status).toBe(403);
  }
  const nobody = await consent('com-700010001.nobody', true);
  expect(nobody instanceof URL ? 'answered' : nobody.status).toBe(400);
});
