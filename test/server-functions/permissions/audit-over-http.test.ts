import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUDITED_CHANGES } from '#server-functions/shared/audit/observe-decisions.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { recordsIn } from '#test/support/functions-over-http.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { FUNCTION_ROUTES } from '../rights/function-routes.ts';

const SETUP = 'Crm_Implied_Manage_ABM_Configurations';

let sandbox: Sandbox;
let functions: LocalFunctions;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
});
afterAll(() => sandbox.close());

async function linesOf(of: LocalFunctions, org = ZYLKER, day = SAMPLE_DAY) {
  await of.audit.settled();
  const reply = await of.as('administrator', org).call('GET', `/v1/audit?day=${day}`);
  expect(reply.status).toBe(200);
  return recordsIn(reply.at('lines'));
}
const fresh = () => createLocalFunctions(sandbox, SAMPLE_NOON);

test('a refusal is there with who, what, which right and where; twice in an hour is one line with its number', async () => {
  const own = fresh();
  for (let times = 0; times < 2; times++) {
    const refused = await own.as('marketer', ZYLKER).call('PUT', '/v1/configuration', {});
    expect(refused.at('missing')).toBe(SETUP);
  }
  const [line, ...others] = await linesOf(own);
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    kind: 'refusal',
    times: 2,
    what: 'setup',
    missing: SETUP,
    route: 'PUT /v1/configuration',
    at: SAMPLE_NOON,
  });
  expect(line?.['userId']).toMatch(/^\d+$/);
});

test('publishing, the run, and a deletion are there as changes, with the id of the thing; who only asks changes nothing', async () => {
  const made = await functions.as('marketer', ZYLKER).call('POST', '/v1/segments', {
    name: 'Champions of Madrid',
    module: 'accounts',
    nature: { kind: 'static' },
    parent: null,
    criteria: { conditions: [{ field: 'abm:rfm.label', operator: 'is', value: 'champions' }], pattern: '' },
  });
  expect(made.at()).toMatchObject({ segment: {} });
  const id = String(made.at('segment', 'id'));
  const marketer = functions.as('marketer', ZYLKER);
  const exported = await marketer.call('POST', '/v1/exports', { segment: id, fields: 'all' });
  expect(exported.status).toBe(202);
  const file = `/v1/exports/${String(exported.at('export', 'id'))}`;
  expect((await marketer.call('GET', `${file}/file`)).status).toBe(200);
  expect((await marketer.call('POST', `${file}/link`)).status).toBe(200);
  await marketer.call('POST', '/v1/segments/count', {});
  expect((await marketer.call('DELETE', `/v1/segments/${id}`)).status).toBeLessThan(300);
  // Refused by its body: nothing was changed.
  await functions.as('administrator', ZYLKER).call('PUT', '/v1/configuration', {});
  const changes = (await linesOf(functions)).filter(({ kind }) => kind === 'change');
  expect(changes.map(({ what }) => String(what)).toSorted()).toEqual([
    'configuration.published',
    'export.fetched',
    'export.fetched',
    'export.started',
    'run.started',
    'segment.created',
    'segment.deleted',
  ]);
  expect(changes.find(({ what }) => what === 'segment.deleted')).toMatchObject({ subject: id });
});

test('a change of the grid is there, and what one org did is in no other’s audit', async () => {
  const own = fresh();
  const administrator = own.as('administrator', NORDLICHT);
  const grid = { format: 'lodestar.permissions/1', profiles: {} };
  expect((await administrator.call('PUT', '/v1/permissions', { grid, revision: null })).status).toBe(200);
  expect((await administrator.call('PUT', '/v1/permissions', { grid, revision: null })).status).toBe(409);
  const changes = (await linesOf(own, NORDLICHT)).map(({ kind, what }) => [kind, what]);
  expect(changes).toEqual([['change', 'permissions.changed']]);
  expect(await linesOf(own, ZYLKER)).toEqual([]);
});

test('says which profile gained and lost which right, by ids', async () => {
  const own = fresh();
  const administrator = own.as('administrator', NORDLICHT);
  let revision = (await administrator.call('GET', '/v1/permissions')).at('revision');
  for (const profiles of [{ '12': ['access', 'setup'] }, { '12': ['access'], '13': ['access'] }]) {
    const grid = { format: 'lodestar.permissions/1', profiles };
    revision = (await administrator.call('PUT', '/v1/permissions', { grid, revision })).at('revision');
  }
  const changes = (await linesOf(own, NORDLICHT)).map(({ subject }) => String(subject));
  expect(changes.toSorted()).toEqual(['12+access+setup', '12-setup 13+access']);
});

test('says which way record sharing was switched', async () => {
  const own = fresh();
  const administrator = own.as('administrator', ZYLKER);
  let revision: unknown = null;
  for (const respectRecordSharing of [true, false]) {
    const changed = await administrator.call('PUT', '/v1/policies', { respectRecordSharing, revision });
    revision = changed.at('revision');
  }
  const changes = (await linesOf(own)).map(({ what, subject }) => `${String(what)} ${String(subject)}`);
  expect(changes.toSorted()).toEqual(['policies.changed sharingIgnored', 'policies.changed sharingRespected']);
});

