import { expect, test } from 'vitest';
import type { CallOutcome } from '#sandbox/embedded/browser/call-outcome.ts';
import { DEFAULT_MANNERS, type HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { performCall, type HostPorts } from '#sandbox/embedded/browser/perform-call.ts';
import { isObject } from '#sandbox/embedded/browser/wire.ts';

const ORIGIN = 'https://crm.test';
const nothing = (): void => undefined;
const NO_ACTIONS = { resize: nothing, openRecord: nothing, openTab: nothing, close: nothing };
const REFUSAL = { code: 'NO_PERMISSION', message: 'permission denied', status: 'error', details: {} };

interface Asking {
  readonly status?: number;
  readonly body?: unknown;
  readonly manners?: Partial<HostManners>;
  readonly services?: HostPorts['services'];
}

async function ask(data: unknown, { status = 200, body = { data: [] }, manners, services }: Asking = {}) {
  const asked: (readonly unknown[])[] = [];
  const outcome: CallOutcome = await performCall(data, {
    origin: ORIGIN,
    actions: NO_ACTIONS,
    manners: { ...DEFAULT_MANNERS, ...manners },
    ...(services === undefined ? {} : { services }),
    rest: (...request) => {
      asked.push(request.filter((part) => part !== undefined));
      return Promise.resolve({ status, body, headers: { 'x-test': '1' } });
    },
  });
  return { outcome, asked };
}

const RECORD = { category: 'READ', APIData: { Entity: 'Accounts', RecordID: '1' } };
const USER = { category: 'CONFIG', type: 'CURRENT_USER' };
const UPSERT = {
  category: 'CREATE',
  type: 'RECORD',
  Entity: 'Accounts',
  APIData: Object.assign([{ Phone: '1' }], { action: 'UPSERT' }),
};
const WRITTEN = { data: [{ code: 'SUCCESS', details: { id: '5' }, message: 'record added', status: 'success' }] };

test.each<[string, unknown, Asking, CallOutcome]>([
  ['a failure as rejection', RECORD, { status: 403, body: REFUSAL }, { ok: false, data: REFUSAL }],
  [
    'a failure as payload',
    RECORD,
    { status: 403, body: REFUSAL, manners: { failures: 'payloads' } },
    { ok: true, data: REFUSAL },
  ],
  ['nothing as an empty text', RECORD, { status: 204, body: null }, { ok: true, data: '' }],
  ['nothing as nothing', RECORD, { status: 204, body: null, manners: { empty: 'nothing' } }, { ok: true, data: null }],
  ['the user wrapped', USER, { body: { users: [{ id: '7' }] } }, { ok: true, data: { users: [{ id: '7' }] } }],
  [
    'the user flat',
    USER,
    { body: { users: [{ id: '7' }] }, manners: { user: 'flat' } },
    { ok: true, data: { id: '7' } },
  ],
  ['an upsert in its envelope', UPSERT, { body: WRITTEN }, { ok: true, data: WRITTEN }],
  [
    'an upsert as a bare array',
    UPSERT,
    { body: WRITTEN, manners: { upsert: 'bareArray' } },
    { ok: true, data: WRITTEN.data },
  ],
])('%s', async (_name, data, asking, expected) => {
  expect((await ask(data, asking)).outcome).toEqual(expected);
});

test('an insert stays in its envelope on a page that answers upserts bare', async () => {
  const insert = { ...UPSERT, APIData: [{ Phone: '1' }] };
  const { outcome } = await ask(insert, { body: WRITTEN, manners: { upsert: 'bareArray' } });
  expect(outcome.data).toEqual(WRITTEN);
});

test('variables of the org, one and several', async () => {
  const body = { variables: [{ api_name: 'abm__Since', value: '2026' }] };
  const one = await ask({ category: 'CONFIG', type: 'VARIABLE', nameSpace: 'abm__Since' }, { body });
  expect([one.asked, one.outcome]).toEqual([
    [['GET', '/settings/variables/abm__Since']],
    { ok: true, data: { Success: { Content: '2026' } } },
  ]);
  const nameSpace = { apiKeys: ['abm__Since', 'abm__Until'] };
  const several = await ask({ category: 'CONFIG', type: 'VARIABLE', nameSpace }, { body });
  expect(several.outcome.data).toEqual({
    Success: { content: { abm__Since: { value: '2026' }, abm__Until: { value: '2026' } } },
  });
  for (const hostile of ['../users', '', 7.5, { apiKeys: ['ok', 'a/b'] }, null]) {
    const { outcome, asked } = await ask({ category: 'CONFIG', type: 'VARIABLE', nameSpace: hostile }, { body });
    expect([hostile, outcome.ok, asked]).toEqual([hostile, false, []]);
  }
});

test('what an org holds beside its records is asked of whoever has it; otherwise the call fails by name', async () => {
  const call = { category: 'FUNCTIONS_EXECUTE', customFunctionName: 'abm', data: { data: { arguments: '{}' } } };
  const done = { ok: true, data: { code: 'success', details: { output: null }, message: 'function executed' } };
  expect((await ask(call, { services: { functions: () => Promise.resolve(done) } })).outcome).toEqual(done);
  for (const [category, type] of [
    ['FUNCTIONS_EXECUTE'],
    ['CRM_CONNECTION'],
    ['CONNECTOR', 'CONNECTOR_API'],
    ['FILES', 'UPLOAD_FILE'],
    ['CREATE', 'ATTACHMENT'],
    ['CRM_BLUEPRINT'],
    ['CRM_WIZARD'],
  ]) {
    const { outcome, asked } = await ask({ category, type });
    expect([category, outcome, asked]).toMatchObject([category, { ok: false, data: { code: 'NOT_SUPPORTED' } }, []]);
  }
});

test('notes take title and content, or fields', async () => {
  const note = { category: 'CREATE', type: 'NOTES', Entity: 'Accounts', RelatedID: '5' };
  const rows = async (APIData: unknown) => (await ask({ ...note, APIData })).asked;
  expect(await rows({ Title: 't', Content: 'c' })).toEqual([
    ['POST', '/Accounts/5/Notes', { data: [{ Note_Title: 't', Note_Content: 'c' }] }],
  ]);
  expect(await rows([{ Note_Content: 'c' }])).toEqual([
    ['POST', '/Accounts/5/Notes', { data: [{ Note_Content: 'c' }] }],
  ]);
});

test('a call that lacks a name or an id does not reach a whole list instead', async () => {
  for (const data of [
    { category: 'DELETE', type: 'RECORD', Entity: 'Accounts' },
    { category: 'READ', APIData: { RecordID: '1' } },
    { category: 'UPDATE', type: 'RELATED_RECORD', Entity: 'Accounts', RecordID: '1', RelatedList: 'Deals' },
    { category: 'CREATE', type: 'RECORD', APIData: [] },
    { category: 'PROFILES', type: 'GET_PROFILE' },
  ]) {
    const { outcome, asked } = await ask(data);
    expect([data, outcome.ok, asked]).toEqual([data, false, []]);
  }
});

const zrc = (url: unknown, requestConfig: unknown) => ({
  category: 'ZRC_REQUEST',
  url,
  options: {},
  requestConfig,
  zrcVersion: '1.0',
});

test('zrc asks for the CRM’s address, then answers with status, headers and data', async () => {
  expect((await ask({ category: 'GET_PARENT_URL' })).outcome).toEqual({ ok: true, data: ORIGIN });
  const body = { data: [{ id: '1' }] };
  const { outcome, asked } = await ask(
    zrc('/crm/v8/Accounts', { method: 'GET', headers: {}, params: { fields: ['id', 'Phone'], page: 1 } }),
    { body },
  );
  expect(outcome).toEqual({ ok: true, data: { status: 200, headers: { 'x-test': '1' }, data: body } });
  expect(asked).toEqual([['GET', '/Accounts?fields=id%2CPhone&page=1']]);
  const whole = zrc(`${ORIGIN}/crm/v8/coql`, { method: 'post', headers: {}, body: { select_query: 'q' } });
  expect((await ask(whole)).asked).toEqual([['POST', '/coql', { select_query: 'q' }]]);
});

test('zrc rejects what is no request, a connection that is not there, and what the CRM refuses', async () => {
  const get = { method: 'GET', headers: {} };
  const url = '/crm/v8/Accounts';
  const typeOf = async (data: unknown, asking: Asking = {}) => {
    const { outcome, asked } = await ask(data, asking);
    expect(outcome.ok).toBe(false);
    const { data: said } = outcome;
    const inner = isObject(said) && isObject(said['error']) ? said['error'] : null;
    const error = inner ?? (isObject(said) ? said : {});
    expect(error['errorMessage']).toMatch(/./);
    return [`${inner === null ? '' : 'error: '}${String(error['errorType'])}`, asked.length];
  };
  // Validation: before anything is sent.
  for (const bad of [
    zrc(url, undefined),
    zrc(url, { method: 'TRACE' }),
    zrc(7, get),
    zrc('https://evil.test/crm/v8/Accounts', get),
    zrc('/crm/v8/../../sandbox/session', get),
    zrc('/crm/v8/%2e%2e/session', get),
    zrc('//evil.test/crm/v8/Accounts', get),
    zrc('/crm/v8x/Accounts', get),
    zrc('/oauth/v2/token', get),
    zrc('/crm/v8/', get),
  ]) {
    expect([bad, ...(await typeOf(bad))]).toEqual([bad, 'ZrcValidationError', 0]);
  }
  const connected = zrc('https://api.example.com', { ...get, connection: 'mine' });
  expect(await typeOf(connected)).toEqual(['ConnectionError', 0]);
  const broken = { connections: () => Promise.resolve({ ok: false, data: {} }) };
  expect(await typeOf(connected, { services: broken })).toEqual(['ConnectionError', 0]);
  expect(await typeOf(zrc(url, get), { status: 403, body: REFUSAL })).toEqual(['PermissionException', 1]);
  expect(await typeOf(zrc(url, get), { status: 400, body: { code: 'INVALID_DATA' } })).toEqual(['ApiError', 1]);
  // Also a page that hands failures over as payloads rejects here, in either spelling.
  expect(
    await typeOf(zrc(url, get), { status: 400, body: null, manners: { failures: 'payloads', zrcFailure: 'nested' } }),
  ).toEqual(['error: ApiError', 1]);
});

test('zrc through a connection is the connection’s answer', async () => {
  const answer = { ok: true, data: { status: 200, headers: {}, data: { done: true } } };
  const request = zrc('https://api.example.com', { method: 'GET', headers: {}, connection: 'mine' });
  const { outcome, asked } = await ask(request, { services: { connections: () => Promise.resolve(answer) } });
  expect([outcome, asked]).toEqual([answer, []]);
});

test('a CRM that cannot be reached rejects in zrc’s own words', async () => {
  const outcome = await performCall(zrc('/crm/v8/Accounts', { method: 'GET', headers: {} }), {
    origin: ORIGIN,
    actions: NO_ACTIONS,
    rest: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  expect(outcome).toMatchObject({ ok: false, data: { errorType: 'ZrcError' } });
});
