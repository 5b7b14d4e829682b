import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCrmPages, type CrmPages } from '#test/support/crm-pages.ts';
import { CHROMIUM_FLAGS, launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';

/** Every browser test rests on this one: in a browser without the same-origin policy they would all pass for nothing. */
describe.skipIf(NO_CHROMIUM !== null)(`the browser of the tests keeps origins apart ${NO_CHROMIUM ?? ''}`, () => {
  let browser: Browser;
  let crm: CrmPages;
  let open: Server;
  let openUrl: string;
  beforeAll(async () => {
    [browser, crm] = await Promise.all([launchChromium(), startCrmPages(20)]);
    // The same page, once for everybody and once for its own origin alone.
    open = createServer((request, response) => {
      response.setHeader('Access-Control-Allow-Origin', request.url === '/open' ? '*' : openUrl);
      response.end('read');
    }).listen(0, '127.0.0.1');
    await once(open, 'listening');
    openUrl = `http://127.0.0.1:${addressOf(open).port}`;
  });
  afterAll(async () => {
    await browser.close();
    await crm.close();
    open.close();
  });

  test('no flag switches web security off', () => {
    expect(CHROMIUM_FLAGS.join(' ')).not.toMatch(/web-security|site-isolation|insecure|single-process/);
  });

  test('a read across origins fails without the other’s leave, and passes with it', async () => {
    const page = await browser.newPage();
    // A page of the widgets' origin without a policy of its own, so that only CORS decides.
    await page.goto(`${crm.widgets.url}/sdk/zdk.js`);
    const read = (url: string) =>
      page.evaluate(
        (address) =>
          fetch(address).then(
            (response) => response.text(),
            () => 'refused',
          ),
        url,
      );
    expect(await read(`${openUrl}/open`)).toBe('read');
    expect(await read(`${openUrl}/closed`)).toBe('refused');
    // The widgets' origin reads nothing of the CRM, token or not, and gets no session.
    const token = crm.sandbox.tokens[0]?.accessToken ?? '';
    const ask = (path: string, init: object) =>
      page.evaluate(
        ([address, options]) =>
          fetch(address, options).then(
            (response) => String(response.status),
            () => 'refused',
          ),
        [crm.sandbox.url + path, init] as const,
      );
    expect(await ask('/crm/v8/org', { headers: { Authorization: `Zoho-oauthtoken ${token}` } })).toBe('refused');
    expect(await ask('/sandbox/session', { method: 'POST', body: '{"user":"administrator"}' })).toBe('refused');
    expect(await ask('/sandbox/session', { method: 'POST', body: '{}', credentials: 'include', mode: 'no-cors' })).toBe(
      '0',
    );
    await page.close();
  });

  test('a widget cannot reach into the CRM’s page, nor frame it', async () => {
    const page = await browser.newPage();
    await page.goto(`${crm.widgets.url}/sdk/zdk.js`);
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.setContent(`<iframe src="${crm.address('rep', 'tab/Accounts')}"></iframe>`);
    await refused;
    await page.close();

    const account = await browser.newPage();
    await account.goto(crm.address('rep', `tab/Accounts/${await firstAccount(crm)}`));
    await account.waitForSelector('.widget-frame');
    const widget = await (await account.$('.widget-frame'))?.contentFrame();
    // As text: these tests are checked without the DOM's types.
    await expect(widget?.evaluate('window.parent.document.title')).rejects.toThrow('SecurityError');
    await account.close();
  });
});

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address;
}

async function firstAccount(crm: CrmPages): Promise<string> {
  const answer = await crm.call('rep', 'POST', '/coql', {
    select_query: 'select id from Accounts where id is not null limit 1',
  });
  return /"id":"(\d+)"/.exec(JSON.stringify(answer))?.[1] ?? '';
}
