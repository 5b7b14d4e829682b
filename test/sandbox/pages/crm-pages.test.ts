import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { labelAccounts, startCrmPages, type CrmPages } from '#test/support/crm-pages.ts';
import { queryTables } from '#test/support/query-tables.ts';

const ACCOUNTS = 400;

describe.skipIf(NO_CHROMIUM !== null)(`the CRM's pages in a browser ${NO_CHROMIUM ?? ''}`, () => {
  let browser: Browser;
  let crm: CrmPages;
  let loyal: string;
  beforeAll(async () => {
    [browser, crm] = await Promise.all([launchChromium(), startCrmPages(ACCOUNTS)]);
    await labelAccounts(crm);
    loyal = String(
      sql(
        "SELECT CAST(id AS TEXT) AS id FROM Accounts WHERE ABM_RFM_Label = 'Loyal' AND Account_Name NOT LIKE '%''%' LIMIT 1",
      )['id'],
    );
  });
  afterAll(async () => {
    await browser.close();
    await crm.close();
  });

  const sql = (query: string): Record<string, unknown> => queryTables(crm.sandbox.databasePath(ZYLKER), query)[0] ?? {};

  async function open(user: string, path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(crm.address(user, path));
    return page;
  }
  const widgetOf = async (page: Page): Promise<Frame> => {
    const frame = await (await page.waitForSelector('.widget-frame')).contentFrame();
    if (frame === null) throw new Error('the frame is gone');
    return frame;
  };
  const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

  test('a rep sees on the account’s page its labels and why, in a frame as high as what it shows', async () => {
    const page = await open('rep', `tab/Accounts/${loyal}`);
    const { name, label } = sql(
      `SELECT Account_Name AS name, ABM_RFM_Label AS label FROM Accounts WHERE id = ${loyal}`,
    );
    expect(await page.locator('h1').innerText()).toBe(name);
    expect(await page.locator('.record__labels').innerText()).toContain(label);
    const widget = await widgetOf(page);
    await widget.waitForSelector('.panel');
    expect(await widget.locator('h1').innerText()).toBe(name);
    expect(await widget.locator('.panel').innerText()).toMatch(/Loyal[\s\S]*Frequency[\s\S]*of 5/);
    // Auto height by UI.Resize: nothing is cut off, no empty room below.
    await expect.poll(() => widget.evaluate('document.documentElement.scrollHeight - innerHeight')).toBe(0);
    const slack = 'innerHeight - document.getElementById("root").getBoundingClientRect().bottom';
    await expect.poll(() => widget.evaluate(slack).then(Number)).toBeLessThan(40);
  });

  test.each(['early', 'late'])('the panel comes up when PageLoad is %s', async (timing) => {
    const page = await open('rep', `tab/Accounts/${loyal}?pageLoad=${timing}`);
    expect(await (await widgetOf(page)).waitForSelector('.panel')).not.toBeNull();
  });

  test('without PageLoad the panel says that no account was named, instead of waiting for ever', async () => {
    const page = await open('rep', `tab/Accounts/${loyal}?pageLoad=never`);
    const state = await (await widgetOf(page)).waitForSelector('.state');
    expect(await state.innerText()).toMatch(/account/i);
  });

  test('who has no ABM rights sees the CRM’s page and a panel that says what is missing', async () => {
    const page = await open('outsider', `tab/Accounts/${loyal}`);
    const state = await (await widgetOf(page)).waitForSelector('.state');
    expect(await state.innerText()).toContain('Crm_Implied_Manage_ABM');
  });

  test('the theme of the page reaches the frame as a preference, at once and without a message', async () => {
    // Emulation off: it would set the preference in every frame itself, over the head of the page's own scheme.
    const page = await open('rep', `tab/Accounts/${loyal}`, { colorScheme: null });
    const widget = await widgetOf(page);
    await widget.waitForSelector('.panel');
    const isDark = () => widget.evaluate('matchMedia("(prefers-color-scheme: dark)").matches');
    expect(await isDark()).toBe(false);
    await page.click('.user__button');
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    await expect.poll(isDark).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(15, 18, 24)');
    await page.reload();
    await expect
      .poll(async () => (await widgetOf(page)).evaluate('matchMedia("(prefers-color-scheme: dark)").matches'))
      .toBe(true);
    await page.click('.user__button');
    await page.getByRole('button', { name: 'System', exact: true }).click();
    await expect
      .poll(async () => (await widgetOf(page)).evaluate('matchMedia("(prefers-color-scheme: dark)").matches'))
      .toBe(false);
  });

  test('the language is the CRM user’s own: page, panel and API change together', async () => {
    const page = await open('rep2', `tab/Accounts/${loyal}`);
    await (await widgetOf(page)).waitForSelector('.panel');
    expect(await page.evaluate('document.documentElement.lang')).toBe('es');
    expect(await texts(page, '.top__tabs a')).toEqual(['Cuentas', 'ABM', 'Configuración']);
    await page.click('.user__button');
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'English' }).click()]);
    await expect.poll(() => texts(page, '.top__tabs a')).toEqual(['Accounts', 'ABM', 'Setup']);
    const widget = await widgetOf(page);
    await widget.waitForSelector('.panel');
    expect(await widget.evaluate('document.documentElement.lang')).toBe('en');
    expect(JSON.stringify(await crm.call('rep2', 'GET', '/users?type=CurrentUser'))).toContain('"language":"en_US"');
  });

  test('another user is chosen with the keyboard alone', async () => {
    const page = await open('administrator', 'tab/Accounts');
    await page.waitForSelector('.table');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.locator('.user__button').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.menu:popover-open');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.menu:popover-open').count()).toBe(0);
    await page.keyboard.press('Enter');
    for (const _ of ['administrator', 'marketer', 'rep']) await page.keyboard.press('Tab');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await expect.poll(() => texts(page, '.user__name')).toEqual(['Ravi Kapoor']);
    // The choice outlives the page.
    await page.goto(`${crm.sandbox.url}/`);
    await expect.poll(() => texts(page, '.user__profile')).toEqual(['Sales Representative']);
  });

  test('labels filter the list, and the way back is the browser’s', async () => {
    const page = await open('marketer', 'tab/Accounts');
    await page.waitForSelector('.table');
    const total = (where: string) => Number(sql(`SELECT count(*) AS n FROM Accounts WHERE ${where}`)['n']);
    const shown = async () =>
      Number((await page.locator('.list__head [role=status]').innerText()).replaceAll(/\D/g, ''));
    expect(await shown()).toBe(ACCOUNTS);
    await page.locator('input[name=ABM_RFM_Label][value=Loyal]').check();
    await expect.poll(shown).toBe(total("ABM_RFM_Label = 'Loyal'"));
    await expect
      .poll(() =>
        page
          .locator('tbody td:nth-of-type(1) .chip')
          .allInnerTexts()
          .then((all) => new Set(all).size),
      )
      .toBe(1);
    await page.locator('input[name=ABM_RFM_Label][value=""]').check();
    await expect.poll(shown).toBe(total("ABM_RFM_Label = 'Loyal' OR ABM_RFM_Label IS NULL"));
    await page.getByRole('searchbox').fill('hospital');
    await page.keyboard.press('Enter');
    await expect
      .poll(shown)
      .toBe(total("(ABM_RFM_Label = 'Loyal' OR ABM_RFM_Label IS NULL) AND Account_Name LIKE '%hospital%'"));
    await page.goBack();
    await page.goBack();
    await expect.poll(shown).toBe(total("ABM_RFM_Label = 'Loyal'"));
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    // The address says it all: a second window shows the same.
    await page.reload();
    await page.waitForSelector('.table');
    expect(await shown()).toBe(total("ABM_RFM_Label = 'Loyal'"));
  });

  test('the list is sorted and turned page by page', async () => {
    const page = await open('marketer', 'tab/Accounts');
    await page.waitForSelector('.table');
    const first = () => page.locator('tbody th').first().innerText();
    await page.locator('thead button').filter({ hasText: 'Ingresos anuales' }).click();
    await expect.poll(() => page.locator('th[aria-sort=ascending]').innerText()).toContain('Ingresos anuales');
    await page.locator('thead button').filter({ hasText: 'Ingresos anuales' }).click();
    const richest = sql('SELECT Account_Name AS name FROM Accounts ORDER BY Annual_Revenue DESC LIMIT 1')['name'];
    await expect.poll(first).toBe(richest);
    await page.locator('thead button').first().click();
    await expect.poll(first).not.toBe(richest);
    const before = await texts(page, 'tbody th');
    await page.getByRole('button', { name: 'Página siguiente' }).click();
    await expect.poll(() => page.locator('.paging p').innerText()).toBe(`51 a 100 de ${ACCOUNTS}`);
    await expect.poll(first).not.toBe(before[0]);
    expect((await texts(page, 'tbody th')).filter((name) => before.includes(name))).toEqual([]);
  });

  test('an amount in the list has the record’s own currency, as on its page', async () => {
    const { name } = sql(
      "SELECT Account_Name AS name FROM Accounts WHERE Currency = 'EUR' AND Annual_Revenue > 0 AND Account_Name NOT LIKE '%''%' LIMIT 1",
    );
    const page = await open('administrator', `tab/Accounts?q=${encodeURIComponent(String(name))}`);
    await page.waitForSelector('.table');
    const row = page.locator('tbody tr', { has: page.getByRole('link', { name: String(name), exact: true }) });
    const inList = await row.locator('td.number').last().innerText();
    await row.getByRole('link', { name: String(name), exact: true }).click();
    await page.waitForSelector('.record__labels');
    expect(inList).toContain('€');
    expect(await page.locator('main').innerText()).toContain(inList);
  });

  test('an account name full of markup is text, and a website of script is no link', async () => {
    const name = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
    const made = await crm.call('administrator', 'POST', '/Accounts', {
      data: [
        {
          Account_Name: name,
          Website: 'javascript:window.broken=1',
          Description: '</textarea><svg onload=window.broken=1>',
        },
      ],
    });
    const id =
      /"id":"(\d+)"[^}]*}[^}]*"status":"success"/.exec(JSON.stringify(made))?.[1] ??
      /"id":"(58431041\d+)"/.exec(JSON.stringify(made))?.[1] ??
      '';
    const page = await open('rep', `tab/Accounts/${id}`);
    await page.waitForSelector('h1');
    expect(await page.locator('h1').innerText()).toBe(name);
    await page.locator('.fold summary').click();
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    await crm.call('administrator', 'DELETE', `/Accounts/${id}`);
  });

  test('consent given in the sign-in window brings a code to the functions’ address', async () => {
    const page = await open('rep', 'tab/Accounts');
    await page.waitForSelector('.table');
    const callback = `${crm.widgets.url}/sdk/zdk.js`;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: crm.sandbox.clientId,
      scope: 'ZohoCRM.users.READ',
      redirect_uri: callback,
      state: 's1',
    });
    await page.goto(`${crm.sandbox.url}/oauth/v2/auth?${query}`);
    expect(await page.locator('main').innerText()).toContain('Ravi Kapoor');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.waitForURL(`${callback}?*`);
    const arrived = new URL(page.url());
    expect([arrived.searchParams.get('state'), arrived.searchParams.get('code')?.startsWith('1000.')]).toEqual([
      's1',
      true,
    ]);
  });
});
