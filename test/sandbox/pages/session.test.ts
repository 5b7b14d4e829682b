import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, toAnswer, type Answer, type TestSandbox } from '../start-sandbox.ts';

const WIDGETS = 'http://localhost:8482';
const FILE = { bytes: new TextEncoder().encode('// page'), type: 'text/javascript; charset=utf-8' };

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    pages: { files: () => Promise.resolve(new Map([['pages.js', FILE]])), widgetsUrl: () => WIDGETS },
  });
});
afterAll(() => sandbox.close());

async function openSession(wish: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.url}/sandbox/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: sandbox.url, ...headers },
    body: JSON.stringify(wish),
  });
  return toAnswer(response);
}

function cookieOf(answer: Answer): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('a page of the CRM signs in as the user that is chosen and gets that user’s token', async () => {
  const answer = await openSession({ org: 'com-700010001', user: 'rep' });
  expect(answer.status).toBe(200);
  expect(answer.at('widgetsUrl')).toBe(WIDGETS);
  expect(answer.at('org', 'name')).toBe('Zylker');
  expect(answer.at('users', 2)).toEqual({ key: 'rep', name: 'Ravi Kapoor', profile: 'Sales Representative' });
  const user = await sandbox.withToken(String(answer.at('accessToken'))).get('/crm/v8/users?type=CurrentUser');
  expect(user.at('users', 0, 'full_name')).toBe('Ravi Kapoor');
});

test('two orgs of one id are told apart by their data centre', async () => {
  const answer = await openSession({ org: 'eu-700010001', user: 'rep' });
  const user = await sandbox.withToken(String(answer.at('accessToken'))).get('/crm/v8/users?type=CurrentUser');
  expect(user.at('users', 0, 'full_name')).toBe('Rike Sommer');
});

test('the choice is remembered by a cookie that names and opens nothing', async () => {
  const first = await openSession({ org: 'com-700010001', user: 'marketer' });
  const cookie = cookieOf(first);
  expect(cookie).toBe(`crm_user_${new URL(sandbox.url).port}=com-700010001.marketer`);
  expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
  const second = await openSession({}, { Cookie: cookie });
  expect(second.at('user')).toBe('marketer');
  expect((await fetch(`${sandbox.url}/crm/v8/org`, { headers: { Cookie: cookie } })).status).toBe(401);
  // Whoever writes a name of nobody into it is the first user again.
  expect((await openSession({}, { Cookie: `${cookie}x` })).at('user')).toBe('administrator');
});

test('no other origin gets a session: not the widgets, not a file, not a rebound name', async () => {
  for (const origin of [WIDGETS, 'null', 'http://127.0.0.1', 'https://crm.example', `${sandbox.url}.example`, '']) {
    const answer = await openSession({ user: 'rep' }, { Origin: origin });
    expect([origin, answer.status, answer.at('accessToken')]).toEqual([origin, 403, undefined]);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect(await statusAs('crm.attacker.example')).toBe(421);
});

/** `fetch` does not let a caller name another host. */
function statusAs(host: string): Promise<number> {
  const { port } = new URL(sandbox.url);
  const name = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    const headers = { Host: name, Origin: `http://${name}`, 'Content-Type': 'application/json' };
    request({ host: '127.0.0.1', port, path: '/sandbox/session', method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end('{"user":"rep"}');
  });
}

test('a wish that is none is refused', async () => {
  for (const wish of [null, [], 'rep', { user: 7 }, { users: 'rep' }, { user: 'x'.repeat(61) }]) {
    expect((await openSession(wish)).status).toBe(400);
  }
  expect((await openSession({ user: 'nobody' })).at('user')).toBe('administrator');
});

test('no page, session or API answer carries a CORS header, a preflight included', async () => {
  for (const [method, path] of [
    ['OPTIONS', '/sandbox/session'],
    ['OPTIONS', '/crm/v8/org'],
    ['GET', '/crm/com-700010001/tab/Accounts'],
    ['GET', '/sandbox/pages/pages.js'],
  ] as const) {
    const headers = {
      Origin: WIDGETS,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    };
    const response = await fetch(sandbox.url + path, { method, headers });
    expect([path, response.headers.get('access-control-allow-origin')]).toEqual([path, null]);
  }
});

test('pages come with a policy that frames the widgets’ origin alone and is framed by nobody', async () => {
  const page = await fetch(`${sandbox.url}/crm/com-700010001/tab/Accounts`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `frame-src ${WIDGETS}`,
      "frame-ancestors 'none'",
      "connect-src 'self'",
    ]),
  );
  expect(policy).not.toMatch(/unsafe|\*/);
});

test('addresses of pages, and no others, are pages', async () => {
  const id = sandbox.id('Accounts', 1);
  for (const path of ['tab/Accounts', `tab/Accounts/${id}`, `tab/Deals/${id}`, 'tab/ABM', 'settings/ABM']) {
    expect([path, (await fetch(`${sandbox.url}/crm/com-700010001/${path}`)).status]).toEqual([path, 200]);
  }
  expect((await fetch(`${sandbox.url}/crm/com-1/tab/Accounts`)).status).toBe(404);
  const home = await fetch(`${sandbox.url}/`, { redirect: 'manual' });
  expect([home.status, home.headers.get('location')]).toEqual([302, '/crm/com-700010001/tab/Accounts']);
  // Everything else is the API's, which asks for a token first.
  for (const path of ['/crm/com-700010001/tab/Accounts/x', '/crm/v8/Accounts', '/crm/com-700010001']) {
    expect([path, (await fetch(sandbox.url + path)).status]).toEqual([path, 401]);
  }
});

test('a page whose script cannot be built says why', async () => {
  const broken = await startSandbox({
    pages: {
      files: () => Promise.reject(new Error('The pages could not be built:\nx is not defined')),
      widgetsUrl: () => null,
    },
  });
  try {
    const page = await fetch(`${broken.url}/crm/com-700010001/tab/Accounts`);
    expect([page.status, await page.text()]).toEqual([500, 'The pages could not be built:\nx is not defined']);
  } finally {
    await broken.close();
  }
});
