import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { labelAccounts, startCrmPages, type CrmPages } from '#test/support/crm-pages.ts';
import { queryTables } from '#test/support/query-tables.ts';

/** Nine states with a checker each; the machine may be busy. Milliseconds. */
const PATIENCE_MS = 240_000;

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const resultSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()) })) })),
});

describe.skipIf(NO_CHROMIUM !== null)(`the CRM's pages for everybody ${NO_CHROMIUM ?? ''}`, () => {
  let browser: Browser;
  let crm: CrmPages;
  let account: string;
  let deal: string;
  beforeAll(async () => {
    [browser, crm] = await Promise.all([launchChromium(), startCrmPages(200)]);
    await labelAccounts(crm);
    const id = (query: string) => String(queryTables(crm.sandbox.databasePath(ZYLKER), query)[0]?.['id']);
    account = id('SELECT CAST(id AS TEXT) AS id FROM Accounts WHERE ABM_RFM_Label IS NOT NULL LIMIT 1');
    deal = id('SELECT CAST(id AS TEXT) AS id FROM Deals LIMIT 1');
  });
  afterAll(async () => {
    await browser.close();
    await crm.close();
  });

  /** Violations of the page itself; what a widget shows is the widget's own test. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const found: unknown = await page.evaluate('axe.run(document, { iframes: false })');
    return resultSchema
      .parse(found)
      .violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  }

  const STATES: readonly (readonly [
    name: string,
    path: () => string,
    ready: string,
    prepare?: (page: Page) => Promise<void>,
  ])[] = [
    // A few rows: a checker reads each cell, and the fiftieth row is made like the first.
    ['list', () => 'tab/Accounts?q=aspen', '.table'],
    [
      'filtered list',
      () => 'tab/Accounts?q=aspen&ABM_RFM_Label=Loyal&ABM_RFM_Label=&sort=Employees&order=desc',
      '.table',
      (page) => unfold(page, '.filters'),
    ],
    ['open menu', () => 'tab/Accounts?q=aspen', '.table', (page) => page.click('.user__button')],
    ['account', () => `tab/Accounts/${account}`, '#Contacts table, #Contacts p', (page) => unfold(page, '.fold')],
    ['empty list', () => 'tab/Accounts?q=zzzz', '.notice'],
    ['deal', () => `tab/Deals/${deal}`, '.fields'],
    ['missing record', () => 'tab/Accounts/5', '.notice'],
    ['ABM tab', () => 'tab/ABM', '.widget-frame'],
    ['Setup', () => 'settings/ABM', '.widget-frame'],
  ];
  const unfold = (page: Page, selector: string): Promise<void> =>
    page.locator(selector).evaluate('(element) => { element.open = true; }');

  test.each([
    { width: 320, colorScheme: 'light', user: 'rep', states: 9 },
    { width: 1280, colorScheme: 'dark', user: 'marketer', states: 9 },
    { width: 400, colorScheme: 'dark', user: 'rep', states: 4 },
    { width: 1280, colorScheme: 'light', user: 'marketer', states: 4 },
  ] as const)(
    '$width px, $colorScheme, as $user: no violation, nothing wider than the window',
    async ({ width, colorScheme, user, states }) => {
      // The marketer reads Spanish, whose words are longer.
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      const found: string[] = [];
      for (const [name, path, ready, prepare] of STATES.slice(0, states)) {
        const page = await context.newPage();
        await page.goto(crm.address(user, path()));
        await page.waitForSelector(ready);
        await prepare?.(page);
        found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
        const overflow = Number(
          await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
        );
        if (overflow > 0) found.push(`${name}: ${overflow} px too wide`);
        await page.close();
      }
      await context.close();
      expect(found).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('a long name of an org keeps to one line of a narrow bar, its mark to its size', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
    await page.goto(crm.address('rep', 'settings/ABM'));
    await page.waitForSelector('.top__name');
    await page.evaluate(
      "document.querySelector('.top__name').textContent = 'Nordlicht Medizintechnik Vertriebsgesellschaft'",
    );
    const [name, mark, badge] = await Promise.all(
      ['.top__name', '.top__mark', '.top__badge'].map((part) => page.locator(part).boundingBox()),
    );
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    await page.close();
    expect([mark?.width, mark?.height, overflow]).toEqual([28, 28, 0]);
    expect(name?.height).toBeLessThan(28);
    expect(badge?.height).toBeLessThan(28);
  });

  test('every page has its own title and one first heading', async () => {
    const titles = new Set<string>();
    for (const [, path, ready] of STATES.filter(([name]) =>
      ['list', 'account', 'deal', 'ABM tab', 'Setup'].includes(name),
    )) {
      const page = await browser.newPage();
      await page.goto(crm.address('rep', path()));
      await page.waitForSelector(ready);
      expect(await page.locator('h1').count()).toBe(1);
      titles.add(await page.title());
      await page.close();
    }
    expect(titles.size).toBe(5);
  });
});