test('a field that the profile hides is a refusal as well', async () => {
  const criteria = { conditions: [{ field: 'abm:rfm.monetary', operator: 'atLeast', number: 1 }], pattern: '' };
  const body = { name: 'Rich', module: 'accounts', nature: { kind: 'static' }, parent: null, criteria };
  const refused = await functions.as('noAmounts', ZYLKER).call('POST', '/v1/segments', body);
  expect(refused.status).toBe(403);
  const lines = await linesOf(functions);
  expect(lines.find(({ missing }) => missing === refused.at('code'))).toMatchObject({
    kind: 'refusal',
    what: 'createSegments',
    route: 'POST /v1/segments',
  });
});

test('reads are counted by person and action, in the file; no name and no amount is in anything that is kept', async () => {
  const own = fresh();
  for (let times = 0; times < 3; times++) await own.as('marketer', ZYLKER).call('GET', '/v1/overview');
  await own.audit.settled();
  const file = await own.as('administrator', ZYLKER).call('GET', `/v1/audit/csv?day=${SAMPLE_DAY}`);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="abm-audit-${SAMPLE_DAY}.csv"`);
  const rows: unknown = parse(new TextDecoder().decode(file.bytes), { columns: true });
  expect(recordsIn(rows)).toMatchObject([{ kind: 'use', times: '3', what: 'view', missing: '' }]);
  await functions.audit.settled();
  const { items } = await functions.ports.store.list(ZYLKER, 'audit/');
  expect(items.length).toBeGreaterThan(0);
  expect(items.map(({ value }) => value).join('')).not.toMatch(/Champions of Madrid|@|amount/i);
});

test('nothing in the file is a formula to a spreadsheet', async () => {
  const own = fresh();
  const at = Date.parse(`${SAMPLE_DAY}T12:00:00Z`);
  const line = { kind: 'change', at, last: at, times: 1, userId: '-1', missing: null, route: '@x' } as const;
  own.audit.record(ZYLKER, SAMPLE_DAY, { ...line, what: "-2+3+cmd|' /C calc'!A0", subject: '=1+1,"x"' });
  await own.audit.settled();
  const file = await own.as('administrator', ZYLKER).call('GET', `/v1/audit/csv?day=${SAMPLE_DAY}`);
  const rows: unknown = parse(new TextDecoder().decode(file.bytes), { columns: true });
  expect(recordsIn(rows)).toMatchObject([
    { user: "'-1", what: "'-2+3+cmd|' /C calc'!A0", route: "'@x", subject: '\'=1+1,"x"', missing: '' },
  ]);
});

describe('the audit is for administrators alone, and says nothing of days it does not have', () => {
  test.each(['/v1/audit', '/v1/audit/csv'])('%s', async (path) => {
    const refused = await functions.as('marketer', ZYLKER).call('GET', path);
    expect([refused.status, refused.at('missing')]).toEqual([403, 'administrator']);
    const wrong = await functions.as('administrator', ZYLKER).call('GET', `${path}?day=../../grid`);
    expect([wrong.status, wrong.at('code')]).toEqual([400, 'request.invalid']);
  });

  test('a day before anything happened is empty', async () => {
    expect(await linesOf(functions, ZYLKER, '2020-02-29')).toEqual([]);
  });
});

test('a store that cannot be written to refuses nobody', async () => {
  const own = fresh();
  const { create } = own.ports.store;
  own.ports.store.create = (org, key, ...rest) =>
    key.startsWith('audit/') ? Promise.reject(new Error('full')) : create(org, key, ...rest);
  const answers = ['marketer', 'outsider'].map((user) => own.as(user, ZYLKER).call('GET', '/v1/overview'));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 403]);
});

/** Questions with a body, and what is only the asker's own. */
const NO_CHANGES: ReadonlySet<string> = new Set([
  'PUT /v1/setup/draft',
  'POST /v1/setup/count',
  'POST /v1/setup/review',
  'POST /v1/setup/snapshots',
  'DELETE /v1/setup/snapshots/:id',
  'POST /v1/setup/snapshots/:id/preview',
  'POST /v1/setup/technique-preview',
  'POST /v1/segments/preview',
  'POST /v1/segments/count',
]);

test('every route that is not a question is known as a change', () => {
  const routes = FUNCTION_ROUTES.map(({ method, path }) => `${method} ${path}`);
  const unknown = routes.filter(
    (route) => !route.startsWith('GET ') && !AUDITED_CHANGES.has(route) && !NO_CHANGES.has(route),
  );
  expect(unknown).toEqual([]);
  expect([...NO_CHANGES].filter((route) => !routes.includes(route) || AUDITED_CHANGES.has(route))).toEqual([]);
});
