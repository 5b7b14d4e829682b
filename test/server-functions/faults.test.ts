import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: LocalFunctions;
/** The CRM counts downloads by the minute. */
const crmTime = { ms: SAMPLE_NOON };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const EARLIER = '2025-12-31';

beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { clock: { now: () => crmTime.ms } });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  await configureAndScore(functions, ZYLKER, EARLIER);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  functions.network.fetch = globalThis.fetch;
  // Access tokens live an hour: each test's run needs a new one.
  crmTime.ms += HOUR_MS;
  functions.clock.ms += HOUR_MS;
  // Labels of an earlier day stand in the CRM, so that the run of a test has something to write.
  const run = await scoreOnce(functions, ZYLKER, EARLIER);
  expect(run.at('run', 'state')).toBe('done');
  functions.clock.ms += HOUR_MS;
  crmTime.ms += HOUR_MS;
});

type Fault = (url: string, method: string, pass: () => Promise<Response>) => Promise<Response>;

/** Breaks the way to the CRM: the first `times` calls that `matches` meet the fault. */
function breakNetwork(matches: RegExp, fault: Fault, times = Number.POSITIVE_INFINITY): { met: number } {
  const seen = { met: 0 };
  const through = functions.network.fetch;
  functions.network.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = init?.method ?? 'GET';
    const pass = () => through(input, init);
    if (!matches.test(`${method} ${url}`) || seen.met >= times) return pass();
    seen.met++;
    return fault(url, method, pass);
  };
  return seen;
}

const refuse =
  (status: number, code: string): Fault =>
  async () =>
    Response.json({ code, message: '', details: {} }, { status });
const altered =
  (change: (bytes: Uint8Array) => Uint8Array): Fault =>
  async (_url, _method, pass) => {
    const response = await pass();
    return new Response(Buffer.from(change(new Uint8Array(await response.arrayBuffer()))), { status: 200 });
  };
const cutOff = altered((bytes) => bytes.subarray(0, bytes.length >> 1));
const flipped = altered((bytes) => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 0xff : byte)));
const page: Fault = async () => new Response('<html>Service unavailable</html>', { status: 200 });
const lost: Fault = async (_url, _method, pass) => {
  // The CRM did it, the answer never came.
  await pass();
  throw new TypeError('fetch failed');
};

describe('what passes by itself ends in success', () => {
  test.each([
    ['429 on every path', /crm/, refuse(429, 'TOO_MANY_REQUESTS')],
    ['500 on every path', /crm/, refuse(500, 'INTERNAL_ERROR')],
    ['an HTML page instead of an answer', /crm/, page],
    ['an archive cut off', /result/, cutOff],
    ['an archive with a flipped byte', /result/, flipped],
    ['a write that happened without an answer', /PUT/, lost],
    ['a throttled token refresh', /oauth/, refuse(429, 'x')],
  ])('%s, twice', async (_, matches, fault) => {
    const seen = breakNetwork(matches, fault, 2);
    const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(seen.met).toBe(2);
    expect(run.at('run', 'state')).toBe('done');
    const again = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(again.at('run', 'projection', 'of')).toBe(0);
  });
});

