import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { openTab, type TabPageOptions } from '#test/support/open-tab.ts';
import { createTabServer } from '#test/support/tab-server.ts';

const pages = browsePages();

/** The distribution of one segment by label, where charts stand as people meet them. */
async function openCharts(options: Partial<TabPageOptions> = {}): Promise<Page> {
  const tab = await openTab(pages.browser, { folder: pages.folder, server: createTabServer(), ...options });
  const { page } = tab;
  page.setDefaultTimeout(60_000);
  await tab.signIn();
  await page.locator('.places__item').nth(1).click();
  await page.locator('.segment-card__open').first().click();
  await page.locator('.sections__item').nth(2).click();
  return page;
}

/** The colour that the canvas shows most of, besides nothing. */
const PAINTED = `(() => {
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 255) continue;
    const colour = data.slice(at, at + 3).join();
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  return [...seen].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
})()`;

test.skipIf(NO_CHROMIUM !== null)('a chart says what it shows, and its table twin holds the same numbers', async () => {
  const page = await openCharts();
  const chart = page.getByRole('img', { name: 'Chart: Accounts by RFM label. 2 bars; the largest is Loyal with 20.' });
  await chart.waitFor();
  const figure = page.getByRole('figure', { name: 'Accounts by RFM label' });
  await figure.getByRole('button', { name: 'Table' }).click();
  expect(await figure.getByRole('row').allInnerTexts()).toEqual(['RFM label\tAccounts', 'Champions\t14', 'Loyal\t20']);
  await page.context().close();
});

test.skipIf(NO_CHROMIUM !== null)('a click on a bar opens its accounts, and so does its row in the table', async () => {
  const page = await openCharts();
  await expect.poll(() => page.evaluate(PAINTED)).not.toBeNull();
  const box = await page.locator('canvas').first().boundingBox();
  if (box === null) throw new Error('the chart is on the page');
  await page.mouse.click(box.x + box.width * 0.5, box.y + 20);
  await page.getByText('Only Label: Champions').waitFor();
  await page.locator('.sections__item').nth(2).click();
  const figure = page.getByRole('figure', { name: 'Accounts by RFM label' });
  await figure.getByRole('button', { name: 'Table' }).click();
  await figure.getByRole('button', { name: 'Show the accounts: Loyal' }).click();
  await page.getByText('Only Label: Loyal').waitFor();
  await page.context().close();
});

test.skipIf(NO_CHROMIUM !== null)('colours follow the page when it goes dark', async () => {
  const page = await openCharts();
  await page.getByRole('button', { name: 'Industry' }).click();
  await expect.poll(() => page.evaluate(PAINTED)).toBe('52,71,199');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => page.evaluate(PAINTED)).toBe('165,178,255');
  await page.evaluate(`document.documentElement.dataset.theme = 'light'`);
  await expect.poll(() => page.evaluate(PAINTED)).toBe('52,71,199');
  await page.context().close();
});

test.skipIf(NO_CHROMIUM !== null)('without the drawing code there is still the table', async () => {
  const server = createTabServer();
  const tab = await openTab(pages.browser, { folder: pages.folder, server });
  await tab.context.route('**/draw-chart-*.js', (route) => route.abort());
  await tab.signIn();
  await tab.page.locator('.places__item').nth(1).click();
  await tab.page.locator('.segment-card__open').first().click();
  await tab.page.locator('.sections__item').nth(2).click();
  const row = tab.page.getByRole('figure', { name: 'Accounts by RFM label' }).getByRole('row', { name: /Loyal/ });
  await row.waitFor();
  expect(await row.innerText()).toBe('Loyal\t20');
  await tab.context.close();
});
