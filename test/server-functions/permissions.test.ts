import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';
import { recordsIn } from '#test/support/functions-over-http.ts';
import {
  configureAndScore,
  createLocalFunctions,
  type LocalFunctions,
  type Reply,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: LocalFunctions;
const CHAMPIONS = { conditions: [{ field: 'abm:rfm.label', operator: 'is', value: 'champions' }], pattern: '' };
const SEGMENT = {
  name: 'Champions',
  module: 'accounts',
  nature: { kind: 'static' },
  parent: null,
  criteria: CHAMPIONS,
};

beforeAll(async () => {
  sandbox = await startSampleSandbox(150);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  const run = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  expect(run.at('run', 'state')).toBe('done');
});
afterAll(() => sandbox.close());

const ABM = 'Crm_Implied_Manage_ABM';
const SETUP = 'Crm_Implied_Manage_ABM_Configurations';

describe('every refusal names the missing right', () => {
  test.each([
    ['outsider', 'GET', '/v1/overview', ABM],
    ['outsider', 'GET', '/v1/configuration', ABM],
    ['outsider', 'GET', '/v1/segments', ABM],
    ['outsider', 'POST', '/v1/segments/count', ABM],
    ['outsider', 'GET', '/v1/runs/run-1', ABM],
    ['outsider', 'GET', '/v1/exports', ABM],
    ['outsider', 'POST', '/v1/exports', ABM],
    ['marketer', 'GET', '/v1/configuration/proposal', SETUP],
    ['marketer', 'PUT', '/v1/configuration', SETUP],
    ['marketer', 'POST', '/v1/runs', SETUP],
    ['marketer', 'PUT', '/v1/permissions', 'administrator'],
    ['rep', 'POST', '/v1/segments', 'Crm_Implied_Create_ABM_Segments'],
    ['rep', 'DELETE', '/v1/segments/segment-1', 'Crm_Implied_Delete_ABM_Segments'],
    ['rep', 'POST', '/v1/segments/segment-1/refresh', 'Crm_Implied_Edit_ABM_Segments'],
    ['rep', 'POST', '/v1/exports', 'Crm_Implied_Export_Accounts'],
    ['rep', 'GET', '/v1/exports', 'Crm_Implied_Export_Accounts'],
  ])('%s %s %s', async (user, method, path, missing) => {
    const reply = await functions.as(user, ZYLKER).call(method, path, method === 'GET' ? undefined : {});
    expect(reply.status).toBe(403);
    expect(reply.at()).toEqual({ code: 'permission.missing', missing });
  });
});

describe('nobody without a credential that the CRM vouches for', () => {
  test.each([
    ['no token', null, {}],
    ['an unknown token', 'Bearer 1000.invented', {}],
    ['a token of another scheme', 'Basic YWRtaW46YWRtaW4=', {}],
    ['a token longer than any', `Bearer ${'x'.repeat(5_000)}`, {}],
    [
      'headers that claim a user',
      null,
      { 'x-user-id': '5843104020000000001', 'x-profile': 'administrator', 'x-org-id': '700010001' },
    ],
  ])('%s', async (_, authorization, headers) => {
    const reply = await functions.withToken(authorization, headers).call('GET', '/v1/overview');
    expect(reply.status).toBe(401);
    expect(reply.at('code')).toBe('identity.notAuthenticated');
  });

  test('a body that claims a user or another org is refused by its schema', async () => {
    const claims = { asOf: SAMPLE_DAY, userId: '5843104020000000001', orgId: NORDLICHT.orgId };
    const reply = await functions.as('administrator', ZYLKER).call('POST', '/v1/runs', claims);
    expect(reply.status).toBe(400);
  });

  test('a data centre that nobody serves', async () => {
    const reply = await functions.withToken('Bearer x', { 'x-crm-dc': 'attacker.example' }).call('GET', '/v1/overview');
    expect(reply.at('code')).toBe('identity.unknownDataCentre');
  });

  test('a profile that cannot be read gives no rights', async () => {
    const strict = createLocalFunctions(sandbox, SAMPLE_NOON);
    const through = strict.network.fetch;
    strict.network.fetch = async (input, init) =>
      String(input).includes('/settings/profiles/')
        ? Response.json({ code: 'NO_PERMISSION' }, { status: 403 })
        : through(input, init);
    const reply = await strict.as('administrator', ZYLKER).call('GET', '/v1/overview');
    expect([reply.status, reply.at('code')]).toEqual([403, 'identity.notVerifiable']);
  });
});

test('rights are asked again after five minutes at most', async () => {
  const own = createLocalFunctions(sandbox, SAMPLE_NOON);
  let asked = 0;
  const through = own.network.fetch;
  own.network.fetch = async (input, init) => {
    if (String(input).includes('type=CurrentUser')) asked++;
    return through(input, init);
  };
  const marketer = own.as('marketer', ZYLKER);
  await marketer.call('GET', '/v1/overview');
  await marketer.call('GET', '/v1/overview');
  expect(asked).toBe(1);
  own.clock.ms += 5 * 60_000;
  await marketer.call('GET', '/v1/overview');
  expect(asked).toBe(2);
});

test('the setup right alone opens the wizard, configures and follows the run, and opens nothing else (PER-1)', async () => {
  const own = createLocalFunctions(sandbox, SAMPLE_NOON);
  const grid = { format: 'lodestar.permissions/1', profiles: { [await profileIdOf('rep')]: ['setup'] } };
  expect(
    (await own.as('administrator', NORDLICHT).call('PUT', '/v1/permissions', { grid, revision: null })).status,
  ).toBe(200);
  const planner = own.as('rep', NORDLICHT);

  expect((await planner.call('GET', '/v1/setup/org')).status).toBe(200);
  expect((await planner.call('GET', '/v1/configuration')).at()).toEqual({ configuration: null });
  const run = await configureAndScore(own, NORDLICHT, SAMPLE_DAY, 'rep');
  expect([run.status, run.at('run', 'state')]).toEqual([200, 'done']);
  expect((await planner.call('GET', '/v1/configuration')).at('configuration', 'version')).toBe(1);

  for (const [method, path] of [
    ['GET', '/v1/overview'],
    ['GET', '/v1/segments'],
    ['GET', '/v1/exports'],
  ] as const) {
    const refused = await planner.call(method, path);
    expect([path, refused.status, refused.at('missing')]).toEqual([path, 403, ABM]);
  }
});

describe('amounts without the right to see them (PER-4)', () => {
  test.each(['noAmounts', 'noDeals'])('%s sees labels, no amount', async (user) => {
    const overview = await functions.as(user, ZYLKER).call('GET', '/v1/overview');
    expect(overview.at('overview', 'wonMinor')).toBeNull();
    expect(overview.at('overview', 'pipelineMinor')).toBeNull();
    expect(overview.at('overview', 'topAccounts')).toEqual([]);
    expect(overview.at('overview', 'rfm', 'labels', 0, 'labelId')).toBe('champions');

    const segment = await functions.as(user, ZYLKER).call('POST', '/v1/segments', SEGMENT);
    expect(segment.status).toBe(201);
    expect(segment.at('segment', 'wonMinor')).toBeNull();
  });

  test('the marketer sees the amounts', async () => {
    const overview = await functions.as('marketer', ZYLKER).call('GET', '/v1/overview');
    expect(overview.at('overview', 'wonMinor')).toEqual(expect.any(Number));
  });

  test('a live count over an amount is a question about the amount: refused', async () => {
    const criteria = { conditions: [{ field: 'abm:rfm.monetary', operator: 'atLeast', number: 1 }], pattern: '' };
    const ask = (user: string) =>
      functions.as(user, ZYLKER).call('POST', '/v1/segments/count', { ...SEGMENT, criteria });
    expect((await ask('marketer')).status).toBe(200);
    const refused = await ask('noAmounts');
    expect([refused.status, refused.at('code')]).toEqual([403, 'permission.fieldHidden']);
  });
});

describe('two orgs', () => {
  test('nothing of one is reachable from the other, by id or by listing', async () => {
    const made = await functions.as('marketer', ZYLKER).call('POST', '/v1/segments', SEGMENT);
    const id = String(made.at('segment', 'id'));
    expect((await functions.as('marketer', ZYLKER).call('GET', `/v1/segments/${id}`)).status).toBe(200);
    // Nordlicht has no ABM section: its administrator maps the rights, then the other org's ids still name nothing.
    const there = await nordlichtAdministrator();
    const stranger = await there.call('GET', `/v1/segments/${id}`);
    const invented = await there.call('GET', '/v1/segments/segment-999');
    expect([stranger.status, stranger.at()]).toEqual([404, { code: 'segment.unknown' }]);
    expect(stranger.at()).toEqual(invented.at());
    expect((await there.call('GET', '/v1/overview')).at('overview')).toBeNull();
    expect((await there.call('GET', '/v1/configuration')).at('configuration')).toBeNull();
  });

  test('an org without the section: nobody has a right until the grid gives it (PER-5)', async () => {
    const fresh = createLocalFunctions(sandbox, SAMPLE_NOON);
    const reply = await fresh.as('administrator', NORDLICHT).call('GET', '/v1/overview');
    expect(reply.at()).toEqual({ code: 'permission.missing', missing: ABM });
  });
});

describe('what the page of the grid is told', () => {
  const rightsByName = (reply: Reply) =>
    new Map(
      recordsIn(reply.at('profiles')).map(({ name, rights, manageAutomation, custom, administrator }) => [
        name,
        { rights, manageAutomation, custom, administrator },
      ]),
    );

  test('an org with the section: what the CRM gives each profile, and nothing to change here', async () => {
    const administrator = functions.as('administrator', ZYLKER);
    const reply = await administrator.call('GET', '/v1/permissions');
    expect([reply.at('native'), reply.at('grid'), reply.at('revision')]).toEqual([true, null, null]);
    const profiles = rightsByName(reply);
    const rep = { rights: ['access'], manageAutomation: false, custom: true, administrator: false };
    expect(profiles.get('Sales Representative')).toEqual(rep);
    expect(profiles.get('Support')).toMatchObject({ rights: [], manageAutomation: true });
    expect(profiles.get('Administrator')).toMatchObject({
      rights: ABM_RIGHT_NAMES,
      custom: false,
      administrator: true,
    });
    expect(profiles.get('Marketing')?.rights).toEqual(ABM_RIGHT_NAMES.filter((right) => right !== 'setup'));
    const grid = { format: 'lodestar.permissions/1', profiles: {} };
    const put = await administrator.call('PUT', '/v1/permissions', { grid, revision: null });
    expect([put.status, put.at('code')]).toEqual([409, 'permissions.keptByCrm']);
  });

  test('an org without it: every profile and its Manage Automation, and the rights are the grid’s', async () => {
    const own = createLocalFunctions(sandbox, SAMPLE_NOON);
    const administrator = own.as('administrator', NORDLICHT);
    const grid = { format: 'lodestar.permissions/1', profiles: { [await profileIdOf('rep')]: ['access'] } };
    const put = await administrator.call('PUT', '/v1/permissions', { grid, revision: null });
    const reply = await administrator.call('GET', '/v1/permissions');
    expect([reply.at('native'), reply.at('grid')]).toEqual([false, grid]);
    expect(reply.at('revision')).toBe(put.at('revision'));
    expect(reply.at('saved', 'author')).toBe('Anke Brandt');
    const profiles = rightsByName(reply);
    expect([...profiles.keys()]).toEqual(['Administrator', 'Marketing', 'Sales Representative', 'Support']);
    expect(profiles.get('Sales Representative')).toMatchObject({ rights: [], manageAutomation: false });
    expect((await own.as('rep', NORDLICHT).call('GET', '/v1/overview')).status).toBe(200);
  });

  test('a CRM that does not show its profiles: no grid is guessed', async () => {
    const strict = createLocalFunctions(sandbox, SAMPLE_NOON);
    const through = strict.network.fetch;
    strict.network.fetch = async (input, init) =>
      String(input).endsWith('/settings/profiles')
        ? Response.json(
            { code: 'NO_PERMISSION', details: { permissions: ['Crm_Implied_Manage_Profiles'] } },
            { status: 403 },
          )
        : through(input, init);
    const reply = await strict.as('administrator', NORDLICHT).call('GET', '/v1/permissions');
    expect([reply.status, reply.at()]).toEqual([
      502,
      { code: 'crm.noPermission', missing: 'Crm_Implied_Manage_Profiles' },
    ]);
  });
});

async function nordlichtAdministrator() {
  const administrator = functions.as('administrator', NORDLICHT);
  const profileId = await profileIdOf('administrator');
  const grid = { format: 'lodestar.permissions/1', profiles: { [profileId]: ['access'] } };
  const put = await administrator.call('PUT', '/v1/permissions', { grid, revision: null });
  expect(put.status).toBe(200);
  functions.clock.ms += 5 * 60_000;
  return administrator;
}

async function profileIdOf(user: string): Promise<string> {
  const holder = sandbox.tokens.find((each) => each.dc === NORDLICHT.dc && each.user === user);
  const answer = await fetch(`${sandbox.url}/crm/v8/users?type=CurrentUser`, {
    headers: { authorization: `Zoho-oauthtoken ${holder?.accessToken ?? ''}` },
  });
  const match = /"profile":\{[^}]*"id":"(\d+)"/.exec(await answer.text());
  return match?.[1] ?? '';
}
