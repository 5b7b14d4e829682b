import { request } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ALL_SCOPES } from '#sandbox/api/scopes.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { startHttpFunctions, until, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { addressOf, FUNCTION_ROUTES } from './function-routes.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;
/** Things of Zylker that somebody else is after. */
let segment: string;
let exported: string;
let run: string;

beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  const administrator = functions.as('administrator', ZYLKER);
  const proposal = await administrator('GET', '/v1/configuration/proposal');
  const configuration = proposal.at('configuration');
  await administrator('PUT', '/v1/configuration', { configuration, replaces: null, reason: 'first' });
  const started = await administrator('POST', '/v1/runs', { asOf: SAMPLE_DAY });
  run = String(started.at('run', 'id'));
  await until(
    () => administrator('GET', `/v1/runs/${run}`),
    (answer) => answer.at('run', 'state') === 'done',
  );
  const criteria = { conditions: [{ field: 'abm:rfm.label', operator: 'is', value: 'champions' }], pattern: '' };
  const made = await administrator('POST', '/v1/segments', {
    name: 'Champions',
    module: 'accounts',
    nature: { kind: 'static' },
    parent: null,
    criteria,
  });
  segment = String(made.at('segment', 'id'));
  const asked = await administrator('POST', '/v1/exports', { segment, fields: 'all' });
  exported = String(asked.at('export', 'id'));
  await until(
    () => administrator('GET', `/v1/exports/${exported}`),
    (answer) => answer.at('export', 'state') === 'done',
  );
  // The other org's administrator may do everything there; it has no ABM section, so the grid says so.
  const there = functions.as('administrator', NORDLICHT);
  const profiles = { [await administratorProfile()]: ['access', 'createSegments', 'editSegments', 'deleteSegments'] };
  await there('PUT', '/v1/permissions', { grid: { format: 'lodestar.permissions/1', profiles }, revision: null });
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

async function administratorProfile(): Promise<string> {
  const answer = await fetch(`${sandbox.url}/crm/v8/users?type=CurrentUser`, {
    headers: { authorization: `Zoho-oauthtoken ${tokenOf('administrator', NORDLICHT.dc)}` },
  });
  return /"profile":\{[^}]*"id":"(\d+)"/.exec(await answer.text())?.[1] ?? '';
}

const tokenOf = (user: string, dc: string): string =>
  sandbox.tokens.find((each) => each.user === user && each.dc === dc)?.accessToken ?? '';

/** Everything that the functions keep, sign-in attempts included; the audit, which tells of refusals, has tests of its own. */
function storedState(): string {
  const database = new DatabaseSync(join(functions.folder, 'store.db'), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    const rows = tables
      .filter(({ name }) => name !== 'revisions')
      .flatMap(({ name }) => database.prepare(`select * from "${String(name)}"`).all())
      .filter(({ key }) => !String(key).startsWith('audit/'));
    return JSON.stringify(rows);
  } finally {
    database.close();
  }
}

interface Raw {
  readonly status: number;
  readonly text: string;
}

/** On a connection of its own: a server that refuses a body unread closes it. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(functions.url + path, { method, headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const idFor = (path: string): string =>
  path.includes('/exports/') ? exported : path.includes('/runs/') ? run : path.includes('/segments/') ? segment : 'x';
const withBody = FUNCTION_ROUTES.filter(
  ({ method, path }) =>
    method !== 'GET' && method !== 'DELETE' && !/\/(?:restore|refresh|pause|cancel|resume|link)$/.test(path),
);

/** Credentials nobody gave out, or not for this. What a request says of its sender besides the token is never read. */
const FORGED_CREDENTIALS: readonly (readonly [string, () => Record<string, string>])[] = [
  ['no token', () => ({})],
  ['an empty bearer', () => ({ authorization: 'Bearer ' })],
  ['another scheme', () => ({ authorization: `Basic ${btoa('administrator:administrator')}` })],
  ['an invented token', () => ({ authorization: 'Bearer 1000.dev.com.700010001.nobody' })],
  ['a token cut short', () => ({ authorization: `Bearer ${tokenOf('administrator', 'com').slice(0, -1)}` })],
  [
    'a token that has expired',
    () => ({
      authorization: `Bearer ${sandbox.issueToken(ZYLKER, 'administrator', ['ZohoCRM.users.ALL'], SAMPLE_NOON - 1)}`,
    }),
  ],
  ['a token longer than any', () => ({ authorization: `Bearer ${'x'.repeat(5_000)}` })],
  [
    'two tokens in one header',
    () => ({
      authorization: `Bearer ${tokenOf('rep', 'com')}, Bearer ${tokenOf('administrator', 'com')}`,
    }),
  ],
  [
    "a token and another data centre's name",
    () => ({ authorization: `Bearer ${tokenOf('administrator', 'com')}`, 'x-crm-dc': 'eu.attacker.example' }),
  ],
  [
    "the other data centre's token",
    () => ({ authorization: `Bearer ${tokenOf('administrator', 'eu')}x`, 'x-crm-dc': 'eu' }),
  ],
  [
    'a session that was never issued',
    () => ({ authorization: `Bearer ls1_com_700010001_5843104020000000001_${'A'.repeat(43)}` }),
  ],
  [
    'headers that claim a user, a profile and an org',
    () => ({
      'x-user-id': '5843104020000000001',
      'x-zc-user-id': '5843104020000000001',
      'x-profile': 'administrator',
      'x-org-id': ZYLKER.orgId,
      'x-crm-org': ZYLKER.orgId,
      cookie: 'session=administrator; user=1',
    }),
  ],
];

