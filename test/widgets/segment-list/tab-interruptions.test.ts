import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { OFFLINE } from '#test/support/tab-backend.ts';
import { goTo, heading, openSegment, tabVisits } from './tab-visits.ts';

const visit = tabVisits();

test.skipIf(NO_CHROMIUM !== null)('a page that is loaded again opens where one was', async () => {
  const { page, tab } = await visit();
  await page.getByRole('button', { name: 'Show the accounts: At risk' }).click();
  await page.getByText('Only Label: At risk').waitFor();
  await page.reload();
  await tab.signIn();
  await page.getByText('Only Label: At risk').waitFor();
  expect(await heading(page).innerText()).toBe('All accounts in ABM');
});

test.skipIf(NO_CHROMIUM !== null)(
  'a segment that was not saved when the page was loaded again can be gone on with',
  async () => {
    const { page, tab } = await visit();
    page.on('dialog', (question) => void question.accept());
    await page.getByRole('button', { name: 'Create a segment: Champions and Loyal' }).click();
    await page.getByLabel('Name').fill('Not saved yet');
    await page.reload();
    await tab.signIn();
    await page.getByText('The segment “Not saved yet” was not saved when the page was loaded again.').waitFor();
    await page.getByRole('button', { name: 'Go on with it' }).click();
    await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Not saved yet');
    expect(await page.getByRole('group', { name: 'Condition 1', exact: true }).count()).toBe(1);
    await page.getByRole('button', { name: 'Create segment' }).click();
    await expect.poll(() => heading(page).innerText()).toBe('Not saved yet');
    expect(await page.evaluate("sessionStorage.getItem('lodestar.segment-list.form')")).toBeNull();
  },
);

test.skipIf(NO_CHROMIUM !== null)('a page with an unsaved segment asks before it is closed', async () => {
  const { page } = await visit();
  await page.getByRole('button', { name: 'Create a segment: Champions and Loyal' }).click();
  await page.getByLabel('Name').fill('Not saved yet');
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  expect(await page.getByLabel('Name').inputValue()).toBe('Not saved yet');
});

test.skipIf(NO_CHROMIUM !== null)('what is not saved is asked about', async () => {
  const { page } = await visit();
  await goTo(page, 'Segments');
  await page.getByRole('button', { name: 'Create segment' }).click();
  await page.getByLabel('Name').fill('Half done');
  await goTo(page, 'Overview');
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay' }).click();
  expect(await page.getByLabel('Name').inputValue()).toBe('Half done');
});

test.skipIf(NO_CHROMIUM !== null)('offline is said, and trying again brings the screen', async () => {
  const { page, server } = await visit();
  server.break('GET /v1/segments/seg-new', OFFLINE);
  await goTo(page, 'Segments');
  await openSegment(page, 'New in spring');
  await page.getByRole('alert').getByText('No connection').waitFor();
  server.break('GET /v1/segments/seg-new', null);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => page.getByRole('rowheader').count()).toBe(10);
});

test.skipIf(NO_CHROMIUM !== null)(
  'an ended session keeps the screen; signed in again, what was refused is there',
  async () => {
    const { page, server, tab } = await visit();
    await goTo(page, 'Segments');
    server.break('GET /v1/segments/seg-new', { status: 401, body: { code: 'identity.notAuthenticated' } });
    await openSegment(page, 'New in spring');
    await page.getByText('Your session has ended. What is on this screen stays').waitFor();
    server.break('GET /v1/segments/seg-new', null);
    await tab.signIn();
    await expect.poll(() => page.getByRole('rowheader').count()).toBe(10);
  },
);

test.skipIf(NO_CHROMIUM !== null)('a missing right is named on the button that needs it', async () => {
  const { page, server } = await visit({ rights: { createSegments: { missing: 'Crm_Implied_Create_ABM_Segments' } } });
  await goTo(page, 'Segments');
  const button = page.getByRole('button', { name: /^Create segment/ });
  expect(await button.getAttribute('title')).toContain('Create ABM segments (Crm_Implied_Create_ABM_Segments)');
  await button.click({ force: true });
  expect(await heading(page).innerText()).toBe('Segments');
  expect(server.asked).not.toContain('GET /v1/fields?module=accounts');
});

test.skipIf(NO_CHROMIUM !== null)('hidden amounts are hidden everywhere: no currency in their places', async () => {
  const { page } = await visit({ amountsHidden: true });
  await page.getByText('This ranking rests on amounts').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('€');
  await goTo(page, 'Segments');
  await openSegment(page, 'Champions and Loyal');
  await page.getByRole('rowheader').first().waitFor();
  expect(await page.locator('body').innerText()).not.toContain('€');
  expect(await page.getByRole('columnheader', { name: 'Revenue won' }).getByRole('button').count()).toBe(0);
});

test.skipIf(NO_CHROMIUM !== null)(
  'who signs out leaves nothing behind: not on the page, not in what the browser keeps, and the server knows',
  async () => {
    const { page, tab, server } = await visit();
    await goTo(page, 'Segments');
    await openSegment(page, 'Large champions');
    await expect.poll(() => heading(page).innerText()).toBe('Large champions');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await expect.poll(() => server.asked).toContain('DELETE /v1/session');
    expect(await page.locator('main').innerText()).not.toContain('Large champions');
    expect(await page.evaluate('JSON.stringify(Object.entries(sessionStorage))')).not.toMatch(/seg-/);
    await tab.signIn();
    // Not where the other one was.
    await expect.poll(() => heading(page).innerText()).toBe('Overview');
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'accounts outside the view are counted where figures stand, and what cannot be read is said',
  async () => {
    const { page, server } = await visit({ outside: 12 });
    const note = page.getByText('12 accounts outside your view', { exact: true });
    await note.waitFor();
    await page.getByText(/^12 accounts outside your view\. .*respects the CRM’s record sharing/).waitFor();
    await page.getByText(/^of [0-9,]+ that you may read in the CRM$/).waitFor();
    await goTo(page, 'Segments');
    await openSegment(page, 'Champions and Loyal');
    await note.waitFor();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('dialog').getByText('12 accounts outside your view', { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Manage criteria' }).click();
    await page.getByText('Accounts outside your view are left out.').waitFor();
    server.break('GET /v1/segments/', { status: 503, body: { code: 'sharing.unreadable' } });
    await goTo(page, 'Segments');
    await openSegment(page, 'New in spring');
    await page.getByText(/did not say which accounts you may read/).waitFor();
    expect(await page.getByText('sharing.unreadable').count()).toBe(0);
    const none = await visit({ outside: 12, noneReadable: true });
    await none.page.getByText('You can read no account in the CRM').waitFor();
    expect(await none.page.locator('.tile').count()).toBe(0);
  },
);
