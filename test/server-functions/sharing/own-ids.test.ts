import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { fail } from '#core/result.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ALL_SCOPES } from '#sandbox/api/scopes.ts';
import { createCredentials } from '#server-functions/shared/identity/credentials.ts';
import { createIdentifyAny } from '#server-functions/shared/identity/identify-session.ts';
import { createSessions } from '#server-functions/shared/identity/sessions.ts';
import { createPresentedToken, createRefreshingTokens } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestSender, type RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { cutTable } from '#server-functions/shared/sharing/cut-table.ts';
import { readOwnIds, type OwnIds } from '#server-functions/shared/sharing/read-own-ids.ts';
import { viewOf } from '#server-functions/shared/sharing/view-of.ts';
import { USER_SCOPES } from '#server-functions/sign-in/oauth-client.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { makeAccountsPrivate, rowsOf, shareAccount, userIdOf, visibleTo } from '#test/support/sharing-world.ts';

/** PER-4's five minutes. */
const FIVE_MINUTES_MS = 5 * 60_000;
/** The CRM's time. */
let crmMs = SAMPLE_NOON;
let sandbox: Sandbox;
let functions: LocalFunctions;
let unshared: string[];
/** Calls that read records as somebody. */
let reads = 0;
/** What the CRM answers to such a call instead; null = it answers itself. */
let broken: (() => Promise<Response>) | null = null;

beforeAll(async () => {
  sandbox = await startSampleSandbox(40, { clock: { now: () => crmMs } });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { timeouts: { jsonMs: 2_000, downloadMs: 2_000 } });
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  await makeAccountsPrivate(sandbox);
  unshared = rowsOf(sandbox, 'SELECT CAST(id AS TEXT) AS id FROM Accounts ORDER BY id').map((row) => String(row['id']));
  for (const id of unshared.splice(0, 5)) await shareAccount(sandbox, id, 'marketer');
  const admin = functions.as('administrator', ZYLKER);
  const put = await admin.call('PUT', '/v1/policies', { respectRecordSharing: true, revision: null });
  expect(put.status).toBe(200);
  functions.network.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!/\/coql|\/bulk\//.test(url)) return fetch(input, init);
    reads++;
    return broken === null ? fetch(input, init) : broken();
  };
});
afterAll(() => sandbox.close());
beforeEach(() => {
  broken = null;
  // Nobody is remembered from the test before.
  functions.clock.ms += FIVE_MINUTES_MS;
});

const seen = async (user: string): Promise<unknown> =>
  (await functions.as(user, ZYLKER).call('GET', '/v1/overview')).at('overview', 'included');

describe('what somebody may read is asked of the CRM once in five minutes', () => {
  test('and asked anew after them', async () => {
    expect(await seen('marketer')).toBe(5);
    const before = reads;
    await shareAccount(sandbox, unshared.shift() ?? '', 'marketer');
    functions.clock.ms += FIVE_MINUTES_MS - 1;
    expect([await seen('marketer'), reads]).toEqual([5, before]);
    functions.clock.ms += 1;
    expect(await seen('marketer')).toBe(6);
  });

  test('once for many who ask at the same time, and for each user by themselves', async () => {
    reads = 0;
    const many = await Promise.all(Array.from({ length: 5 }, () => seen('marketer')));
    // A count and a page.
    expect([new Set(many).size, reads]).toEqual([1, 2]);
    expect(await seen('rep')).toBe(visibleTo(sandbox, 'rep').size);
    expect(reads).toBe(4);
  });
});