describe('what does not pass ends with a name, and the last good generation stays', () => {
  test.each([
    ['the CRM is down', /bulk/, refuse(503, 'x'), 'unavailable'],
    ['429 for ever', /bulk/, refuse(429, 'x'), 'rateLimited'],
    ['archives that stay damaged', /result/, flipped, 'unreadableAnswer'],
    ['archives that stay cut off', /result/, cutOff, 'unreadableAnswer'],
    [
      'a bulk job that fails',
      /GET .*bulk\/v8\/read\/\d+$/,
      async () => Response.json({ data: [{ state: 'FAILURE' }] }),
      'jobFailed',
    ],
    ['a permission taken away', /GET .*fields/, refuse(403, 'NO_PERMISSION'), 'noPermission'],
    ['a module renamed', /POST .*bulk/, refuse(400, 'INVALID_MODULE'), 'invalidModule'],
    ['the installer disconnected', /oauth/, async () => Response.json({ error: 'invalid_code' }), 'notAuthenticated'],
  ] as const satisfies readonly (readonly [string, RegExp, Fault, string])[])(
    '%s',
    async (_, matches, fault, reason) => {
      const before = await overview();
      breakNetwork(matches, fault);
      const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
      expect([run.at('run', 'state'), run.at('run', 'reason')]).toEqual(['failed', reason]);
      functions.network.fetch = globalThis.fetch;
      expect(await overview()).toEqual(before);
      // Nothing blocks the next run; the CRM rations downloads for a minute.
      crmTime.ms += MINUTE_MS;
      expect((await scoreOnce(functions, ZYLKER, SAMPLE_DAY)).at('run', 'state')).toBe('done');
    },
  );

  test('a field that was deleted since the publish stops the run with its name', async () => {
    const before = await overview();
    breakNetwork(/GET .*fields\?module=Accounts/, async (_url, _method, pass) => {
      const text = await (await pass()).text();
      return new Response(text.replaceAll('"api_name":"Employees"', '"api_name":"Employees_Old"'));
    });
    const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect([run.at('run', 'state'), run.at('run', 'reason')]).toEqual(['refused', 'configurationDoesNotFit']);
    expect(run.at('run', 'problems', 0, 'where')).toBe('employees');
    functions.network.fetch = globalThis.fetch;
    expect(await overview()).toEqual(before);
  });
});

test('rows that the CRM refuses are named; the others are written, and the next run catches up', async () => {
  const victims: string[] = [];
  const answered = z.object({ data: z.array(z.looseObject({ details: z.looseObject({ id: z.string() }) })) });
  breakNetwork(
    /PUT .*Accounts/,
    async (_url, _method, pass) => {
      const body: unknown = await (await pass()).json();
      const data: unknown[] = answered.parse(body).data;
      victims.push(answered.parse(body).data[0]?.details.id ?? '');
      data[0] = { code: 'INVALID_DATA', status: 'error', message: 'invalid data', details: {} };
      return Response.json({ data }, { status: 207 });
    },
    1,
  );
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect([run.at('run', 'state'), run.at('run', 'reason')]).toEqual(['publishedPartly', 'rowsRefused']);
  expect(run.at('run', 'projection', 'failures')).toEqual([{ id: victims[0], code: 'INVALID_DATA' }]);
  expect(Number(run.at('run', 'projection', 'written'))).toBe(Number(run.at('run', 'projection', 'of')) - 1);
});

test('an export that cannot read the CRM fails by name', async () => {
  breakNetwork(/result/, flipped);
  await functions.as('administrator', ZYLKER).call('POST', '/v1/exports', { segment: null, fields: 'all' });
  const history = await functions.as('administrator', ZYLKER).call('GET', '/v1/exports');
  expect(history.at('exports', 0)).toMatchObject({ state: 'failed', reason: 'unreadableAnswer', file: null });
});

test('a damaged generation is an error, never an empty segment', async () => {
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  functions.blob.damage(ZYLKER, `generations/${String(run.at('run', 'generation'))}/accounts`, 'flip');
  const segment = {
    name: 'All',
    module: 'accounts',
    nature: { kind: 'static' },
    parent: null,
    criteria: { conditions: [], pattern: '' },
  };
  const reply = await functions.as('marketer', ZYLKER).call('POST', '/v1/segments', segment);
  expect([reply.status, reply.at('code')]).toEqual([503, 'store.blobDamaged']);
  // A run needs nothing of it but the days since which labels hold: it goes on, and mends what is published.
  expect((await scoreOnce(functions, ZYLKER, SAMPLE_DAY)).at('run', 'state')).toBe('done');
  expect((await functions.as('marketer', ZYLKER).call('POST', '/v1/segments', segment)).status).toBe(201);
});

async function overview(): Promise<unknown> {
  return (await functions.as('marketer', ZYLKER).call('GET', '/v1/overview')).at('overview');
}
