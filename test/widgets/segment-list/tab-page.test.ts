import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { formatPublishedBasis } from '#core/labels/published-basis.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { buildPages, openTab, type TabPage, type TabPageOptions } from '#test/support/open-tab.ts';
import { createPanelWorld } from '#test/support/panel-world.ts';
import { OFFLINE } from '#test/support/tab-backend.ts';
import { createTabServer, type TabScenario, type TabServer } from '#test/support/tab-server.ts';

const AXE = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const inBrowser = test.skipIf(NO_CHROMIUM !== null);

let pages: Awaited<ReturnType<typeof buildPages>>;
let browser: Browser;
const open: TabPage[] = [];
beforeAll(async () => {
  if (NO_CHROMIUM !== null) return;
  [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
});
afterEach(async () => {
  const said = open.flatMap(({ complaints }) => complaints);
  await Promise.all(open.splice(0).map(({ context }) => context.close()));
  // The content policy refuses silently but for the console; nothing may be refused on any walk.
  expect(said).toEqual([]);
});
afterAll(async () => {
  if (NO_CHROMIUM !== null) return;
  await browser.close();
  await pages.clear();
});

async function visit(
  scenario: TabScenario = {},
  options: Partial<TabPageOptions> & { readonly signedIn?: boolean } = {},
): Promise<{ page: Page; tab: TabPage; server: TabServer }> {
  const server = createTabServer(scenario);
  const tab = await openTab(browser, { folder: pages.folder, server, ...options });
  open.push(tab);
  tab.page.setDefaultTimeout(8_000);
  if (options.signedIn !== false) await tab.signIn();
  return { page: tab.page, tab, server };
}

async function violations(page: Page): Promise<readonly string[]> {
  // Into the page's own world by the debugger: the content policy lets no script of ours in by a tag.
  await page.evaluate(AXE);
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`,
  );
}

const go = (page: Page, place: string) =>
  page.getByRole('navigation', { name: 'Account-based marketing' }).getByRole('button', { name: place }).click();
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement?.textContent ?? ""');

inBrowser('signed out: what the CRM alone gives, and one button', async () => {
  const texts = formatPublishedBasis(createPanelWorld().published);
  const { page } = await visit({}, { signedIn: false, basis: texts.ok ? texts.value.basis : null });
  await page.getByRole('rowheader', { name: 'Champions' }).waitFor();
  expect(await page.getByRole('row', { name: /Champions/ }).innerText()).toContain('14');
  expect(await page.getByRole('button').count()).toBe(1);
  expect(await violations(page)).toEqual([]);
});

inBrowser('a marketer makes a segment from a suggestion and sees whom it catches before saving', async () => {
  const { page, server } = await visit();
  await page.getByRole('button', { name: 'Create a segment: Champions and Loyal' }).click();
  await page.getByText('34 accounts', { exact: true }).last().waitFor();
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByLabel('Field of condition 2').selectOption({ label: 'Industry' });
  await page.getByLabel('Value of condition 2').selectOption('Retail');
  await expect
    .poll(() => page.getByRole('region', { name: 'What it catches' }).getByRole('status').innerText())
    .toBe('8 accounts');
  await page.getByLabel('Name').fill('Retail to keep');
  await page.getByRole('button', { name: 'Create segment' }).click();
  await expect.poll(() => heading(page).innerText()).toBe('Retail to keep');
  expect(await focused(page)).toBe('Retail to keep');
  expect(server.asked).toContain('POST /v1/segments');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect.poll(() => heading(page).innerText()).toBe('Overview');
});

inBrowser('a name in the list opens the account’s own page in the CRM', async () => {
  const { page, tab } = await visit();
  await go(page, 'Segments');
  await page.getByRole('button', { name: 'Champions and Loyal', exact: true }).click();
  await page.getByRole('button', { name: 'Lumen Works' }).click();
  expect(await tab.opened()).toEqual([
    { Entity: 'Accounts', RecordID: expect.stringMatching(/^58431040000002\d{5}$/) },
  ]);
});

inBrowser('deleting names the exports that die with it, and undo brings the segment back', async () => {
  const { page, server } = await visit();
  await go(page, 'Segments');
  const name = 'At risk, to be called before the summer campaign';
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await page.getByText('2 exports of it can still be downloaded; they become invalid.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => page.getByRole('button', { name, exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name, exact: true }).waitFor();
  expect(server.asked).toContain('POST /v1/segments/seg-risk/restore');
});

inBrowser('a segment that others are part of is not deleted, and says which', async () => {
  const { page, server } = await visit();
  await go(page, 'Segments');
  await page.getByRole('button', { name: 'Delete Champions and Loyal' }).click();
  await page.getByText('Other segments are part of it: Large champions.').first().waitFor();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete/ })
    .click({ force: true });
  expect(server.asked.some((line) => line.startsWith('DELETE'))).toBe(false);
});

inBrowser('an export is started, followed and downloaded', async () => {
  const { page } = await visit();
  await go(page, 'Segments');
  await page.getByRole('button', { name: 'Export New in spring' }).click();
  await page.getByText('Your profile hides 2 fields, which are left out: Annual Revenue and Credit Limit.').waitFor();
  await page.getByText('Chosen fields, at most 200').click();
  await page.getByLabel('Search fields').fill('score');
  await page.getByRole('button', { name: 'Select these 3' }).click();
  await page.getByRole('button', { name: 'Start export' }).click();
  await expect.poll(() => heading(page).innerText()).toBe('Exports');
  await page.getByRole('row', { name: /New in spring.*Waiting/ }).waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download Champions and Loyal/ }).click();
  expect((await downloading).suggestedFilename()).toBe('lodestar-export.zip');
});

inBrowser(
  'by keyboard alone: from the overview through a bar to its accounts, and a dialog that gives the focus back',
  async () => {
    const { page } = await visit();
    const tabTo = async (text: string): Promise<void> => {
      for (let step = 0; step < 60 && (await focused(page)).trim() !== text; step++) await page.keyboard.press('Tab');
      expect((await focused(page)).trim()).toBe(text);
    };
    await tabTo('At risk');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading(page).innerText()).toBe('All accounts in ABM');
    expect(await focused(page)).toBe('All accounts in ABM');
    await page.getByText('Only Label: At risk').waitFor();
    await tabTo('Export');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('Export');
    await tabTo('Create segment from this');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('At risk');
  },
);

inBrowser('what is not saved is asked about', async () => {
  const { page } = await visit();
  await go(page, 'Segments');
  await page.getByRole('button', { name: 'Create segment' }).click();
  await page.getByLabel('Name').fill('Half done');
  await go(page, 'Overview');
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay' }).click();
  expect(await page.getByLabel('Name').inputValue()).toBe('Half done');
});

inBrowser('offline is said, and trying again brings the screen', async () => {
  const { page, server } = await visit();
  server.break('GET /v1/segments/seg-new', OFFLINE);
  await go(page, 'Segments');
  await page.getByRole('button', { name: 'New in spring', exact: true }).click();
  await page.getByRole('alert').getByText('No connection').waitFor();
  server.break('GET /v1/segments/seg-new', null);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('row', { name: /New/ }).first().waitFor();
});

inBrowser(
  'an ended session keeps the screen; signed in again, what was refused is there without another click',
  async () => {
    const { page, server, tab } = await visit();
    await go(page, 'Segments');
    server.break('GET /v1/segments/seg-new', { status: 401, body: { code: 'identity.notAuthenticated' } });
    await page.getByRole('button', { name: 'New in spring', exact: true }).click();
    await page.getByText('Your session has ended. What is on this screen stays').waitFor();
    server.break('GET /v1/segments/seg-new', null);
    await tab.signIn();
    await page.getByRole('row', { name: /New/ }).first().waitFor();
  },
);

inBrowser('a missing right is named on the button that needs it', async () => {
  const { page, server } = await visit({ rights: { createSegments: { missing: 'Crm_Implied_Create_ABM_Segments' } } });
  await go(page, 'Segments');
  const button = page.getByRole('button', { name: /^Create segment/ });
  expect(await button.getAttribute('title')).toContain('Create ABM segments (Crm_Implied_Create_ABM_Segments)');
  await button.click({ force: true });
  expect(await heading(page).innerText()).toBe('Segments');
  expect(server.asked).not.toContain('GET /v1/fields?module=accounts');
});

inBrowser.each([
  ['no access', { rights: { view: { missing: 'Crm_Implied_Manage_ABM' } } }, 'ABM access is missing'],
  ['not set up', { configured: false }, 'ABM is not set up yet'],
  ['no run yet', { unpublished: true }, 'No labels yet'],
] satisfies [string, TabScenario, string][])(
  '%s: says what is missing and asks the server nothing in vain',
  async (_, scenario, title) => {
    const { page, server } = await visit(scenario);
    await page.getByRole('heading', { name: title }).waitFor();
    expect(server.asked.filter((line) => line.startsWith('GET /v1/segments/'))).toEqual([]);
    expect(await violations(page)).toEqual([]);
  },
);

inBrowser('hidden amounts are hidden everywhere: no digits in their places', async () => {
  const { page } = await visit({ amountsHidden: true });
  await page.getByText('This ranking rests on amounts').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('€');
  await go(page, 'Segments');
  await page.getByRole('button', { name: 'Champions and Loyal', exact: true }).click();
  await page.getByRole('rowheader').first().waitFor();
  expect(await page.locator('body').innerText()).not.toContain('€');
  expect(await page.getByRole('columnheader', { name: 'Revenue won' }).getByRole('button').count()).toBe(0);
});

/** Every screen, by the way one gets there. */
const SCREENS: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['overview', (page) => page.getByRole('row', { name: /Champions|Campeonas/ }).waitFor()],
  ['cards', (page) => page.locator('.places__item').nth(1).click()],
  ['table', (page) => page.locator('.segmented .button').nth(1).click()],
  [
    'accounts',
    async (page) => {
      await page.locator('tbody .link').first().click();
      await page.locator('.table--stack').waitFor();
    },
  ],
  [
    'performance',
    async (page) => {
      await page.locator('.sections__item').nth(1).click();
      await page.locator('canvas').waitFor();
    },
  ],
  [
    'distribution',
    async (page) => {
      await page.locator('.sections__item').nth(2).click();
      await page.locator('canvas').first().waitFor();
    },
  ],
  [
    'distribution as a table',
    async (page) => {
      await page.locator('.chart__head .button').nth(1).click();
      await page.locator('.chart .table').waitFor();
    },
  ],
  [
    'criteria',
    async (page) => {
      await page.locator('.screen__head .actions .button').nth(1).click();
      await page.locator('.members').waitFor();
    },
  ],
  [
    'exports',
    async (page) => {
      await page.locator('.places__item').nth(2).click();
      await page.locator('.table--stack').waitFor();
    },
  ],
  [
    'export dialog',
    async (page) => {
      await page.locator('.screen__head .button--primary').click();
      await page.locator('.dialog .choice').nth(1).click();
      await page.locator('.picker').waitFor();
    },
  ],
];

inBrowser.each([
  ['light', 1280, 'en'],
  ['dark', 400, 'es'],
  ['light', 320, 'es'],
  ['dark', 1280, 'en'],
] as const)(
  'every screen in %s at %i px, %s: no accessibility violation, nothing wider than the page',
  async (theme, width, language) => {
    const { page } = await visit({}, { theme, width, language });
    for (const [name, reach] of SCREENS) {
      await reach(page);
      expect({ name, violations: await violations(page) }).toEqual({ name, violations: [] });
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect({ name, over }).toEqual({ name, over: 0 });
      expect({
        name,
        raw: await page.evaluate(`/segments\\.[a-z]+|chart\\.[a-z]+/i.exec(document.body.innerText)?.[0] ?? null`),
      }).toEqual({ name, raw: null });
    }
  },
);
