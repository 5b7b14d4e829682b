import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { createFramedSdk, type FramedSdk, type FramedSdkOptions } from '#test/support/framed-sdk.ts';
import { RAW_SDKS } from '#test/support/raw-sdks.ts';

describe.skipIf(NO_CHROMIUM !== null)(`SDKs in a frame of the host ${NO_CHROMIUM ?? ''}`, () => {
  let browser: Browser;
  let openFrame: (options: FramedSdkOptions) => Promise<FramedSdk>;
  beforeAll(async () => {
    browser = await launchChromium();
    openFrame = await createFramedSdk(browser);
  });
  afterAll(async () => {
    await browser.close();
  });
  async function open(options: FramedSdkOptions): Promise<FramedSdk> {
    const opened = await openFrame(options);
    onTestFinished(() => opened.close());
    return opened;
  }

  test.each(Object.entries(RAW_SDKS))('%s is served by the protocol alone', async (_version, script) => {
    const { frame, asked, refused } = await open({ script });
    await frame.evaluate('init');
    const record = "call({ category: 'READ', APIData: { Entity: 'Accounts', RecordID: '1' } })";
    expect(await frame.evaluate(record)).toEqual({ data: [{ id: '1' }] });
    await expect.poll(() => frame.evaluate('pages')).toEqual([{ Entity: 'Accounts', EntityId: '1' }]);
    expect([asked, refused]).toEqual([[['GET', '/Accounts/1', null]], []]);
  });

  test('SDK 1.2 loads the script it asked for; refused, it settles without; unanswered, it never does', async () => {
    const script = RAW_SDKS['1.2'];
    const loaded = async (zdkUrl: 'answered' | 'fails') => {
      const { frame } = await open({ script, manners: { zdkUrl } });
      await frame.evaluate('init');
      return await frame.evaluate('globalThis.zdkLoaded === true');
    };
    expect(await Promise.all([loaded('answered'), loaded('fails')])).toEqual([true, false]);
    const { frame } = await open({ script, manners: { zdkUrl: 'silent' } });
    await expect.poll(() => frame.evaluate('heard.includes("SET_CONTEXT")')).toBe(true);
    expect(
      await frame.evaluate('Promise.race([init.then(() => "settled"), call({ category: "GET_PARENT_URL" })])'),
    ).toBe('https://crm.test');
  });

  test('an SDK that waits for the handshake waits on a page that sends none', async () => {
    const { frame } = await open({
      script: RAW_SDKS['1.5 that waits for the handshake'],
      manners: { handshake: 'none' },
    });
    expect(
      await frame.evaluate('Promise.race([init.then(() => "settled"), new Promise((r) => setTimeout(r, 700))])'),
    ).toBe(undefined);
    expect(await frame.evaluate('heard')).toEqual([]);
  });

  test('what the SDK hangs on an array, and a file, arrive: nothing goes through JSON', async () => {
    const { frame, asked } = await open({ script: null });
    await frame.evaluate('ZOHO.embeddedApp.init()');
    await frame.evaluate(`ZOHO.CRM.API.upsertRecord({
      Entity: 'Accounts', APIData: [{ Account_Name: 'x' }], duplicate_check_fields: ['Account_Name', 'Phone'], Trigger: ['workflow'],
    })`);
    expect(asked).toEqual([
      [
        'POST',
        '/Accounts/upsert',
        { data: [{ Account_Name: 'x' }], trigger: ['workflow'], duplicate_check_fields: ['Account_Name', 'Phone'] },
      ],
    ]);
    const file = "ZOHO.CRM.API.attachFile({ Entity: 'Accounts', RecordID: '1', File: new File(['hello'], 'a.txt') })";
    expect(await frame.evaluate(file)).toEqual({ name: 'a.txt', text: 'hello' });
    // A trap of the SDK's own: on a frozen payload there is nothing to hang anything on.
    await frame.evaluate(
      "ZOHO.CRM.API.insertRecord({ Entity: 'Accounts', APIData: Object.freeze([{ Phone: '1' }]), Trigger: ['workflow'] })",
    );
    expect(asked.at(-1)).toEqual(['POST', '/Accounts', { data: [{ Phone: '1' }] }]);
    expect(await frame.evaluate('ZOHO.CRM.API.coql({ f() {} }).catch((error) => error.name)')).toBe('DataCloneError');
  });

  test('zrc of the SDK client: address, answer and rejection', async () => {
    const { frame, asked } = await open({ script: null, manners: { zrcFailure: 'nested' } });
    await frame.evaluate('ZOHO.embeddedApp.init()');
    expect(await frame.evaluate("zrc.get('/crm/v8/Accounts', { params: { page: 2 } })")).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      data: { data: [{ id: '1' }] },
    });
    expect(await frame.evaluate("zrc.get('https://evil.test/').catch((error) => error)")).toMatchObject({
      error: { errorType: 'ZrcValidationError' },
    });
    expect(asked).toEqual([['GET', '/Accounts?page=2', null]]);
  });

  test('a document that comes back in the frame gets no answer that was meant for the one before', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => void (release = resolve));
    const { frame, asked } = await open({
      script: RAW_SDKS['1.0.5 and 1.1'],
      answer: async (path) => {
        if (path === '/Accounts/1') await gate;
        return { data: [{ id: path.slice(-1) }] };
      },
    });
    const record = (id: number) => `call({ category: 'READ', APIData: { Entity: 'Accounts', RecordID: '${id}' } })`;
    await frame.evaluate('init');
    await frame.evaluate(`void ${record(1)}`);
    await expect.poll(() => asked.length).toBe(1);
    const loaded = frame.page().waitForEvent('framenavigated');
    await frame.evaluate('location.reload()');
    await loaded;
    await frame.waitForFunction('globalThis.init !== undefined');
    await frame.evaluate('init');
    // Both documents call their first promise Promise100.
    const second = frame.evaluate(record(2));
    release();
    expect(await second).toEqual({ data: [{ id: '2' }] });
    expect(await frame.evaluate("heard.filter((name) => name === 'EVENT_RESPONSE').length")).toBe(1);
  });

  test('a document without the SDK’s parameters says nothing, and is not served under the id of the one before', async () => {
    const { frame, asked, refused } = await open({
      script: RAW_SDKS['1.0.5 and 1.1'],
      manners: { handshake: 'none' },
    });
    await frame.evaluate('init');
    const id = await frame.evaluate<string>('uniqueID');
    const gone = frame.page().waitForEvent('framenavigated');
    await frame.evaluate("location.href = location.pathname + '?other=1'");
    await gone;
    await frame.waitForFunction('globalThis.init !== undefined');
    const call = { type: 'SDK.EVENT', eventName: 'CRM_EVENT', appOrigin: 'x', uniqueID: id, promiseid: 'Promise100' };
    const data = { category: 'CONFIG', type: 'ORG' };
    await frame.evaluate(`parent.postMessage(${JSON.stringify({ ...call, data })}, '*')`);
    await expect.poll(() => refused).toEqual(['unregistered']);
    expect([await frame.evaluate('heard'), asked]).toEqual([[], []]);
  });

  test('SET_CONTEXT is taken from the CRM alone; a second one of its own takes the widget’s id away', async () => {
    const { frame, page, asked, refused } = await open({ script: null });
    await frame.evaluate('ZOHO.embeddedApp.init()');
    const context = (uniqueID: string) =>
      `postMessage({ type: 'FRAMEWORK.EVENT', eventName: 'SET_CONTEXT', data: { uniqueID: '${uniqueID}' } }, '*')`;
    const heard = "new Promise((resolve) => addEventListener('message', resolve, { once: true }))";
    await frame.evaluate(`Promise.all([${heard}, window.${context('forged')}]).then(() => undefined)`);
    expect(await frame.evaluate('ZOHO.CRM.CONFIG.getOrgInfo()')).toEqual({ data: [{ id: '1' }] });
    await frame.evaluate(`globalThis.arrived = ${heard}; undefined`);
    await page.evaluate(`frames[0].${context('another')}`);
    await frame.evaluate('arrived.then(() => undefined)');
    await frame.evaluate('void ZOHO.CRM.CONFIG.getOrgInfo()');
    await expect.poll(() => refused).toEqual(['uniqueId']);
    expect(asked).toHaveLength(1);
  });
});
