import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import type { OrgDefinition, ProfileDefinition } from '#sandbox/orgs/org-definition.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createSegmentEngine } from '#server-functions/segments/evaluate.ts';
import { createFunctionApp } from '#server-functions/shared/http/function-app.ts';
import { createLinkSigner } from '#server-functions/shared/links/link-signer.ts';
import { addAllRoutes } from '#server-functions/shared/local/all-routes.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import { startHttpFunctions, until, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { createLocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { addressOf, FUNCTION_ROUTES, GRANTABLE, type FunctionRoute } from './function-routes.ts';

/** One CRM profile, and a user of it, per set of permissions that is asked about; its key says what it grants, a bit each. */
const nameOf = (granted: readonly string[]): string =>
  `with-${GRANTABLE.map((name) => (granted.includes(name) ? '1' : '0')).join('')}`;
const allBut = (missing: string): readonly string[] => GRANTABLE.filter((name) => name !== missing);
const crmRights = (set: readonly string[]): readonly string[] => set.filter((name) => name !== 'administrator');
const SETS: readonly (readonly string[])[] = [
  [],
  GRANTABLE,
  ...GRANTABLE.map(allBut),
  ...GRANTABLE.map((name) => [name]),
  ...FUNCTION_ROUTES.flatMap(({ opens }) => opens.map(crmRights)),
];
const profiles: readonly ProfileDefinition[] = [...new Map(SETS.map((set) => [nameOf(set), set]))].map(
  ([key, granted]) => ({
    key,
    name: key,
    custom: true,
    administrator: false,
    denied: GRANTABLE.filter((name) => !granted.includes(name)),
    fields: {},
  }),
);
const ORG: OrgDefinition = {
  ...ZYLKER,
  profiles: [...ZYLKER.profiles, ...profiles],
  users: [
    ...ZYLKER.users,
    ...profiles.map(({ key }, index) => ({
      language: 'en_US',
      locale: 'en_US',
      time_zone: 'America/New_York',
      role: 'Sales',
      first_name: 'User',
      last_name: String(index),
      email: `user${index}@zylker.example`,
      key,
      profile: key,
    })),
  ],
};

let sandbox: Sandbox;
let functions: HttpFunctions;

beforeAll(async () => {
  const moduleUrl = new URL('../../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await startSampleSandbox(60, {
    orgs: [{ definition: ORG, seed: { moduleUrl, options: { seed: 1, accounts: 60, touchPoints: 0 } } }],
  });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  const administrator = functions.as('administrator', ORG);
  const proposal = await administrator('GET', '/v1/configuration/proposal');
  const configuration = proposal.at('configuration');
  await administrator('PUT', '/v1/configuration', { configuration, replaces: null, reason: 'first' });
  const run = await administrator('POST', '/v1/runs', { asOf: SAMPLE_DAY });
  await until(
    () => administrator('GET', `/v1/runs/${String(run.at('run', 'id'))}`),
    (answer) => answer.at('run', 'state') === 'done',
  );
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

/** Asked with a body that fits nothing: whoever is let in hears of that, whoever is not hears of the right. */
const ask = (user: string, route: FunctionRoute) =>
  functions.as(user, ORG)(route.method, addressOf(route, 'none'), route.method === 'GET' ? undefined : {});

const nameRoute = ({ method, path }: FunctionRoute): string => `${method} ${path}`;
const cases = FUNCTION_ROUTES.map((route) => [nameRoute(route), route] as const);

test('the table of rights names every route that is served, and no other', () => {
  const { ports } = createLocalFunctions(sandbox, SAMPLE_NOON);
  const app = createFunctionApp(
    {
      ...ports,
      identify: () => Promise.reject(new Error('nobody is asked')),
      queue: { enqueue: () => Promise.resolve() },
      audit: { record: () => undefined, settled: () => Promise.resolve() },
      segments: createSegmentEngine(ports),
      ask: createWorkDesk(ports),
      widgetOrigins: new Set(),
      signIn: null,
      links: { signer: createLinkSigner(new Uint8Array(32)) },
    },
    addAllRoutes,
  );
  const served = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(served)].toSorted()).toEqual(FUNCTION_ROUTES.map(nameRoute).toSorted());
});

describe('what is needed opens, and nothing less', () => {
  test.each(cases)('%s', async (_, route) => {
    for (const set of route.opens) {
      const user = set.includes('administrator') ? 'administrator' : nameOf(crmRights(set));
      expect([user, (await ask(user, route)).at('code')]).not.toEqual([user, 'permission.missing']);
      // Each permission of the set taken away by itself, everything else granted.
      if (route.opens.length > 1) continue;
      for (const missing of set) {
        const without = missing === 'administrator' ? nameOf(GRANTABLE) : nameOf(allBut(missing));
        const refused = await ask(without, route);
        if (route.path.endsWith('/file')) expect([refused.status, refused.at('code')]).toEqual([404, route.unknown]);
        else
          expect([without, refused.status, refused.body]).toEqual([
            without,
            403,
            { code: 'permission.missing', missing },
          ]);
      }
    }
  });
});

describe('one right alone opens exactly the routes that need no other', () => {
  test.each(GRANTABLE)('%s', async (right) => {
    const opened: string[] = [];
    for (const route of FUNCTION_ROUTES) {
      if (route.path.endsWith('/file')) continue;
      if ((await ask(nameOf([right]), route)).at('code') !== 'permission.missing') opened.push(nameRoute(route));
    }
    const expected = FUNCTION_ROUTES.filter(
      ({ opens, path }) => !path.endsWith('/file') && opens.some((set) => set.every((name) => name === right)),
    );
    expect(opened).toEqual(expected.map(nameRoute));
  });
});

test('without any right only the session says who one is', async () => {
  for (const route of FUNCTION_ROUTES) {
    const answer = await ask(nameOf([]), route);
    const open = route.path === '/v1/session';
    const expected = open ? 200 : route.path.endsWith('/file') ? 404 : 403;
    expect([nameRoute(route), answer.status]).toEqual([nameRoute(route), expected]);
  }
});
