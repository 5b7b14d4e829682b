import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { parseDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { createFakeServer } from './fake-server.ts';
import { setupPlaces } from './setup-places.ts';
import { previewed, stoppedAt } from './stop-wizard.ts';
import { enter, tabTo } from './tab-to.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';

const setup = setupPlaces();

const focused = (page: Page) => page.locator(':focus');

async function expectHeading(page: Page, heading: string): Promise<void> {
  await expect.poll(() => focused(page).textContent()).toBe(heading);
}

test.skipIf(NO_CHROMIUM !== null)('the whole wizard is done by keyboard alone, and focus is never lost', async () => {
  const server = createFakeServer();
  const { page, context, complaints, signIn } = await setup.openWizard(server);
  await signIn();

  await enter(page, /^Start$/);
  await expectHeading(page, 'Mapping');
  await page.locator('.module').first().waitFor();
  await enter(page, /^Save Contacts$/);
  // The button is gone with what it did; the keyboard stays in its card.
  await expect
    .poll(() => page.evaluate('document.activeElement.closest(".module h3, .module")?.querySelector("h3").textContent'))
    .toBe('Contacts');
  await enter(page, /fields mapped/);
  await tabTo(page, /^Email$/);
  await tabTo(page, /^Save all modules$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
  await enter(page, /^Next: Global criteria$/);

  await expectHeading(page, 'Global criteria');
  await enter(page, /^Add “Billing Country is not empty”$/);
  await tabTo(page, /^Add condition$/);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('SELECT');
  await enter(page, /^Remove condition 2$/);
  await page.locator('.toast').waitFor();
  await enter(page, /^Dismiss$/);
  await expectHeading(page, 'Global criteria');
  await tabTo(page, /^Next: Techniques$/);
  await page.keyboard.press('Enter');

  await expectHeading(page, 'Techniques');
  await page.locator('.snapshot, .heat').first().waitFor();
  await runClockUntil(page, page.locator('.heat'), 3_000);
  await tabTo(page, /^Levels of Recency$/);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => page.locator('.metric').first().locator('.scores-list__row').count()).toBe(4);
  await tabTo(page, /^English name of label 1$/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Stars');
  await enter(page, /^Move Stars down$|^Move .* down$/);
  await expect.poll(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
  await tabTo(page, /^Firmographics$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await enter(page, /^Remove Micro$/);
  await expect.poll(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
  await page.locator('.toast').waitFor();
  await enter(page, /^Undo$/);
  await expectHeading(page, 'Techniques');
  await tabTo(page, /^Next: Review$/);
  await page.keyboard.press('Enter');

  await expectHeading(page, 'Review');
  await enter(page, /^Configure$/);
  await expectHeading(page, 'Configure');
  await enter(page, /^Pause$/);
  await enter(page, /^Resume$/);
  // The server goes on once it has been told.
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await enter(page, /^Cancel$/);
  await page.locator('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page).textContent()).toBe('Cancel');
  server.world.runState = 'done';
  await runClockUntil(page, page.locator('.outcome--good'), 2_000);

  const { techniques, criteria } = configurationSchema.parse(server.world.published);
  expect(criteria.conditions).toEqual([{ field: 'billingCountry', operator: 'isNotEmpty' }]);
  expect(techniques.rfm?.recency.levels).toBe(4);
  expect(techniques.rfm?.labels.some(({ names }) => names.en === 'Stars')).toBe(true);
  expect(techniques.firmographics?.labels).toHaveLength(4);
  expect(complaints).toEqual([]);
  await context.close();
});

test.skipIf(NO_CHROMIUM !== null)('a technique that loads on demand is set up by keyboard alone', async () => {
  const server = await stoppedAt('techniques');
  const { page, context, complaints, signIn } = await setup.openWizard(server);
  await signIn();
  await previewed(page);

  await tabTo(page, /^Voice of the customer/);
  await page.keyboard.press('Space');
  await page
    .getByRole('group', { name: 'Settings on screen' })
    .getByRole('button', { name: /^Voice/ })
    .waitFor();
  // What came takes neither the keyboard from the box nor the editor from the screen.
  expect(await page.evaluate('document.activeElement.type')).toBe('checkbox');
  await enter(page, /^Voice of the customer/);
  await page.locator('.name-lists').waitFor();
  await tabTo(page, /^Name of a competitor$/);
  await page.keyboard.type('Contoso');
  await page.keyboard.press('Enter');
  await page.locator('.name-list__item').waitFor();
  await page.keyboard.type('Acme');
  await page.keyboard.press('Enter');
  await enter(page, /^Remove Contoso$/);
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('INPUT');
  await page.locator('.toast').waitFor();
  await enter(page, /^Edit conditions of Leaving$/);
  // What opens lies behind the button that opened it.
  await tabTo(page, /^Add condition$/);
  await page.keyboard.press('Enter');
  const kind = page.getByLabel('What condition 2 is about');
  await expect
    .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'))
    .toBe('What condition 2 is about');
  // Over the keyword, of which there is none yet.
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => kind.inputValue()).toBe('competitor');
  await tabTo(page, /^Value of condition 2$/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('3');
  await tabTo(page, /^Next: Review$/);
  await page.keyboard.press('Enter');
  await expectHeading(page, 'Review');

  await expect
    .poll(() => parseDraft(server.world.draft)?.voice)
    .toMatchObject({
      competitors: ['Acme'],
      labels: [{ conditions: [{}, { kind: 'competitor', times: 3 }] }, {}, {}, {}],
    });
  expect(complaints).toEqual([]);
  await context.close();
});
