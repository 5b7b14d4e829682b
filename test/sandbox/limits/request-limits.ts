import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { createCallGate } from '#test/support/call-gate.ts';
import { startSandbox, toAnswer, type Answer, type TestSandbox } from '../start-sandbox.ts';
import { limitsOf, range } from './crm-limit.ts';

const DAY_MS = 86_400_000;
const LIST = '/crm/v8/Deals?fields=id&per_page=10';
const notCalled = { called: false } as const;
const get =
  (path: string, user = 'administrator') =>
  (sandbox: TestSandbox) =>
    sandbox.as(user).get(path);
const tokenOf = async (sandbox: TestSandbox): Promise<string> =>
  String((await sandbox.as('administrator').get(LIST)).at('info', 'next_page_token'));

async function exchange(sandbox: TestSandbox, form: Record<string, string>): Promise<Answer> {
  const { clientId, clientSecret } = sandbox;
  const query = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form });
  return toAnswer(await fetch(`${sandbox.url}/oauth/v2/token?${query.toString()}`, { method: 'POST' }));
}
const refreshTokenOf = (sandbox: TestSandbox, user: string): string =>
  sandbox.tokens.find((each) => each.user === user && each.dc === ZYLKER.dc)?.refreshToken ?? '';

/** Who calls, how often, and where to. */
export const REQUEST_LIMITS = [
  ...limitsOf(
    'any',
    [401, 'AUTHENTICATION_FAILURE', 'no token', async ({ url }) => toAnswer(await fetch(`${url}/crm/v8/org`))],
    [
      401,
      'INVALID_TOKEN',
      'a token that is unknown or has expired',
      (sandbox) => sandbox.withToken('1000.x').get('/crm/v8/org'),
    ],
    [
      401,
      'OAUTH_SCOPE_MISMATCH',
      'the grant lacks the scope',
      (sandbox) =>
        sandbox.withToken(sandbox.issueToken(ZYLKER, 'rep', ['ZohoCRM.org.READ'], null)).get('/crm/v8/users'),
    ],
    [
      403,
      'NO_PERMISSION',
      'the profile lacks the right; it is named',
      get('/crm/v8/Deals?fields=id', 'noDeals'),
      { details: { permissions: ['Crm_Implied_View_Deals'] } },
    ],
    [404, 'INVALID_URL_PATTERN', 'no such address', get('/crm/v9/org')],
    [400, 'INVALID_MODULE', 'no such module, or one without API', get('/crm/v8/Unicorns?fields=id')],
    [
      429,
      'TOO_MANY_REQUESTS',
      'more calls at a time than the edition allows: 5/10/15/20/25, 10 heavy ones',
      async () => {
        // Of its own, in which calls wait for the one that finds no room.
        const gate = createCallGate();
        const sandbox = await startSandbox({ delay: gate.delay });
        gate.hold(() => true);
        const call = () => sandbox.as('administrator').coql('select id from Deals where id is not null limit 1');
        const answers = range(40).map(call);
        const refused = await Promise.race(answers);
        gate.release();
        await Promise.all(answers);
        await sandbox.close();
        return refused;
      },
    ],
    [
      429,
      'LICENSE_UTILITY_LIMIT_EXCEEDED',
      'the day’s credits are used up; X-API-CREDITS-REMAINING is 0',
      async (sandbox) => {
        const org = `${NORDLICHT.dc}/${NORDLICHT.orgId}`;
        sandbox.setFaults([{ fault: 'creditsUsedUp', org, on: 'GET /crm/v8/org' }]);
        const refused = await sandbox.as('administrator', NORDLICHT).get('/crm/v8/org');
        sandbox.setFaults([]);
        return refused;
      },
    ],
    [
      500,
      'INTERNAL_ERROR',
      'the CRM failed (asked for as a fault)',
      async (sandbox) => {
        sandbox.setFaults([{ fault: 'internalError' }]);
        const failed = await sandbox.as('administrator').get('/crm/v8/org');
        sandbox.setFaults([]);
        return failed;
      },
    ],
  ),
  ...limitsOf(
    'POST /oauth/v2/token',
    [
      200,
      'invalid_code',
      'a refresh token that is unknown or was given back',
      (sandbox) => exchange(sandbox, { grant_type: 'refresh_token', refresh_token: 'x' }),
    ],
    [
      200,
      'invalid_client',
      'another client',
      (sandbox) => exchange(sandbox, { grant_type: 'refresh_token', client_secret: 'x' }),
    ],
    [
      400,
      'Access Denied',
      'the eleventh access token within 10 minutes',
      async (sandbox) => {
        const ask = () =>
          exchange(sandbox, { grant_type: 'refresh_token', refresh_token: refreshTokenOf(sandbox, 'rep2') });
        for (let n = 0; n < 10; n++) await ask();
        return ask();
      },
    ],
  ),
  ...limitsOf(
    'GET /{module}',
    [
      400,
      'REQUIRED_PARAM_MISSING',
      'no fields named',
      get('/crm/v8/Accounts'),
      { ...notCalled, details: { param_name: 'fields' } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 50 fields',
      get(
        `/crm/v8/Accounts?fields=${range(51)
          .map((n) => `F${n}`)
          .join(',')}`,
      ),
      { ...notCalled, details: { limit: 50 } },
    ],
    [
      400,
      'INVALID_DATA',
      'per_page above 200',
      get('/crm/v8/Accounts?fields=id&per_page=201'),
      { ...notCalled, details: { param_name: 'per_page', maximum_length: 200 } },
    ],
    [
      400,
      'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
      'page × per_page beyond 2,000 records',
      get('/crm/v8/Deals?fields=id&per_page=200&page=11'),
      { ...notCalled, details: { limit: 2_000 } },
    ],
    [
      400,
      'PAGINATION_LIMIT_EXCEEDED',
      'page_token beyond 100,000 records',
      async (sandbox) => {
        const token: unknown = JSON.parse(Buffer.from(await tokenOf(sandbox), 'base64url').toString());
        const far = Buffer.from(JSON.stringify(Object.assign({}, token, { shown: 100_000 }))).toString('base64url');
        return sandbox.as('administrator').get(`${LIST}&page_token=${far}`);
      },
      { ...notCalled, details: { limit: 100_000 } },
    ],
    [
      400,
      'TOKEN_BOUND_DATA_MISMATCH',
      'page_token with other parameters',
      async (sandbox) =>
        sandbox.as('administrator').get(`/crm/v8/Deals?fields=id,Stage&page_token=${await tokenOf(sandbox)}`),
      notCalled,
    ],
    [
      400,
      'EXPIRED_VALUE',
      'page_token after 24 hours',
      async (sandbox) => {
        const token = await tokenOf(sandbox);
        sandbox.clock.ms += DAY_MS;
        const refused = await sandbox.as('administrator').get(`${LIST}&page_token=${token}`);
        sandbox.clock.ms -= DAY_MS;
        return refused;
      },
      notCalled,
    ],
    [
      400,
      'AMBIGUITY_DURING_PROCESSING',
      'page and page_token',
      async (sandbox) => sandbox.as('administrator').get(`${LIST}&page=2&page_token=${await tokenOf(sandbox)}`),
      notCalled,
    ],
  ),
  ...limitsOf(
    'GET /{module}/deleted',
    [
      400,
      'INVALID_DATA',
      'more than 200 a page',
      get('/crm/v8/Deals/deleted?per_page=201'),
      { ...notCalled, details: { param_name: 'per_page', limit: 200 } },
    ],
    [400, 'INVALID_MODULE', 'rows of a subform: they go with their record', get('/crm/v8/Deal_Line_Items/deleted')],
    [403, 'NO_PERMISSION', 'a module that the profile does not show', get('/crm/v8/Deals/deleted', 'noDeals')],
  ),
  ...limitsOf('GET /{module}/{id}', [
    400,
    'INVALID_DATA',
    'an id that is none',
    get('/crm/v8/Deals/abc'),
    { details: { resource_path_index: 1 } },
  ]),
  ...limitsOf(
    'GET /{module}/{id}/{related list}',
    [
      400,
      'INVALID_DATA',
      'no such list',
      (sandbox) => sandbox.as('administrator').get(`/crm/v8/Accounts/${sandbox.id('Accounts', 1)}/Unicorns?fields=id`),
      { details: { resource_path_index: 2 } },
    ],
    [
      400,
      'REQUIRED_PARAM_MISSING',
      'no fields named',
      (sandbox) => sandbox.as('administrator').get(`/crm/v8/Accounts/${sandbox.id('Accounts', 1)}/Contacts`),
      { details: { param_name: 'fields' } },
    ],
  ),
  ...limitsOf('GET /settings/profiles/{id}', [
    400,
    'INVALID_DATA',
    'no such profile',
    get('/crm/v8/settings/profiles/1'),
    { details: { resource_path_index: 2 } },
  ]),
  ...limitsOf('GET /settings/fields', [
    400,
    'REQUIRED_PARAM_MISSING',
    'no module named',
    get('/crm/v8/settings/fields'),
    { details: { param_name: 'module' } },
  ]),
];
