import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import type { TabPageOptions } from '#test/support/open-tab.ts';
import { SAID_OF_ALL } from '#test/support/said-of-all.ts';
import { TAB_MORE_LABELS } from '#test/support/tab-more-labels.ts';
import type { TabScenario } from '#test/support/tab-scenario.ts';
import { tabVisits } from './tab-visits.ts';

const visit = tabVisits();

/** The accounts of the first segment. */
async function openAccounts(scenario: TabScenario, options: Partial<TabPageOptions> = {}) {
  const { page, server } = await visit(scenario, options);
  await page.locator('.places__item').nth(1).click();
  await page.locator('.segment-card__open').first().click();
  await page.getByRole('row').nth(1).waitFor();
  return { page, server };
}

const heads = async (page: Page): Promise<readonly string[]> =>
  (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
/** Of each account of the table, in the column with that name. */
const cells = (page: Page, name: string) => page.locator(`td[data-label="${name}"]`);

test.skipIf(NO_CHROMIUM !== null)(
  'accounts have a column of each technique, whose labels sort as the admin has put them',
  async () => {
    const { page, server } = await openAccounts({ every: true });
    expect((await heads(page)).slice(0, 6)).toEqual([
      'Account',
      'RFM label',
      'Firmographics',
      'Engagement',
      'Recommendations',
      'Voice of the customer',
    ]);
    const order = TAB_MORE_LABELS.filter(({ technique }) => technique === 'voice').map(({ names }) => names.en);
    await page.getByRole('button', { name: 'Voice of the customer', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => [...new Set(await cells(page, 'Voice of the customer').allInnerTexts())])
      .toEqual([...order, 'No label']);
    expect(server.asked.at(-1)).toBe('GET /v1/segments/seg-best/accounts?page=1&sort=voice');
    const head = page.getByRole('columnheader', { name: 'Voice of the customer' });
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'a narrow page says of each label which technique gives it, and nothing goes beyond its edge',
  async () => {
    const { page } = await openAccounts({ every: true, scored: true }, { width: 320, height: 700, language: 'es' });
    const cell = `document.querySelector('td[data-label="Voz del cliente"]')`;
    const named = await page.evaluate(`getComputedStyle(${cell}, '::before').content`);
    expect(named).toBe('"Voz del cliente"');
    const beyond = `document.documentElement.scrollWidth > document.documentElement.clientWidth ||
      [...document.querySelectorAll('.table-scroll')].some((each) => each.scrollWidth > each.clientWidth)`;
    expect(await page.evaluate(beyond)).toBe(false);
  },
);

test.skipIf(NO_CHROMIUM !== null)('where columns go beyond the edge, whose row it is stays in sight', async () => {
  const { page } = await openAccounts({ every: true, scored: true }, { width: 1_000, height: 700 });
  const scrolled = `(() => {
    const region = document.querySelector('.table-scroll');
    region.scrollLeft = 10_000;
    return region.scrollLeft;
  })()`;
  expect(await page.evaluate(scrolled)).toBeGreaterThan(100);
  const account = page.getByRole('rowheader').first();
  const [frame, name] = [await page.locator('.table-scroll').boundingBox(), await account.boundingBox()];
  expect(Math.abs((name?.x ?? 0) - (frame?.x ?? 100))).toBeLessThan(2);
});

test.skipIf(NO_CHROMIUM !== null)('a technique that is not set up has no column', async () => {
  const { page } = await openAccounts({});
  const shown = await heads(page);
  expect(shown).toContain('Firmographics');
  for (const name of ['Engagement', 'Recommendations', 'Voice of the customer']) expect(shown).not.toContain(name);
});

test.skipIf(NO_CHROMIUM !== null)('where no text was read nobody is told that no mood got worse', async () => {
  const { page } = await visit({ said: { voice: { ...SAID_OF_ALL.voice, surges: 0 } } });
  const surges = page.getByRole('region', { name: 'Negative emotion rises' });
  await surges.locator('p').waitFor();
  expect(await surges.locator('p').innerText()).toMatch(/^The last full run, .*, had no texts to read/);
});
