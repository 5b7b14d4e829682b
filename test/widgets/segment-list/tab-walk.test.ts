import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { UNDO_MS } from '#widgets/shared/ui/ToastModel.ts';
import { ARRIVES_MS, goTo, heading, tabVisits } from './tab-visits.ts';

const visit = tabVisits();

const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement?.textContent ?? ""');

test.skipIf(NO_CHROMIUM !== null)(
  'a marketer makes a segment from a suggestion and sees whom it catches before saving',
  async () => {
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
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'by keyboard alone: a segment is made, opened and exported, and a dialog gives the focus back',
  async () => {
    const { page } = await visit();
    /** The next control of that name, by Tab alone; `where` = a part of its text or label. */
    const tabTo = async (where: string): Promise<void> => {
      const here = (): Promise<string> =>
        page.evaluate(
          `(() => { const at = document.activeElement; return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? ''; })()`,
        );
      await page.keyboard.press('Tab');
      const until = performance.now() + ARRIVES_MS;
      const isTried = (step: number): boolean => step >= 120 && performance.now() > until;
      for (let step = 0; !isTried(step) && !(await here()).trim().startsWith(where); step++)
        await page.keyboard.press('Tab');
      expect((await here()).trim().startsWith(where) ? where : await here()).toBe(where);
    };
    const press = async (where: string): Promise<void> => {
      await tabTo(where);
      await page.keyboard.press('Enter');
    };
    await press('Segments');
    await expect.poll(() => focused(page)).toBe('Segments');
    await press('Create segment');
    await expect.poll(() => focused(page)).toBe('New segment');
    // The heading is there before the form, whose fields are asked for.
    await page.getByLabel('Name', { exact: true }).waitFor();
    await tabTo('Name');
    await page.keyboard.type('To win back');
    await press('Can’t lose and At risk');
    await expect
      .poll(() => page.getByRole('region', { name: 'What it catches' }).getByRole('status').innerText())
      .toBe('38 accounts');
    await press('Create segment');
    await expect.poll(() => focused(page)).toBe('To win back');

    await press('Back');
    await expect.poll(() => focused(page)).toBe('Segments');
    await press('To win back');
    // The card's own button has that name too, and an Export of its own beside it.
    await expect.poll(() => heading(page).innerText()).toBe('To win back');
    await expect.poll(() => focused(page)).toBe('To win back');
    await press('Export');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('Export');
    await page.keyboard.press('Enter');
    await press('Start export');
    await expect.poll(() => focused(page)).toBe('Exports');
    await page.getByRole('row', { name: /To win back.*Waiting/ }).waitFor();
  },
);

test.skipIf(NO_CHROMIUM !== null)('a bar opens its accounts, which become a segment or open in the CRM', async () => {
  const { page, tab } = await visit();
  await page.getByRole('button', { name: 'Show the accounts: At risk' }).click();
  await page.getByText('Only Label: At risk').waitFor();
  await page.getByRole('rowheader').first().getByRole('button').click();
  expect(JSON.stringify(await tab.opened())).toMatch(/^\[\{"Entity":"Accounts","RecordID":"58431040000002\d{5}"\}\]$/);
  await page.getByRole('button', { name: 'Create segment from this' }).click();
  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('At risk');
});

test.skipIf(NO_CHROMIUM !== null)(
  'deleting names the exports that die with it, and undo brings the segment back',
  async () => {
    const { page, server } = await visit();
    await goTo(page, 'Segments');
    const name = 'At risk, to be called before the summer campaign';
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    await page.getByText('2 exports of it can still be downloaded; they become invalid.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => page.getByRole('button', { name, exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name, exact: true }).waitFor();
    expect(server.asked).toContain('POST /v1/segments/seg-risk/restore');
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'after a deletion the keyboard stays on the page, and its undo waits for who is on it',
  async () => {
    const { page } = await visit();
    await goTo(page, 'Segments');
    const name = 'At risk, to be called before the summer campaign';
    const somewhere = (): Promise<boolean> => page.evaluate('document.activeElement !== document.body');
    await page.getByRole('button', { name: `Delete ${name}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 exports of it can still be downloaded; they become invalid.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await expect.poll(somewhere).toBe(true);

    await undo.focus();
    await undo.hover();
    await page.clock.runFor(UNDO_MS + 1_000);
    await page.mouse.move(0, 0);
    await page.clock.runFor(UNDO_MS + 1_000);
    expect(await undo.count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name, exact: true }).waitFor();
    await expect.poll(somewhere).toBe(true);
  },
);

test.skipIf(NO_CHROMIUM !== null)('a segment that others are part of is not deleted, and says which', async () => {
  const { page, server } = await visit();
  await goTo(page, 'Segments');
  await page.getByRole('button', { name: 'Delete Champions and Loyal' }).click();
  await page.getByText('Other segments are part of it: Large champions.').first().waitFor();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete/ })
    .click({ force: true });
  expect(server.asked.some((line) => line.startsWith('DELETE'))).toBe(false);
});

test.skipIf(NO_CHROMIUM !== null)(
  'an export is started, followed, cancelled, downloaded twice and made again',
  async () => {
    const { page, server } = await visit();
    await goTo(page, 'Segments');
    await page.getByRole('button', { name: 'Export New in spring' }).click();
    await page.getByText('Your profile hides 2 fields, which are left out: Annual Revenue and Credit Limit.').waitFor();
    await page.getByText('Chosen fields, at most 200').click();
    await page.getByLabel('Search fields').fill('score');
    await page.getByRole('button', { name: 'Select these 3' }).click();
    await page.getByRole('button', { name: 'Start export' }).click();
    await expect.poll(() => heading(page).innerText()).toBe('Exports');
    await page.getByRole('row', { name: /New in spring.*Waiting/ }).waitFor();

    expect(await page.getByRole('progressbar', { name: 'All accounts in ABM' }).getAttribute('value')).toBe('54');
    await page.getByRole('button', { name: /^Cancel All accounts in ABM/ }).click();
    await page.getByRole('row', { name: /All accounts in ABM.*Cancelled/ }).waitFor();
    await page.getByText('1 export in progress, 1 ready to download.').waitFor({ state: 'attached' });
    expect(server.asked).toContain('POST /v1/exports/exp-b/cancel');

    for (const _ of ['once', 'again']) {
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: /^Download Champions and Loyal/ }).click();
      expect((await downloading).suggestedFilename()).toBe('lodestar-export.zip');
    }
    await page.getByRole('row', { name: /Large champions.*API credits of the day are used up/ }).waitFor();
    await page.getByRole('button', { name: /^Export again: Large champions/ }).click();
    await page.getByRole('dialog', { name: 'Export: Large champions' }).waitFor();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'who moved is told for a period and a technique, as a chart and as a table, and one account’s labels beside its name',
  async () => {
    const { page, server } = await visit();
    const movement = page.getByRole('region', { name: 'Movement' });
    await movement.getByRole('img', { name: /^Chart: Accounts by label over time\. 31 columns/ }).waitFor();
    await movement.getByRole('button', { name: '365 days' }).click();
    await movement.getByText('History begins on Jan 20, 2026.').waitFor();
    await movement.getByRole('heading', { name: 'Moves between Jan 20, 2026 and Mar 12, 2026' }).waitFor();
    expect(await movement.getByRole('row').count()).toBe(7);
    await movement.getByRole('button', { name: 'Show all 8 moves' }).press('Enter');
    expect(await movement.getByRole('row').count()).toBe(9);
    await movement.getByRole('button', { name: 'Firmographics' }).press('Enter');
    await movement.getByRole('row', { name: 'Large Medium 10' }).waitFor();
    await movement.getByRole('button', { name: 'Table' }).press('Enter');
    await movement.getByRole('columnheader', { name: 'Large' }).waitFor();
    expect(server.asked.filter((line) => line.startsWith('GET /v1/history/labels'))).toHaveLength(3);

    await page.getByRole('button', { name: 'Show the accounts: At risk' }).click();
    const history = page.getByRole('button', { name: /^Label history of / }).first();
    await history.press('Enter');
    await page.getByRole('dialog', { name: /^Labels of / }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'the settings changed' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    const focus = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    await expect.poll(focus).toMatch(/^Label history of /);
  },
);

test.skipIf(NO_CHROMIUM !== null)('pages turn, and a sort begins at the first', async () => {
  const { page } = await visit();
  await page.getByRole('button', { name: 'Show the accounts: Large' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByText('1–50 of 132').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('51–100 of 132').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('101–132 of 132').waitFor();
  expect(await page.getByRole('rowheader').count()).toBe(32);
  await page.getByRole('columnheader', { name: 'Account' }).getByRole('button').click();
  await page.getByText('1–50 of 132').waitFor();
  const names = await page.getByRole('rowheader').allInnerTexts();
  expect(names).toEqual(names.toSorted());
  expect(await page.getByRole('columnheader', { name: 'Account' }).getAttribute('aria-sort')).toBe('ascending');
});

test.skipIf(NO_CHROMIUM !== null)('a page whose accounts have left says so and leads back', async () => {
  const { page, server } = await visit();
  await page.getByRole('button', { name: 'Show the accounts: Large' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByText('1–50 of 132').waitFor();
  const body = { accounts: [], total: 40, page: 2, pageSize: 50 };
  server.break('GET /v1/segments/all/accounts?page=2', { status: 200, body });
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('0–0 of 40').waitFor();
  await page.getByText('There are no accounts here.').waitFor();
  await page.getByRole('button', { name: 'Previous' }).click();
  await expect.poll(() => page.getByRole('rowheader').count()).toBe(50);
});
