import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { reportOf } from '#scripts/load/report.ts';
import { signInAs } from '#scripts/load/sign-in.ts';
import { useWidgets } from '#scripts/load/use-widgets.ts';
import { ROLES } from '#scripts/load/visits.ts';
import { startHttpFunctions, until, WIDGET_ORIGIN, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;

beforeAll(async () => {
  const pages = { files: () => Promise.resolve(new Map()), widgetsUrl: () => WIDGET_ORIGIN };
  sandbox = await startSampleSandbox(60, { pages });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

const USERS = { tab: 'marketer', tabWithoutAmounts: 'noAmounts', wizard: 'administrator' } as const;

test('every call that the load makes is answered, to users who may see amounts, may not, or set up', async () => {
  const admin = functions.as('administrator', ZYLKER);
  const configuration = (await admin('GET', '/v1/configuration/proposal')).at('configuration');
  await admin('PUT', '/v1/configuration', { configuration, replaces: null, reason: 'proposed' });
  const run = z.string().parse((await admin('POST', '/v1/runs', {})).at('run', 'id'));
  await until(
    () => admin('GET', `/v1/runs/${run}`),
    (answer) => answer.at('run', 'state') === 'done',
  );
  const criteria = {
    conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values: ['champions', 'loyal'] }],
    pattern: '',
  };
  const segment = await admin('POST', '/v1/segments', {
    name: 'Best',
    module: 'accounts',
    nature: { kind: 'static' },
    parent: null,
    criteria,
  });
  const account = await admin('GET', '/v1/segments/all/accounts?page=1');
  const place = { functionsUrl: functions.url, sandboxUrl: sandbox.url, widgetOrigin: WIDGET_ORIGIN };
  const users = await Promise.all(
    ROLES.map(async (role) => ({ role, bearer: await signInAs(place, USERS[role], ZYLKER) })),
  );
  const measured = await useWidgets({
    url: functions.url,
    widgetOrigin: WIDGET_ORIGIN,
    users,
    sights: {
      segments: [z.string().parse(segment.at('segment', 'id'))],
      accounts: [z.string().parse(account.at('accounts', 0, 'id'))],
      run: () => run,
    },
    thinkMs: [0, 1],
    // Each user's own numbers, the same every time: in sixty screens each of the ten comes up.
    randomOf: (user) => createRandom(user + 1),
    goesOn: (screens) => screens < 60,
  });
  expect(measured.filter(({ error }) => error !== null)).toEqual([]);
  const { routes, all } = reportOf(measured);
  expect(routes.map(({ route }) => route).toSorted()).toEqual([
    'GET /v1/configuration',
    'GET /v1/credits',
    'GET /v1/fields',
    'GET /v1/history/accounts/:id',
    'GET /v1/history/labels',
    'GET /v1/overview',
    'GET /v1/permissions',
    'GET /v1/policies',
    'GET /v1/runs/:id',
    'GET /v1/segments',
    'GET /v1/segments/:id',
    'GET /v1/segments/:id/accounts',
    'GET /v1/segments/:id/distribution',
    'GET /v1/segments/:id/performance',
    'GET /v1/segments/all/accounts',
    'GET /v1/segments/all/performance',
    'GET /v1/session',
    'GET /v1/setup/draft',
    'GET /v1/setup/org',
    'POST /v1/segments/preview',
  ]);
  expect(all).toMatchObject({ calls: measured.length, errors: 0 });
});

test('a refusal is an error of the load, with what was answered', async () => {
  const measured = await useWidgets({
    url: functions.url,
    widgetOrigin: WIDGET_ORIGIN,
    users: [{ role: 'tab', bearer: 'nobody' }],
    sights: { segments: [], accounts: [], run: () => null },
    thinkMs: [0, 1],
    randomOf: () => () => 0,
    goesOn: (screens) => screens < 1,
  });
  expect(measured.map(({ route, error }) => [route, error?.slice(0, 3)])).toEqual([['GET /v1/session', '401']]);
});

test('percentiles are values that were measured, by nearest rank', () => {
  const measured = Array.from({ length: 200 }, (_, at) => ({
    route: 'r',
    ms: 200 - at,
    error: at === 0 ? '500' : null,
  }));
  expect(reportOf(measured).all).toEqual({ route: 'all', calls: 200, errors: 1, p50: 100, p95: 190, p99: 198 });
});
