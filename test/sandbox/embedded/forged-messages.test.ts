import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { startCrmPages, type CrmPages } from '#test/support/crm-pages.ts';
import { protocolProblems } from '#test/support/protocol-problems.ts';
import { queryTables } from '#test/support/query-tables.ts';

const KINDS = ['source', 'origin', 'shape', 'uniqueid', 'unregistered'] as const;

/** Calls that would show: a record gone or changed, the frame another size, the page another record. */
const CALLS = [
  { category: 'DELETE', type: 'RECORD', Entity: 'Accounts', RecordID: '5843104110000000001' },
  { category: 'UPDATE', type: 'RECORD', Entity: 'Accounts', APIData: { id: '5843104110000000001', Phone: 'forged' } },
  {
    category: 'CREATE',
    type: 'RECORD',
    Entity: 'Notes',
    APIData: { Note_Content: 'forged', Parent_Id: '5843104110000000001' },
  },
  { category: 'UI', action: 'RESIZE', data: { height: '5000', width: '100' } },
  { category: 'UI', action: { record: 'OPEN' }, data: { Entity: 'Accounts', RecordID: '5843104110000000002' } },
  { category: 'CONFIG', type: 'CURRENT_USER' },
  { category: 'QUERY', APIData: { select_query: 'select id from Accounts where id is not null' } },
  { category: 'GET_PARENT_URL' },
  {
    category: 'ZRC_REQUEST',
    url: '/crm/v8/Accounts/5843104110000000001',
    options: {},
    requestConfig: { method: 'DELETE', headers: {} },
    zrcVersion: '1.0',
  },
  { category: 'UI', action: { popup: 'CLOSE_RELOAD' } },
];
const EVENTS = ['CRM_EVENT', 'ZDK_EVENT', 'DEREGISTER'];

/** In every respect as a widget would send them, but for the id. */
function wellFormed(uniqueID: string): readonly unknown[] {
  return EVENTS.flatMap((eventName) =>
    CALLS.map((data, index) => ({
      type: 'SDK.EVENT',
      eventName,
      appOrigin: 'x',
      uniqueID,
      promiseid: `Promise${900 + index}`,
      data,
    })),
  );
}

const good = {
  type: 'SDK.EVENT',
  eventName: 'CRM_EVENT',
  appOrigin: 'x',
  uniqueID: 'ID',
  promiseid: 'Promise1',
  data: CALLS[0],
};
/** `ID` stands for the widget's own: these come from the right frame with the right id, and are no messages of the protocol. */
const MALFORMED: readonly unknown[] = [
  null,
  0,
  true,
  '',
  'SDK.EVENT',
  JSON.stringify(good),
  [],
  [good],
  {},
  { ...good, type: 'FRAMEWORK.EVENT' },
  { ...good, type: 'sdk.event' },
  { ...good, type: ['SDK.EVENT'] },
  { ...good, type: undefined },
  { ...good, eventName: 'crm_event' },
  { ...good, eventName: 'SET_CONTEXT' },
  { ...good, eventName: '__HANDSHAKE__', data: { parentOrigin: 'https://evil.test' } },
  { ...good, eventName: 'NotifyAndWait' },
  { ...good, eventName: 'ContextUpdate' },
  { ...good, eventName: 'EVENT_RESPONSE' },
  { ...good, eventName: 'constructor' },
  { ...good, eventName: '__proto__' },
  { ...good, eventName: ['CRM_EVENT'] },
  { ...good, eventName: { toString: 'CRM_EVENT' } },
  { ...good, eventName: 7 },
  { ...good, eventName: null },
  { ...good, appOrigin: undefined },
  { ...good, appOrigin: null },
  { ...good, appOrigin: 7 },
  { ...good, appOrigin: 'x'.repeat(5_000) },
  { ...good, uniqueID: 7 },
  { ...good, uniqueID: ['ID'] },
  { ...good, uniqueID: null },
  { ...good, uniqueID: 'x'.repeat(5_000) },
  { ...good, promiseid: 7 },
  { ...good, promiseid: {} },
  { ...good, promiseid: ['Promise1'] },
  { ...good, promiseid: 'P'.repeat(5_000) },
];
const GUESSED_IDS = ['', '0', 'undefined', 'null', '*', '00000000-0000-0000-0000-000000000000'];