describe('a forged credential opens no route, changes nothing and learns nothing', () => {
  test.each(FORGED_CREDENTIALS)('%s', async (_, headers) => {
    const before = storedState();
    const answers = new Set<string>();
    for (const route of FUNCTION_ROUTES) {
      const body = route.method === 'GET' || route.method === 'DELETE' ? undefined : '{}';
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await send(route.method, addressOf(route, idFor(route.path)), { ...headers(), ...type }, body);
      answers.add(`${answer.status} ${answer.text}`);
    }
    // One answer for all routes: what is behind them does not show.
    const [only, ...others] = answers;
    expect(others).toEqual([]);
    expect(only).toMatch(/^401 \{"code":"identity\.(?:notAuthenticated|unknownDataCentre)"\}$/);
    expect(storedState()).toBe(before);
  });
});

test('a token whose scopes do not say who it is gives no rights', async () => {
  const token = sandbox.issueToken(ZYLKER, 'administrator', ['ZohoCRM.modules.ALL'], null);
  for (const route of FUNCTION_ROUTES) {
    const answer = await send(route.method, addressOf(route, idFor(route.path)), { authorization: `Bearer ${token}` });
    expect(answer).toEqual({ status: 403, text: '{"code":"identity.notVerifiable"}' });
  }
});

test("another org's administrator gets for an id of ours what an invented id gets, byte by byte", async () => {
  // A token of its own: who set the grid is remembered without it for five minutes.
  const token = sandbox.issueToken(NORDLICHT, 'administrator', ALL_SCOPES, null);
  const there = { authorization: `Bearer ${token}`, 'x-crm-dc': 'eu' };
  const before = storedState();
  const seen: string[] = [];
  for (const route of FUNCTION_ROUTES) {
    if (!route.path.includes(':id')) continue;
    const ours = await send(route.method, addressOf(route, idFor(route.path)), there, bodyFor(route.method));
    const invented = await send(route.method, addressOf(route, 'segment-999'), there, bodyFor(route.method));
    expect([route.path, ours]).toEqual([route.path, invented]);
    expect([route.path, ours.status >= 400]).toEqual([route.path, true]);
    if (ours.status === 404) seen.push(ours.text);
  }
  expect([...new Set(seen)].toSorted()).toEqual(
    ['accountHistory', 'export', 'intake', 'rulesRun', 'run', 'scoringRules', 'segment', 'snapshot'].map(
      (thing) => `{"code":"${thing}.unknown"}`,
    ),
  );
  expect(storedState()).toBe(before);
});

const bodyFor = (method: string): string | undefined => (method === 'GET' || method === 'DELETE' ? undefined : '{}');

test.each([
  ['a traversal', '..%2f..%2fcredentials'],
  ['a storage key', 'current%2Fgeneration'],
  ['a name of every object', '__proto__'],
  ['a NUL', 'a%00b'],
  ['a thousand characters', 'x'.repeat(1_000)],
  ['a wildcard', '%25'],
])('an id that is %s names nothing', async (_, id) => {
  const headers = { authorization: `Bearer ${tokenOf('administrator', 'com')}` };
  for (const route of FUNCTION_ROUTES) {
    if (!route.path.includes(':id') || route.unknown === null) continue;
    const answer = await send(route.method, addressOf(route, id), headers, bodyFor(route.method));
    expect([route.path, answer]).toEqual([route.path, { status: 404, text: `{"code":"${route.unknown}"}` }]);
  }
});

/** Bodies from somebody who may: none of them is believed. */
const FORGED_BODIES: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, string])[] = [
  ['not JSON', 'name=Champions', 'application/x-www-form-urlencoded'],
  ['half of a JSON text', '{"name":', 'application/json'],
  ['a list', '[]', 'application/json'],
  ['null', 'null', 'application/json'],
  ['a number', '7', 'application/json'],
  ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0, 1, 2), 'application/octet-stream'],
  ['a prototype', '{"__proto__":{"administrator":true},"constructor":{"prototype":{}}}', 'application/json'],
  ['100,000 brackets', '['.repeat(100_000), 'application/json'],
  [
    'a claim to be somebody',
    '{"userId":"1","orgId":"700010001","administrator":true,"granted":[]}',
    'application/json',
  ],
  ['600 kB', JSON.stringify({ name: 'x'.repeat(600_000) }), 'application/json'],
];

describe('a forged body is refused where a body is read, and changes nothing', () => {
  test.each(FORGED_BODIES)('%s', async (name, body, type) => {
    const headers = { authorization: `Bearer ${tokenOf('administrator', 'com')}`, 'content-type': type };
    const before = storedState();
    for (const route of withBody) {
      const answer = await send(route.method, addressOf(route, idFor(route.path)), headers, body);
      const allowed = name === '600 kB' ? [413] : [400, 404];
      expect([route.path, answer, allowed.includes(answer.status)]).toEqual([route.path, answer, true]);
    }
    expect(storedState()).toBe(before);
  });
});
