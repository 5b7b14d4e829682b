import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import type { TabPageOptions } from '#test/support/open-tab.ts';
import { OFFLINE } from '#test/support/tab-backend.ts';
import type { TabServer } from '#test/support/tab-server.ts';
import type { TabScenario } from '#test/support/tab-scenario.ts';
import { tabVisits } from './tab-visits.ts';

const visit = tabVisits();

/** The accounts of the first segment, whose table is there. */
async function openAccounts(
  scenario: TabScenario,
  options: Partial<TabPageOptions> = {},
): Promise<{ page: Page; server: TabServer }> {
  const { page, server } = await visit(scenario, options);
  await page.locator('.places__item').nth(1).click();
  await page.locator('.segment-card__open').first().click();
  await page.getByRole('row').nth(1).waitFor();
  return { page, server };
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate('document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent');
/** Of each account of the table. */
const pointsIn = (page: Page) => page.getByRole('button', { name: /^Points of .+: -?\d+$/ });

test.skipIf(NO_CHROMIUM !== null)(
  'accounts sort by their points, and each number opens what it is made of',
  async () => {
    const { page, server } = await openAccounts({ scored: true });
    await page.getByRole('button', { name: 'Points', exact: true }).focus();
    await page.keyboard.press('Enter');
    // As they stood before, they were in no order.
    await expect
      .poll(async () => (await pointsIn(page).allInnerTexts()).map(Number))
      .toSatisfy((points: number[]) => points[0] === 8 && String(points) === String(points.toSorted((x, y) => y - x)));
    expect(server.asked.at(-1)).toBe('GET /v1/segments/seg-best/accounts?page=1&sort=-points');
    expect(await page.getByRole('columnheader', { name: 'Points' }).getAttribute('aria-sort')).toBe('descending');

    const opener = (await pointsIn(page).first().getAttribute('aria-label')) ?? '';
    await pointsIn(page).first().focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: opener.replace(/: 8$/, '') });
    await dialog.getByText('Points: 8 (added: +10; taken away: -2).').waitFor();
    const lines = await dialog.getByRole('row').allInnerTexts();
    expect(lines.slice(1).map((line) => line.split('\t').slice(1))).toEqual([
      ['A rule that is gone, or on a field that your profile hides', '-2', '8'],
      ['A rule that is gone', '+2', '10'],
      ['Sells to consumers', '+8', '8'],
    ]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe(opener);

    await page
      .getByRole('button', { name: /^Points of .+: 0$/ })
      .first()
      .click();
    await page.getByText('No scoring rule has given this account points or taken any.').waitFor();
  },
);

test.skipIf(NO_CHROMIUM !== null)('in Spanish the rules have their Spanish names', async () => {
  const { page } = await openAccounts({ scored: true }, { language: 'es' });
  await page
    .getByRole('button', { name: /^Puntos de .+: 8$/ })
    .first()
    .click();
  await expect
    .poll(() => page.getByRole('dialog').getByRole('rowheader').allInnerTexts())
    .toContain('Vende a particulares');
});

test.skipIf(NO_CHROMIUM !== null)('a ledger that did not come is asked for again', async () => {
  const { page, server } = await openAccounts({ scored: true });
  server.break('GET /v1/scored-records', OFFLINE);
  await page.getByRole('button', { name: /: 8$/ }).first().click();
  const again = page.getByRole('dialog').getByRole('button', { name: 'Try again' });
  await again.waitFor();
  server.break('GET /v1/scored-records', null);
  await again.click();
  await expect
    .poll(() => page.getByRole('dialog').getByRole('rowheader').allInnerTexts())
    .toContain('Sells to consumers');
});

test.skipIf(NO_CHROMIUM !== null)('where accounts have no points the table has no column of them', async () => {
  const { page } = await openAccounts({});
  expect(await page.getByRole('columnheader').allInnerTexts()).not.toContain('Points');
  expect(await page.getByRole('columnheader', { name: 'Revenue won' }).count()).toBe(1);
});

test.skipIf(NO_CHROMIUM !== null)('in a narrow window a ledger shows its points without being scrolled', async () => {
  const { page } = await openAccounts({ scored: true }, { width: 320 });
  await pointsIn(page).first().click();
  const ledger = page.locator('.ledger');
  await ledger.waitFor();
  const over = '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".ledger"))';
  expect(await page.evaluate(over)).toBe(0);
  expect(await ledger.getByRole('row').nth(1).getByRole('cell').allInnerTexts()).toEqual(['Mar 10, 2026', '-2', '8']);
});
