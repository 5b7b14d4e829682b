import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createDirectBackend, type SessionToken } from '#widgets/shared/backend/direct-backend.ts';

const NOBODY: SessionToken = { current: () => null, lost: () => undefined };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

test('a server that accepts and says nothing, or breaks off in the middle, is no connection', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/v1/half') response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
  });
  const backend = createDirectBackend(origin, NOBODY, { callMs: 80, downloadMs: 80 });
  const offline = { ok: false, error: { reason: 'offline' } };
  expect(await backend.call({ method: 'GET', path: '/v1/session' })).toEqual(offline);
  expect(await backend.call({ method: 'GET', path: '/v1/half' })).toEqual(offline);
  expect(await backend.download('/v1/half')).toEqual(offline);
});

test('the bearer goes in a header that no gateway keeps for itself', async () => {
  const origin = await serve((request, response) => {
    const { authorization = null, 'x-abm-authorization': own = null } = request.headers;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ authorization, own }));
  });
  const backend = createDirectBackend(origin, { current: () => 'ls1_x', lost: () => undefined });
  const answer = await backend.call({ method: 'GET', path: '/v1/session' });
  expect(answer).toEqual({ ok: true, value: { authorization: null, own: 'Bearer ls1_x' } });
});

test('what may take long is waited for', async () => {
  const origin = await serve((_, response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"matching":1}'), 150);
  });
  const backend = createDirectBackend(origin, NOBODY, { callMs: 20, downloadMs: 20 });
  const answer = await backend.call({ method: 'POST', path: '/v1/setup/count', body: {}, patienceMs: 20_000 });
  expect(answer).toEqual({ ok: true, value: { matching: 1 } });
});

test('a request that its caller gave up rejects, limit or not', async () => {
  const origin = await serve(() => undefined);
  const abort = new AbortController();
  const { signal } = abort;
  const answer = createDirectBackend(origin, NOBODY).call({ method: 'GET', path: '/v1/session', signal });
  abort.abort();
  await expect(answer).rejects.toThrow(/abort/i);
});

test('a refusal names the bearer that was sent, though another has taken its place', async () => {
  const refused: (string | null)[] = [];
  let bearer = 'old';
  const origin = await serve((_, response) => {
    bearer = 'new';
    response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
  });
  const token: SessionToken = { current: () => bearer, lost: (which) => void refused.push(which) };
  const answer = await createDirectBackend(origin, token).call({ method: 'GET', path: '/v1/segments' });
  expect(answer).toEqual({ ok: false, error: { reason: 'signedOut' } });
  expect(refused).toEqual(['old']);
});

test('a conflict keeps the word for what stands against it', async () => {
  const origin = await serve((_, response) => {
    response.writeHead(409, { 'content-type': 'application/json' }).end('{"code":"segment.hasChildren"}');
  });
  const answer = await createDirectBackend(origin, NOBODY).call({ method: 'DELETE', path: '/v1/segments/a' });
  expect(answer).toEqual({ ok: false, error: { reason: 'conflict', code: 'segment.hasChildren' } });
});

test('a refusal keeps what it names: the missing right, and each place that it is missing for', async () => {
  const problem = { code: 'permissions.conditionOnHiddenField', params: { field: 'amount' }, where: 'rules[0]' };
  const bodies = [
    { code: 'permission.missing', missing: 'Crm_Implied_View_ABM' },
    { code: 'permission.fieldHidden', problems: [problem] },
  ];
  const origin = await serve((_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(bodies.shift()));
  });
  const ask = () => createDirectBackend(origin, NOBODY).call({ method: 'GET', path: '/v1/segments' });
  expect(await ask()).toEqual({ ok: false, error: { reason: 'refused', missing: 'Crm_Implied_View_ABM' } });
  expect(await ask()).toEqual({
    ok: false,
    error: { reason: 'refused', missing: 'permission.fieldHidden', problems: [problem] },
  });
});