describe('ids that cannot be read stand neither for all accounts nor for none', () => {
  const json = (status: number, body: unknown) => () =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }));
  const failures: readonly (readonly [string, () => Promise<Response>])[] = [
    ['a CRM that fails', json(500, { code: 'INTERNAL_ERROR', message: 'x', status: 'error', details: {} })],
    ['a CRM that is busy', json(429, { code: 'TOO_MANY_REQUESTS', message: 'x', status: 'error', details: {} })],
    ['a page that is none', () => Promise.resolve(new Response('<html></html>', { status: 200 }))],
    ['a connection that breaks', () => Promise.reject(new TypeError('fetch failed'))],
    ['an empty answer to everything', () => Promise.resolve(new Response(null, { status: 204 }))],
  ];
  const routes = [
    ['GET', '/v1/overview'],
    ['GET', '/v1/segments/all/accounts'],
    ['GET', '/v1/segments/all/performance'],
    ['GET', '/v1/segments/all/distribution?by=label'],
    ['GET', '/v1/segments'],
    ['POST', '/v1/segments/preview', { criteria: { conditions: [], pattern: '' } }],
    ['POST', '/v1/exports', { segment: null, fields: 'all' }],
  ] as const;

  test.each(failures)('%s: every route refuses by name', async (_, failure) => {
    broken = failure;
    for (const [method, path, body] of routes) {
      const reply = await functions.as('marketer', ZYLKER).call(method, path, body);
      expect([path, reply.status, reply.at()]).toEqual([path, 503, { code: 'sharing.unreadable' }]);
    }
  });

  test('what failed is not remembered', async () => {
    broken = json(500, { code: 'INTERNAL_ERROR', message: 'x', status: 'error', details: {} });
    expect((await functions.as('marketer', ZYLKER).call('GET', '/v1/overview')).status).toBe(503);
    broken = null;
    expect(await seen('marketer')).toBe(6);
  });

  test('a token of before, without the scopes for records, is asked to sign in again', async () => {
    const scopes = USER_SCOPES.filter((scope) => scope !== 'ZohoCRM.coql.READ' && scope !== 'ZohoCRM.bulk.READ');
    const token = sandbox.issueToken(ZYLKER, 'marketer', scopes, null);
    const reply = await functions.withToken(`Bearer ${token}`, { 'x-crm-dc': 'com' }).call('GET', '/v1/overview');
    expect([reply.status, reply.at()]).toEqual([403, { code: 'sharing.signInAgain' }]);
  });

  test('the scopes that users grant are enough', async () => {
    const token = sandbox.issueToken(ZYLKER, 'marketer', USER_SCOPES, null);
    const reply = await functions.withToken(`Bearer ${token}`, { 'x-crm-dc': 'com' }).call('GET', '/v1/overview');
    expect(reply.at('overview', 'included')).toBe(6);
  });

  test('a token that was taken back since it was recognised opens nothing', async () => {
    const token = sandbox.issueToken(ZYLKER, 'marketer', ALL_SCOPES, crmMs + 60_000);
    const person = functions.withToken(`Bearer ${token}`, { 'x-crm-dc': 'com' });
    // What the profile may read is remembered as well; whose records, nobody has asked yet.
    expect((await person.call('GET', '/v1/exports/fields')).status).toBe(200);
    crmMs += 120_000;
    const reply = await person.call('GET', '/v1/overview');
    expect([reply.status, reply.at()]).toEqual([401, { code: 'identity.notAuthenticated' }]);
  });

  test('policies that cannot be read refuse, too', async () => {
    const { store } = functions.ports;
    const item = await store.read(ZYLKER, 'policies');
    const damaged = await store.replace(ZYLKER, 'policies', item?.revision ?? '', '{"respectRecordSharing":0}');
    const reply = await functions.as('marketer', ZYLKER).call('GET', '/v1/overview');
    expect([reply.status, reply.at()]).toEqual([503, { code: 'store.unavailable' }]);
    const revision = damaged.outcome === 'written' ? damaged.revision : '';
    await store.replace(ZYLKER, 'policies', revision, item?.value ?? '');
  });
});

describe('an export that is cut', () => {
  test('is not written by other ids than those it was asked with', async () => {
    const { blob, store } = functions.ports;
    const marketer = functions.as('marketer', ZYLKER);
    const made = await marketer.call('POST', '/v1/exports', { segment: null, fields: 'all' });
    const id = String(made.at('export', 'id'));
    const done = await marketer.call('GET', `/v1/exports/${id}`);
    expect(done.at('export')).toMatchObject({ state: 'done', records: 6, outside: 34 });
    // The ids go with the job; the row remembers that there were some.
    expect((await blob.list(ZYLKER, `exports/${id}/`)).map(({ key }) => key)).toEqual([`exports/${id}/file`]);
    expect((await store.read(ZYLKER, `exports/${id}`))?.value).toContain(`"key":"exports/${id}/view"`);
  });
});

test('a session reads with the token that its user left, and with no other', async () => {
  const { store } = functions.ports;
  const randomToken = (): string => 'r'.repeat(43);
  const sessions = createSessions({ store, now: () => functions.clock.ms, randomToken });
  const credentials = createCredentials(store, new Uint8Array(32));
  const holder = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === 'rep');
  await credentials.keep(ZYLKER, userIdOf('rep'), holder?.refreshToken ?? '');
  const { clientId, clientSecret, url: accountsUrl } = sandbox;
  const identify = createIdentifyAny({
    sessions,
    credentials,
    clock: functions.ports.clock,
    gridOf: () => Promise.resolve(null),
    tokensFrom: (_, refreshToken) =>
      createRefreshingTokens(
        { accountsUrl, clientId, clientSecret, refreshToken },
        { fetch, clock: functions.ports.clock },
      ),
    senderWith: (_, tokens) => createRestSender({ fetch, apiUrl: sandbox.url, tokens }),
    byToken: () => Promise.resolve(fail('notAuthenticated')),
  });
  const { bearer } = await sessions.issue(ZYLKER, userIdOf('rep'), functions.clock.ms);
  const caller = await identify(`Bearer ${bearer}`, undefined);
  if (!caller.ok) throw new Error(caller.error);
  const { ids } = await caller.value.ownIds('Accounts');
  expect(Array.from(ids, String)).toEqual([...visibleTo(sandbox, 'rep')].toSorted());
  expect(
    JSON.stringify(caller.value, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ).not.toContain(holder?.refreshToken);
});

