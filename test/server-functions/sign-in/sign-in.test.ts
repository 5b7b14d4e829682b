import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { openText } from '#server-functions/shared/identity/sealed-text.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { startHttpFunctions, WIDGET_ORIGIN, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;

beforeAll(async () => {
  const pages = { files: () => Promise.resolve(new Map()), widgetsUrl: () => WIDGET_ORIGIN };
  sandbox = await startSampleSandbox(20, { pages });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

const started = z.object({ state: z.string(), url: z.url() });
const granted = z.object({
  session: z.string(),
  expiresIn: z.int(),
  caller: z.object({ id: z.string(), name: z.string(), orgId: z.string() }),
});

/** As the widget's page calls: with its origin, and its bearer where it has one. */
function call(
  method: string,
  path: string,
  { body, bearer, origin = WIDGET_ORIGIN }: { body?: unknown; bearer?: string; origin?: string | null } = {},
): Promise<Response> {
  return fetch(functions.url + path, {
    method,
    headers: {
      ...(origin === null ? {} : { origin }),
      // As the widgets send it.
      ...(bearer === undefined ? {} : { 'x-abm-authorization': `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

interface Begun extends z.infer<typeof started> {
  readonly verifier: string;
}

async function begin(): Promise<Begun> {
  const verifier = randomBytes(32).toString('base64url');
  const verifierHash = createHash('sha256').update(verifier).digest('base64url');
  const answer = await call('POST', '/v1/sign-in', { body: { verifierHash } });
  expect(answer.status).toBe(201);
  return { verifier, ...started.parse(await answer.json()) };
}

const poll = ({ state, verifier }: Begun) => call('POST', `/v1/sign-in/${state}`, { body: { verifier } });

/** The pop-up up to the consent page: its cookie, and the page's address. */
async function openPopUp(url: string): Promise<{ cookie: string; consent: URL }> {
  const answer = await fetch(url, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { cookie, consent: new URL(answer.headers.get('location') ?? '') };
}

/** The user of the CRM's pages answers the consent page; gives where the browser goes on. */
async function consent(page: URL, user: string, org: { dc: string; orgId: string }, agreed = true): Promise<string> {
  const headers = { origin: sandbox.url, 'content-type': 'application/json' };
  const chosen = await fetch(`${sandbox.url}/sandbox/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ org: `${org.dc}-${org.orgId}`, user }),
  });
  const answer = await fetch(`${sandbox.url}/sandbox/authorize`, {
    method: 'POST',
    headers: { ...headers, cookie: chosen.headers.get('set-cookie')?.split(';')[0] ?? '' },
    body: JSON.stringify({ query: page.search, agreed }),
  });
  return z.object({ next: z.url() }).parse(await answer.json()).next;
}

async function signIn(user: string, org: { dc: string; orgId: string } = ZYLKER): Promise<z.infer<typeof granted>> {
  const begun = await begin();
  const { cookie, consent: page } = await openPopUp(begun.url);
  const next = await consent(page, user, org);
  expect((await fetch(next, { headers: { cookie } })).status).toBe(200);
  const answer = await poll(begun);
  expect(answer.status).toBe(200);
  return granted.parse(await answer.json());
}

const who = async (bearer: string) => {
  const answer = await call('GET', '/v1/session', { bearer });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
};

describe('a sign-in', () => {
  test('waits for the pop-up and then gives the widget a session of the user who consented', async () => {
    const begun = await begin();
    expect((await poll(begun)).status).toBe(202);
    const { cookie, consent: page } = await openPopUp(begun.url);
    expect(page.origin).toBe(sandbox.url);
    expect((await poll(begun)).status).toBe(202);
    const back = await fetch(await consent(page, 'marketer', ZYLKER), { headers: { cookie, 'accept-language': 'es' } });
    expect(await back.text()).toContain('Ha iniciado sesión');
    expect(back.headers.get('content-security-policy')).toContain("default-src 'none'");
    const answer = await poll(begun);
    const { session, expiresIn, caller } = granted.parse(await answer.json());
    expect(caller).toMatchObject({ name: 'Mara Lindt', orgId: ZYLKER.orgId });
    expect(session).toContain(`_${caller.orgId}_${caller.id}_`);
    expect(expiresIn).toBeGreaterThan(14 * 60);
    expect(expiresIn).toBeLessThanOrEqual(15 * 60);
    const { status, body } = await who(session);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { name: 'Mara Lindt' },
      org: { name: 'Zylker', currency: 'USD', minorDigits: 2, timeZone: 'America/New_York' },
      today: '2026-06-30',
      rights: { setup: { missing: 'Crm_Implied_Manage_ABM_Configurations' }, view: true, exportAccounts: true },
      configured: false,
      freshness: null,
      run: null,
    });
  });

  test('is taken once', async () => {
    const begun = await begin();
    const { cookie, consent: page } = await openPopUp(begun.url);
    await fetch(await consent(page, 'rep', ZYLKER), { headers: { cookie } });
    const answers = await Promise.all([poll(begun), poll(begun), poll(begun)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410]);
  });

  test('opens to its own verifier alone, and says no more than that it is gone', async () => {
    const begun = await begin();
    const { cookie, consent: page } = await openPopUp(begun.url);
    await fetch(await consent(page, 'rep', ZYLKER), { headers: { cookie } });
    const other = await poll({ ...begun, verifier: randomBytes(32).toString('base64url') });
    const unknown = await poll({ ...begun, state: randomBytes(32).toString('base64url') });
    expect([other.status, unknown.status]).toEqual([410, 410]);
    expect(await other.json()).toEqual(await unknown.json());
    expect((await poll(begun)).status).toBe(200);
  });

  test('belongs to the browser that opened it', async () => {
    const begun = await begin();
    const { consent: page } = await openPopUp(begun.url);
    expect((await fetch(begun.url, { redirect: 'manual' })).status).toBe(410);
    const next = await consent(page, 'administrator', ZYLKER);
    expect((await fetch(next)).status).toBe(410);
    expect(
      (await fetch(next, { headers: { cookie: `lodestar_sign_in=${randomBytes(32).toString('base64url')}` } })).status,
    ).toBe(410);
    expect((await poll(begun)).status).toBe(202);
  });

  test('that the user refuses ends at once', async () => {
    const begun = await begin();
    const { cookie, consent: page } = await openPopUp(begun.url);
    await fetch(await consent(page, 'rep', ZYLKER, false), { headers: { cookie } });
    const answer = await poll(begun);
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'signIn.refused' }]);
  });

  test('with a code that the CRM does not know is not confirmed, which is no refusal by the user', async () => {
    const begun = await begin();
    const { cookie, consent: page } = await openPopUp(begun.url);
    const next = new URL(await consent(page, 'rep', ZYLKER));
    next.searchParams.set('code', '1000.invented.code');
    expect((await fetch(next, { headers: { cookie } })).status).toBe(403);
    const answer = await poll(begun);
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'signIn.notConfirmed' }]);
  });

  test('goes to the org where the user lives, though another has the same id', async () => {
    const { session, caller } = await signIn('administrator', NORDLICHT);
    expect(caller.name).toBe('Anke Brandt');
    expect(await who(session)).toMatchObject({
      status: 200,
      body: { org: { name: 'Nordlicht Medizintechnik', currency: 'EUR' } },
    });
  });

  test('with a malformed body is 400', async () => {
    for (const body of [{}, { verifierHash: 'short' }, { verifierHash: 'a'.repeat(43), more: 1 }, []]) {
      expect((await call('POST', '/v1/sign-in', { body })).status).toBe(400);
    }
  });
});

