import { expect, test } from 'vitest';
import type { CallOutcome } from '#sandbox/embedded/browser/call-outcome.ts';
import { DEFAULT_MANNERS, MANNERS, readManners, type HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { createWidgetHost } from '#sandbox/embedded/browser/widget-host.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';

const WIDGET = 'https://widgets.test';
const FRAME = { name: 'our frame' };
const ID = 'b1f3';
const PAGE_LOAD = { Entity: 'Accounts', EntityId: '1' };

/** A host, and what it sends to its frame as `[eventName, data]`. */
function hostWith(manners: Partial<HostManners> = {}, perform?: (data: unknown) => Promise<CallOutcome>) {
  const timer = createManualTimer();
  const posted: unknown[] = [];
  const refused: string[] = [];
  const host = createWidgetHost({
    uniqueId: ID,
    locale: 'en_US',
    pageLoad: PAGE_LOAD,
    manners: { ...DEFAULT_MANNERS, ...manners },
    perform: perform ?? ((data) => Promise.resolve({ ok: true, data })),
    zdkUrl: `${WIDGET}/zdk.js`,
    onRefused: (reason) => refused.push(reason),
    origin: 'https://crm.test',
    widgetOrigin: WIDGET,
    isWidget: (source) => source === FRAME,
    post: (message) => posted.push(message),
    after: (ms, run) => timer.after(ms, run),
  });
  const send = (message: object, from: { source?: unknown; origin?: string } = {}): void =>
    host.receive({ source: FRAME, origin: WIDGET, data: { type: 'SDK.EVENT', appOrigin: 'x', ...message }, ...from });
  const names = (): readonly string[] =>
    posted.map((message) =>
      typeof message === 'object' && message !== null ? String(Reflect.get(message, 'eventName')) : 'a text',
    );
  return { host, send, posted, names, refused, timer };
}

const register = { eventName: 'REGISTER' };
const zdk = { eventName: 'ZDK_EVENT', uniqueID: ID, promiseid: 'Promise100', data: { action: 'get_zdk_url' } };
const call = { eventName: 'CRM_EVENT', uniqueID: ID, promiseid: 'Promise101', data: { category: 'CONFIG' } };
const goodbye = { eventName: 'DEREGISTER', uniqueID: ID };
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('SDK 1.2: context and page, then the question for the script, then calls', async () => {
  const { send, posted, names } = hostWith();
  send(register);
  send(zdk);
  send(call);
  await settle();
  expect(names()).toEqual(['SET_CONTEXT', 'PageLoad', 'EVENT_RESPONSE', 'EVENT_RESPONSE']);
  expect(posted).toMatchObject([
    { type: 'FRAMEWORK.EVENT', data: { uniqueID: ID, locale: 'en_US' } },
    { data: PAGE_LOAD },
    { promiseid: 'Promise100', data: `${WIDGET}/zdk.js` },
    { promiseid: 'Promise101', data: call.data },
  ]);
});

test('SDK 1.0.5 and 1.1: calls at once, no question for a script, the page after init() has settled', async () => {
  const { send, names, timer } = hostWith({ pageLoad: 'late' });
  send(register);
  send(call);
  await timer.run(499);
  expect(names()).toEqual(['SET_CONTEXT', 'EVENT_RESPONSE']);
  await timer.run(1);
  expect(names()).toEqual(['SET_CONTEXT', 'EVENT_RESPONSE', 'PageLoad']);
});

test('SDK 1.5 that registers at once gets no handshake; its own words beside the protocol’s are no matter', async () => {
  const { host, send, names, timer } = hostWith();
  send({ ...register, registrationMeta: { sdkVersion: '1.5' } });
  host.frameLoaded();
  await timer.run(20_000);
  expect(names()).toEqual(['SET_CONTEXT', 'PageLoad']);
});

test('SDK 1.5 that waits is offered the handshake until it registers, also when it starts to listen late', async () => {
  const { host, send, posted, names, timer } = hostWith();
  host.frameLoaded();
  await timer.run(1_200);
  expect(posted[0]).toMatchObject({ eventName: '__HANDSHAKE__', data: { parentOrigin: 'https://crm.test' } });
  send(register);
  await timer.run(20_000);
  expect(names()).toEqual(['__HANDSHAKE__', '__HANDSHAKE__', '__HANDSHAKE__', 'SET_CONTEXT', 'PageLoad']);
});

test('a page that never registers is left alone in the end, and one of another manner is offered nothing', async () => {
  const offered = hostWith();
  offered.host.frameLoaded();
  await offered.timer.run(60_000);
  expect([offered.names().length, offered.timer.waiting()]).toEqual([20, 0]);
  const silent = hostWith({ handshake: 'none' });
  silent.host.frameLoaded();
  expect([silent.names().length, silent.timer.waiting()]).toEqual([0, 0]);
});

test('the question for the script is answered, refused, or left open; another one is always refused', () => {
  const answerTo = (zdkUrl: HostManners['zdkUrl'], action = 'get_zdk_url') => {
    const { send, names } = hostWith({ zdkUrl });
    send(register);
    send({ ...zdk, data: { action } });
    return names().slice(2);
  };
  expect(answerTo('answered')).toEqual(['EVENT_RESPONSE']);
  expect(answerTo('fails')).toEqual(['EVENT_RESPONSE_FAILURE']);
  expect(answerTo('silent')).toEqual([]);
  expect(answerTo('answered', 'get_cookies')).toEqual(['EVENT_RESPONSE_FAILURE']);
});

test('the page may be named early, late, twice or never', async () => {
  for (const [pageLoad, times] of [
    ['early', 1],
    ['late', 1],
    ['twice', 2],
    ['never', 0],
  ] as const) {
    const { send, names, timer } = hostWith({ pageLoad });
    send(register);
    await timer.run(1_000);
    expect([pageLoad, names().filter((name) => name === 'PageLoad').length]).toEqual([pageLoad, times]);
  }
});

test('a call that fails rejects; a host that cannot reach the CRM fails too', async () => {
  for (const [code, perform] of [
    ['NO_PERMISSION', () => Promise.resolve({ ok: false, data: { code: 'NO_PERMISSION' } })],
    ['INTERNAL_ERROR', () => Promise.reject(new TypeError('Failed to fetch'))],
  ] as const) {
    const { send, posted } = hostWith({}, perform);
    send(register);
    send(call);
    await settle();
    expect(posted.at(-1)).toMatchObject({
      eventName: 'EVENT_RESPONSE_FAILURE',
      promiseid: 'Promise101',
      data: { code },
    });
  }
});

test('answers may be JSON texts, and a call reaches the CRM as the very object that came', async () => {
  const rows = Object.assign([{ Account_Name: 'x' }], { action: 'UPSERT', trigger: ['workflow'] });
  const seen: unknown[] = [];
  const { send, posted } = hostWith({ replies: 'texts' }, (data) => {
    seen.push(data);
    return Promise.resolve({ ok: true, data: { data: [] } });
  });
  const data = { category: 'CREATE', type: 'RECORD', Entity: 'Accounts', APIData: rows };
  send(register);
  send({ ...call, data });
  await settle();
  expect(seen).toEqual([data]);
  expect(seen[0]).toBe(data);
  expect(posted.map((message) => typeof message)).toEqual(['string', 'string', 'string']);
  expect(JSON.parse(String(posted[2]))).toMatchObject({ eventName: 'EVENT_RESPONSE', data: { data: [] } });
});

test('after its goodbye a widget is not served, until a document of the frame registers again', async () => {
  const { host, send, names, refused } = hostWith();
  send(register);
  send(goodbye);
  send(call);
  send(zdk);
  send(goodbye);
  host.tell('Notify', {});
  await settle();
  expect(names()).toEqual(['SET_CONTEXT', 'PageLoad']);
  expect(refused).toEqual(['unregistered', 'unregistered', 'unregistered']);
  send(register);
  send(call);
  await settle();
  expect(names().slice(2)).toEqual(['SET_CONTEXT', 'PageLoad', 'EVENT_RESPONSE']);
});

test('a goodbye counts that arrives when its window is gone', () => {
  const { send, refused } = hostWith();
  send(register);
  send(goodbye, { source: null });
  send(call);
  expect(refused).toEqual(['unregistered']);
});

test('an answer, or a page, meant for the document before is not given to the next one', async () => {
  let finish = (): void => undefined;
  const gate = new Promise<void>((resolve) => void (finish = resolve));
  const { send, names, timer } = hostWith({ pageLoad: 'late' }, async (data) => {
    await gate;
    return { ok: true, data };
  });
  send(register);
  send(call);
  send(goodbye);
  await timer.run(400);
  send(register);
  finish();
  await timer.run(100);
  expect(names()).toEqual(['SET_CONTEXT', 'SET_CONTEXT']);
  await timer.run(400);
  expect(names()).toEqual(['SET_CONTEXT', 'SET_CONTEXT', 'PageLoad']);
});

test('a widget that calls init() twice is greeted twice under one id, and its calls are answered', async () => {
  const { send, posted, names } = hostWith();
  send(register);
  send(call);
  send(register);
  await settle();
  expect(names()).toEqual(['SET_CONTEXT', 'PageLoad', 'SET_CONTEXT', 'PageLoad', 'EVENT_RESPONSE']);
  expect(posted.filter((message) => JSON.stringify(message).includes(ID))).toHaveLength(2);
});

test('events of the CRM reach a widget that has registered, and nobody else', () => {
  const { host, send, posted } = hostWith();
  for (const name of ['Dial', 'DialerActive', 'Notify', 'NotifyAndWait', 'ContextUpdate']) host.tell(name, {});
  expect(posted).toEqual([]);
  send(register);
  host.tell('NotifyAndWait', { id: '7' });
  expect(posted.at(-1)).toEqual({ type: 'FRAMEWORK.EVENT', eventName: 'NotifyAndWait', data: { id: '7' } });
  host.close();
  host.tell('Notify', {});
  expect(posted).toHaveLength(3);
});

test('each kind of forgery is refused under its own name, and none is answered', async () => {
  const performed: unknown[] = [];
  const { send, host, names, refused } = hostWith({}, (data) => {
    performed.push(data);
    return Promise.resolve({ ok: true, data });
  });
  send(register);
  const before = names().length;
  send(call, { source: { name: 'another' } });
  send(call, { source: null });
  send({ ...goodbye, uniqueID: 'guess' }, { source: null });
  send(goodbye, { source: null, origin: 'https://evil.test' });
  send(goodbye, { source: { name: 'another' } });
  send(register, { source: null });
  send(call, { origin: 'https://widgets.test.evil.test' });
  send(call, { origin: 'null' });
  send(register, { origin: 'http://widgets.test' });
  send({ ...call, type: 'FRAMEWORK.EVENT' });
  send({ ...call, uniqueID: 'guess' });
  send({ ...zdk, uniqueID: undefined });
  host.receive({ source: FRAME, origin: WIDGET, data: JSON.stringify({ type: 'SDK.EVENT', appOrigin: 'x', ...call }) });
  await settle();
  expect(refused).toEqual([
    'source',
    'source',
    'uniqueId',
    'origin',
    'source',
    'source',
    'origin',
    'origin',
    'origin',
    'shape',
    'uniqueId',
    'uniqueId',
    'shape',
  ]);
  expect([names().length, performed]).toEqual([before, []]);
  // The widget itself is served all the same.
  send(call);
  await settle();
  expect(performed).toHaveLength(1);
});

test('a page’s address asks for manners by name; what is none of them changes nothing', () => {
  for (const [name, values] of Object.entries(MANNERS)) {
    for (const value of values) {
      expect(readManners(`?${name}=${value}`)).toEqual({ ...DEFAULT_MANNERS, [name]: value });
    }
  }
  expect(readManners('?pageLoad=maybe&user=rep&__proto__=x')).toEqual(DEFAULT_MANNERS);
});