describe('who may read nothing', () => {
  const restBy = (answer: (select: string) => Promise<Response>, asked: string[] = []): RestSender =>
    createRestSender({
      apiUrl: sandbox.url,
      tokens: createPresentedToken('none'),
      fetch: (input, init) => {
        const select = /"select_query":"([^"]*)"/.exec(typeof init?.body === 'string' ? init.body : '')?.[1];
        asked.push(select ?? (input instanceof Request ? input.url : String(input)));
        return select === undefined ? Promise.reject(new TypeError('no job was asked for')) : answer(select);
      },
    });
  const nothing = (): Promise<Response> => Promise.resolve(new Response(null, { status: 204 }));
  const zero = (): Promise<Response> => Promise.resolve(Response.json({ data: [{ 'COUNT(id)': 0 }] }));

  test('is told so by three queries and no job', async () => {
    reads = 0;
    expect(await seen('noDeals')).toBe(0);
    expect([visibleTo(sandbox, 'noDeals').size, reads]).toEqual([0, 3]);
    const asked: string[] = [];
    const own = await readOwnIds(
      restBy((select) => (select.includes('COUNT') ? zero() : nothing()), asked),
      'Accounts',
    );
    expect([own.ids.length, asked.filter((each) => !each.startsWith('select'))]).toEqual([0, []]);
  });

  test.each([
    ['no content to every question', nothing],
    [
      'a count of nothing beside a record',
      (select: string) =>
        select.includes('COUNT') ? zero() : Promise.resolve(Response.json({ data: [{ id: '21172031100001' }] })),
    ],
  ])('is not believed of %s: a job decides', async (_, answer) => {
    const asked: string[] = [];
    await expect(readOwnIds(restBy(answer, asked), 'Accounts')).rejects.toThrow();
    expect(asked.some((each) => each.includes('/crm/bulk/'))).toBe(true);
  });
});

test('a module is read in bulk where it is too large for queries, and gives the same ids', async () => {
  const restOf = (user: string): RestSender => {
    const holder = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === user);
    return createRestSender({ fetch, apiUrl: sandbox.url, tokens: createPresentedToken(holder?.accessToken ?? '') });
  };
  const schedule = { firstMs: 20, longestMs: 50, deadlineMs: 60_000 };
  for (const user of ['rep', 'marketer', 'noDeals']) {
    const queried = await readOwnIds(restOf(user), 'Accounts');
    const bulk = await readOwnIds(restOf(user), 'Accounts', { queryUpToRows: 0, schedule });
    expect(bulk).toEqual(queried);
    expect(Array.from(queried.ids, String)).toEqual([...visibleTo(sandbox, user)].toSorted());
  }
});

test('cutting a table keeps the rows of the ids, in order, and nothing else', () => {
  const id = fc.bigInt({ min: 1n, max: 40n }).map((small) => small * 0x1_0000_0001n);
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.uniqueArray(id), (rows, view) => {
      const ids = BigInt64Array.from(rows);
      const table: ColumnTable = {
        length: rows.length,
        columns: new Map([
          ['id', { kind: 'id', values: ids }],
          ['row', { kind: 'number', values: Float64Array.from(rows, (_, row) => row) }],
        ]),
      };
      const cut = cutTable(table, BigInt64Array.from(view).sort());
      const kept = rows.map((value, row) => [value, row] as const).filter(([value]) => view.includes(value));
      const [cutIds, cutRows] = [cut.columns.get('id'), cut.columns.get('row')];
      expect(cut.length).toBe(kept.length);
      expect(cutIds?.kind === 'id' ? [...cutIds.values.subarray(0, cut.length)] : null).toEqual(
        kept.map(([value]) => value),
      );
      expect(cutRows?.kind === 'number' ? [...cutRows.values.subarray(0, cut.length)] : null).toEqual(
        kept.map(([, row]) => row),
      );
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('a reading that takes longer than a request may is refused by name, and found by the next request', async () => {
  let finish: (own: OwnIds) => void = () => undefined;
  const reading = new Promise<OwnIds>((resolve) => {
    finish = resolve;
  });
  const caller = { org: ZYLKER, ownIds: () => reading };
  vi.useFakeTimers();
  try {
    const first = viewOf(functions.ports, caller).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await first).toMatchObject({ status: 503, refusal: { code: 'sharing.stillReading' } });
    const ids: OwnIds = { ids: new BigInt64Array(3), digest: 'three' };
    finish(ids);
    expect(await viewOf(functions.ports, caller)).toBe(ids);
  } finally {
    vi.useRealTimers();
  }
});
