import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import {
  createPresentedToken,
  createRefreshingTokens,
  type AccessTokens,
} from '#server-functions/shared/rest/access-tokens.ts';
import { MAX_RETRIES } from '#server-functions/shared/rest/call-policy.ts';
import { createCallSlots } from '#server-functions/shared/rest/call-slots.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';

const anything = z.looseObject({});
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** A CRM that gives these answers in turn, the last one for ever. */
function crmThat(...answers: readonly (() => Response)[]) {
  const calls: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    calls.push(new Request(input, init));
    const answer = answers[Math.min(calls.length, answers.length) - 1];
    if (answer === undefined) throw new TypeError('fetch failed');
    return answer();
  };
  return { calls, fetch };
}

function senderTo(fetch: typeof globalThis.fetch, tokens: AccessTokens = createPresentedToken('t')) {
  return createRestSender({ fetch, apiUrl: 'https://crm.example', tokens, retryDelay: { initialMs: 1, maxMs: 2 } });
}

const get = { method: 'GET', path: '/crm/v8/org' } as const;

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CrmError) return error.reason;
    throw error;
  }
  return 'nothing was thrown';
}

describe('what passes by itself is tried again', () => {
  test.each([
    ['429', () => json(429, { code: 'ANY_CODE' })],
    ['500', () => json(500, { code: 'INTERNAL_ERROR' })],
    ['a gateway page with status 200', () => new Response('<html>please wait</html>')],
    ['half an answer', () => new Response('{"org":[{"id":')],
    [
      'a broken connection',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('%s', async (_, failure) => {
    const { calls, fetch } = crmThat(failure, failure, () => json(200, { org: [] }));
    expect(await senderTo(fetch).read(get, anything)).toEqual({ org: [] });
    expect(calls).toHaveLength(3);
  });

  test('what does not pass ends with its name after a bounded number of tries', async () => {
    const { calls, fetch } = crmThat(() => json(429, {}));
    expect(await reasonOf(senderTo(fetch).send(get))).toBe('rateLimited');
    expect(calls).toHaveLength(1 + MAX_RETRIES);
  });
});

test('a CRM that says when to come again is not asked earlier', async () => {
  const times: number[] = [];
  const { calls, fetch } = crmThat(
    () => json(429, {}, { 'Retry-After': '1' }),
    () => json(200, {}),
  );
  const timed: typeof globalThis.fetch = (...call) => {
    times.push(performance.now());
    return fetch(...call);
  };
  await senderTo(timed).send(get);
  expect(calls).toHaveLength(2);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990);
});

test('no content where there is always something to say is asked again, and never an empty answer', async () => {
  const nothing = () => new Response(null, { status: 204 });
  const passing = crmThat(nothing, () => json(200, { org: [] }));
  expect(await senderTo(passing.fetch).read({ ...get, mustAnswer: true }, anything)).toEqual({ org: [] });
  const lasting = crmThat(nothing);
  expect(await reasonOf(senderTo(lasting.fetch).read({ ...get, mustAnswer: true }, anything))).toBe('unreadableAnswer');
  expect(await senderTo(lasting.fetch).read(get, anything)).toBeNull();
});

test('an answer that does not come in time is given up by name', async () => {
  const silent: typeof globalThis.fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('late', 'TimeoutError')));
    });
  const impatient = createRestSender({
    fetch: silent,
    apiUrl: 'https://crm.example',
    tokens: createPresentedToken('t'),
    retryDelay: { initialMs: 1, maxMs: 2 },
    timeouts: { jsonMs: 5, downloadMs: 5 },
  });
  expect(await reasonOf(impatient.send(get))).toBe('timeout');
});

describe('a refusal is not repeated', () => {
  test.each([
    [403, { code: 'NO_PERMISSION', details: { permissions: ['Crm_Implied_View_Deals'] } }, {}, 'noPermission'],
    [401, { code: 'OAUTH_SCOPE_MISMATCH' }, {}, 'scopeMissing'],
    [400, { code: 'INVALID_MODULE' }, {}, 'invalidModule'],
    [400, { code: 'invalid data, lower case in a message only' }, {}, 'invalidData'],
    [404, { code: 'INVALID_URL_PATTERN' }, {}, 'notFound'],
    [412, { code: 'ALREADY_MODIFIED' }, {}, 'conflict'],
    [429, { code: 'LIMIT' }, { 'X-API-CREDITS-REMAINING': '0' }, 'creditsExhausted'],
  ])('%i %o', async (status, body, headers, reason) => {
    const { calls, fetch } = crmThat(() => json(status, body, headers));
    expect(await reasonOf(senderTo(fetch).send(get))).toBe(reason);
    expect(calls).toHaveLength(1);
  });

  test('a missing permission keeps its name, record contents stay out', async () => {
    const details = { permissions: ['Crm_Implied_View_Deals'], duplicate_record: { Account_Name: 'Secret Ltd' } };
    const { fetch } = crmThat(() => json(403, { code: 'NO_PERMISSION', details }));
    const error = await senderTo(fetch)
      .send(get)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ details: { permissions: ['Crm_Implied_View_Deals'] } });
    expect(JSON.stringify(error)).not.toContain('Secret');
  });
});