/** The user's refresh token, opened as who has the key could. */
function storedGrant(userId: string): string {
  const database = new DatabaseSync(join(functions.folder, 'store.db'), { readOnly: true });
  try {
    const row = database.prepare('select value from items where key = ?').get(`credentials/${userId}`);
    const { sealed } = z.object({ sealed: z.string() }).parse(JSON.parse(String(row?.['value'])));
    const key = readFileSync(join(functions.folder, 'key'));
    return openText(key, `${formatOrgKey(ZYLKER)}/${userId}`, sealed) ?? '';
  } finally {
    database.close();
  }
}

/** Does the CRM still give access tokens for it? */
async function isGood(refreshToken: string): Promise<boolean> {
  const { clientId, clientSecret } = sandbox;
  const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret };
  const query = new URLSearchParams({ ...form, refresh_token: refreshToken });
  const answer = await fetch(`${sandbox.url}/oauth/v2/token?${query.toString()}`, { method: 'POST' });
  return z.object({ access_token: z.string() }).safeParse(await answer.json()).success;
}

describe('a session', () => {
  test('is renewed by its bearer, and the former one lives on for answers that were lost', async () => {
    const { session } = await signIn('rep');
    const answer = await call('POST', '/v1/session', { bearer: session });
    const renewed = z.object({ session: z.string(), expiresIn: z.int() }).parse(await answer.json());
    expect(renewed.session).not.toBe(session);
    expect((await who(renewed.session)).status).toBe(200);
    expect((await who(session)).status).toBe(200);
  });

  test('ends with a sign-out, in every tab of the user', async () => {
    const [one, two] = [await signIn('rep2'), await signIn('rep2')];
    expect((await call('DELETE', '/v1/session', { bearer: one.session })).status).toBe(204);
    expect([(await who(one.session)).status, (await who(two.session)).status]).toEqual([401, 401]);
    expect((await call('POST', '/v1/session', { bearer: two.session })).status).toBe(401);
  });

  test('leaves one grant at the CRM: a new sign-in gives the former one back, a sign-out the last', async () => {
    const { caller } = await signIn('rep3');
    const first = storedGrant(caller.id);
    const { session } = await signIn('rep3');
    const second = storedGrant(caller.id);
    expect([await isGood(first), await isGood(second)]).toEqual([false, true]);
    expect((await who(session)).status).toBe(200);
    expect((await call('DELETE', '/v1/session', { bearer: session })).status).toBe(204);
    expect([await isGood(first), await isGood(second)]).toEqual([false, false]);
    // Who signs out is not the installer, though they may be the same person.
    const installer = sandbox.tokens.find(({ user, dc }) => user === 'administrator' && dc === ZYLKER.dc);
    expect(await isGood(installer?.refreshToken ?? '')).toBe(true);
  });

  test('is nobody elsewhere: a bearer with another org or user in it is unknown', async () => {
    const { session } = await signIn('rep');
    for (const forged of [
      session.replace('_com_', '_eu_'),
      session.replace(/_\d{10,}_/, '_5843104000000999999_'),
      `${session.slice(0, -1)}x`,
      'ls1_com_1_1_x',
    ]) {
      expect((await who(forged)).status).toBe(401);
    }
  });

  test('and its tokens stand nowhere in the clear', async () => {
    const { session } = await signIn('administrator');
    const stored = [
      readFileSync(join(functions.folder, 'store.db'), 'latin1'),
      readFileSync(join(functions.folder, 'store.db-wal'), 'latin1'),
    ].join();
    expect(stored).toContain('credentials/');
    expect(stored).not.toContain(session.slice(-43));
    expect(stored).not.toContain('1000.refresh.');
    const log = readFileSync(join(functions.folder, 'functions.log'), 'utf8');
    expect(log).not.toContain(session.slice(-43));
    expect(log).not.toContain('1000.');
  });
});

describe('a page', () => {
  test("of the widgets' origin may call, after a preflight too", async () => {
    const preflight = await fetch(`${functions.url}/v1/segments/all/accounts`, {
      method: 'OPTIONS',
      headers: {
        origin: WIDGET_ORIGIN,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,content-type,x-abm-authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(WIDGET_ORIGIN);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-abm-authorization');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await call('GET', '/v1/session');
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, WIDGET_ORIGIN]);
    expect(refused.headers.get('vary')).toContain('Origin');
  });

  test('of any other origin is refused, its preflight too, whatever it presents', async () => {
    const { session } = await signIn('administrator');
    for (const origin of [
      'http://localhost:4811',
      'http://localhost',
      'https://localhost:4810',
      'null',
      `${WIDGET_ORIGIN}.evil.example`,
      sandbox.url,
    ]) {
      const answer = await call('GET', '/v1/session', { bearer: session, origin });
      expect([origin, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([origin, 403, null]);
      const preflight = await call('OPTIONS', '/v1/session', { origin });
      expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
  });
});