describe.skipIf(NO_CHROMIUM !== null)(`forged messages at the host ${NO_CHROMIUM ?? ''}`, () => {
  let browser: Browser;
  let crm: CrmPages;
  let elsewhere: Server;
  let elsewhereUrl: string;
  beforeAll(async () => {
    [browser, crm] = await Promise.all([launchChromium(), startCrmPages(20)]);
    elsewhere = createServer((_, response) =>
      response.setHeader('Content-Type', 'text/html').end('<p>elsewhere'),
    ).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    elsewhereUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  });
  afterAll(async () => {
    await browser.close();
    await crm.close();
    elsewhere.close();
  });

  async function open(
    bypassCSP = false,
  ): Promise<{ readonly page: Page; readonly widget: Frame; readonly calls: string[] }> {
    const context = await browser.newContext({ bypassCSP });
    onTestFinished(() => context.close());
    // So that a test knows the id which only the widget knows.
    await context.addInitScript(
      "addEventListener('message', ({ data }) => { if (data?.eventName === 'SET_CONTEXT') window.ownId = data.data.uniqueID; })",
    );
    const page = await context.newPage();
    await page.goto(crm.address('administrator', 'tab/Accounts/5843104110000000001'));
    const widget = await (await page.waitForSelector('.widget-frame')).contentFrame();
    if (widget === null) throw new Error('the frame is gone');
    // The panel has said what it has to say; from here on every call is a forger's.
    await widget.waitForSelector('.state, .panel');
    await page.waitForLoadState('networkidle');
    const calls: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/crm/v8/')) calls.push(`${request.method()} ${request.url()}`);
    });
    return { page, widget, calls };
  }

  const send = (from: Page | Frame, target: 'window' | 'parent', messages: readonly unknown[]) =>
    from.evaluate(`for (const message of ${JSON.stringify(messages)}) ${target}.postMessage(message, '*')`);
  const refused = async (page: Page) => {
    const counts = await Promise.all(KINDS.map((kind) => page.locator('.widget').getAttribute(`data-refused-${kind}`)));
    return Object.fromEntries(KINDS.map((kind, index) => [kind, Number(counts[index] ?? 0)]));
  };
  /** What a forger might have changed. */
  const stateOf = async (page: Page) => ({
    address: new URL(page.url()).pathname,
    height: await page.evaluate('document.querySelector(".widget").getBoundingClientRect().height'),
    account: queryTables(
      crm.sandbox.databasePath(ZYLKER),
      "SELECT count(*) AS n, count(NULLIF(Phone, 'forged')) AS phones FROM Accounts",
    )[0],
    notes: queryTables(
      crm.sandbox.databasePath(ZYLKER),
      "SELECT count(*) AS n FROM Notes WHERE Note_Content = 'forged'",
    )[0],
  });
  const NONE = { source: 0, origin: 0, shape: 0, uniqueid: 0, unregistered: 0 };

  test('from a window that is not the widget’s frame: counted, never answered', async () => {
    const { page, calls } = await open();
    const before = await stateOf(page);
    const messages = [...MALFORMED, ...wellFormed('any'), { type: 'SDK.EVENT', eventName: 'REGISTER', appOrigin: 'x' }];
    await send(page, 'window', messages);
    await expect.poll(() => refused(page)).toEqual({ ...NONE, source: messages.length });
    expect([await stateOf(page), calls]).toEqual([before, []]);
  });

  test('from the frame, but of no shape that the protocol knows: counted, never answered', async () => {
    const { page, widget, calls } = await open();
    const before = await stateOf(page);
    await send(widget, 'parent', MALFORMED);
    await expect.poll(() => refused(page)).toEqual({ ...NONE, shape: MALFORMED.length });
    expect([await stateOf(page), calls]).toEqual([before, []]);
  });

  test('from the frame with an id that is not the widget’s: counted, never answered', async () => {
    const { page, widget, calls } = await open();
    const before = await stateOf(page);
    const { uniqueID: _, ...withoutId } = good;
    const messages = [...GUESSED_IDS.flatMap((id) => wellFormed(id)), withoutId];
    expect(messages.length).toBeGreaterThan(120);
    await send(widget, 'parent', messages);
    await expect.poll(() => refused(page)).toEqual({ ...NONE, uniqueid: messages.length });
    expect([await stateOf(page), calls]).toEqual([before, []]);
  });

  test('from the frame after it went elsewhere: counted, never answered, even with the right id', async () => {
    // The page's policy does not let the frame go anywhere else; without it the host still looks at the origin.
    const { page, widget, calls } = await open(true);
    const before = await stateOf(page);
    const ownId = await widget.evaluate('window.ownId');
    expect(ownId).toMatch(/^[0-9a-f-]{36}$/);
    const gone = page.waitForEvent('framenavigated', (frame) => frame.url() === elsewhereUrl);
    await widget.evaluate(`location.href = '${elsewhereUrl}'`);
    const stranger = await gone;
    await stranger.evaluate('addEventListener("message", (event) => { window.heard = event.data; })');
    const messages = [...wellFormed(String(ownId)), { type: 'SDK.EVENT', eventName: 'REGISTER', appOrigin: 'x' }];
    await send(stranger, 'parent', messages);
    await expect.poll(async () => (await refused(page))['origin']).toBe(messages.length);
    expect(await refused(page)).toMatchObject({ shape: 0, uniqueid: 0 });
    expect(await stranger.evaluate('window.heard')).toBeUndefined();
    expect([await stateOf(page), calls]).toEqual([before, []]);
  });

  test('the page’s policy keeps the frame on the widgets’ origin', async () => {
    const { page, widget } = await open();
    const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-src'));
    await widget.evaluate(`location.href = '${elsewhereUrl}'`);
    await refusal;
    expect(page.frames().map((frame) => frame.url())).not.toContain(elsewhereUrl);
  });

  test('after its goodbye, even with the right id: counted, never answered', async () => {
    const { page, widget, calls } = await open();
    const before = await stateOf(page);
    const ownId = String(await widget.evaluate('window.ownId'));
    const messages = wellFormed(ownId).filter((message) => !JSON.stringify(message).includes('DEREGISTER'));
    const goodbye = { type: 'SDK.EVENT', eventName: 'DEREGISTER', appOrigin: 'x', uniqueID: ownId };
    await send(widget, 'parent', [goodbye, ...messages]);
    await expect.poll(() => refused(page)).toEqual({ ...NONE, unregistered: messages.length });
    expect([await stateOf(page), calls]).toEqual([before, []]);
  });

  test('everything the three widgets send is a message of the SDK, whatever page they stand on', async () => {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    await context.addInitScript(
      "if (window === top) { window.sent = []; addEventListener('message', ({ data }) => { window.sent.push(data); }); }",
    );
    const sent = new Map<string, readonly unknown[]>();
    for (const place of ['tab/Accounts/5843104110000000001', 'tab/ABM', 'settings/ABM']) {
      const page = await context.newPage();
      await page.goto(crm.address('administrator', place));
      await page.waitForSelector('.widget-frame');
      await expect.poll(() => page.evaluate('window.sent.length'), { timeout: 60_000 }).toBeGreaterThan(2);
      await page.waitForLoadState('networkidle');
      sent.set(place, await page.evaluate<readonly unknown[]>('window.sent'));
      await page.close();
    }
    expect(
      [...sent].flatMap(([place, messages]) => messages.flatMap(protocolProblems).map((bad) => [place, bad])),
    ).toEqual([]);
    expect([...sent.values()].every((messages) => messages.length > 2)).toBe(true);
  });

  test('an event that a person sends by hand reaches the widget', async () => {
    const { page, widget } = await open();
    await widget.evaluate("ZOHO.embeddedApp.on('Notify', (data) => { window.notified = data; })");
    await page.evaluate(
      "document.querySelector('.widget').dispatchEvent(new CustomEvent('tell-widget', { detail: { eventName: 'Notify', data: { n: 1 } } }))",
    );
    await expect.poll(() => widget.evaluate('window.notified')).toEqual({ n: 1 });
  });

  test('a true message still works among forged ones', async () => {
    const { page, widget } = await open();
    await send(widget, 'parent', [...MALFORMED, ...wellFormed('any')]);
    await expect
      .poll(async () => {
        // The panel asks for a height of its own whenever its contents change.
        await widget.evaluate('ZOHO.CRM.UI.Resize({ height: "777", width: "100" })');
        return await page.evaluate('document.querySelector(".widget").getBoundingClientRect().height');
      })
      .toBe(777);
    const user = await widget.evaluate('ZOHO.CRM.CONFIG.getCurrentUser()');
    expect(JSON.stringify(user)).toContain('Ada Reyes');
  });
});