test('204 is null, and an answer of another shape is named with its place', async () => {
  const { fetch } = crmThat(
    () => new Response(null, { status: 204 }),
    () => json(200, { org: [{ id: 7 }] }),
  );
  const rest = senderTo(fetch);
  const schema = z.object({ org: z.array(z.object({ id: z.string() })) });
  expect(await rest.read(get, schema)).toBeNull();
  await expect(rest.read(get, schema)).rejects.toMatchObject({
    reason: 'unreadableAnswer',
    details: { at: 'org.0.id' },
  });
});

describe('access tokens', () => {
  const credentials = { accountsUrl: 'https://accounts.example', clientId: 'c', clientSecret: 's', refreshToken: 'r' };
  const clock = { now: () => 0 };

  test('twenty calls at once cost one refresh, and a token expired on the way is renewed once for all', async () => {
    let refreshes = 0;
    let valid = 'token-1';
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (request.url.includes('/oauth/')) {
        refreshes++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return json(200, { access_token: `token-${refreshes}`, expires_in: 3600 });
      }
      return request.headers.get('authorization') === `Zoho-oauthtoken ${valid}`
        ? json(200, {})
        : json(401, { code: 'INVALID_TOKEN' });
    };
    const rest = senderTo(fetch, createRefreshingTokens(credentials, { fetch, clock }));
    const twenty = (): Promise<unknown[]> => Promise.all(Array.from({ length: 20 }, () => rest.send(get)));
    await twenty();
    expect(refreshes).toBe(1);
    valid = 'token-2';
    await twenty();
    expect(refreshes).toBe(2);
  });

  test('credentials that Zoho refuses with 200 are not tried again', async () => {
    const { calls, fetch } = crmThat(() => json(200, { error: 'invalid_code' }));
    const rest = senderTo(fetch, createRefreshingTokens(credentials, { fetch, clock }));
    expect(await reasonOf(rest.send(get))).toBe('notAuthenticated');
    expect(calls).toHaveLength(1);
  });

  test("a user's refused token is refused, not renewed", async () => {
    const { calls, fetch } = crmThat(() => json(401, { code: 'INVALID_TOKEN' }));
    expect(await reasonOf(senderTo(fetch).send(get))).toBe('notAuthenticated');
    expect(calls).toHaveLength(1);
  });
});

test('no more calls are under way at a time than the limit', async () => {
  let under = 0;
  let most = 0;
  const fetch: typeof globalThis.fetch = async () => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setTimeout(resolve, 2));
    under--;
    return json(200, {});
  };
  const rest = createRestSender({
    fetch,
    apiUrl: 'https://crm.example',
    tokens: createPresentedToken('t'),
    slots: createCallSlots(3),
  });
  await Promise.all(Array.from({ length: 30 }, () => rest.send(get)));
  expect(most).toBe(3);
});

test('every attempt of a rationed download passes its gate, and holds no place while it waits there', async () => {
  const { calls, fetch } = crmThat(
    () => json(500, { code: 'INTERNAL_ERROR' }),
    () => json(500, { code: 'INTERNAL_ERROR' }),
    () => new Response('a'),
  );
  const slots = createCallSlots(1);
  const rest = createRestSender({
    fetch,
    apiUrl: 'https://crm.example',
    tokens: createPresentedToken('t'),
    slots,
    retryDelay: { initialMs: 1, maxMs: 2 },
  });
  const asked: number[] = [];
  const gate = async (): Promise<void> => {
    asked.push(calls.length);
    // The one place is free here, or this would wait for ever.
    (await slots.enter())();
  };
  const read = (body: ReadableStream<Uint8Array>): Promise<string> => new Response(body).text();
  expect(await rest.download({ ...get, gate }, read)).toBe('a');
  expect(asked).toEqual([0, 1, 2]);
});
