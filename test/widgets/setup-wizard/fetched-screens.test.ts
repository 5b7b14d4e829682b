import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { buildPages } from '#test/support/open-tab.ts';
import { createFakeServer } from './fake-server.ts';
import { openWizard } from './open-wizard.ts';
import { stoppedAt } from './stop-wizard.ts';

let pages: Awaited<ReturnType<typeof buildPages>>;
let browser: Browser;
beforeAll(async () => {
  if (NO_CHROMIUM !== null) return;
  [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
});
afterAll(async () => {
  if (NO_CHROMIUM !== null) return;
  await browser.close();
  await pages.clear();
});

test.skipIf(NO_CHROMIUM !== null)(
  'a page whose script is on its way, or never comes, has its heading and nothing that axe finds',
  { timeout: 240_000 },
  async () => {
    const { page, context, ...wizard } = await openWizard(browser, {
      folder: pages.folder,
      server: createFakeServer(),
    });
    const held: Route[] = [];
    await context.route(/\/CreditsPage/, (route) => void held.push(route));
    await wizard.signIn();
    await page.getByRole('button', { name: 'Credits', exact: true }).click();
    await expect.poll(() => held.length).toBeGreaterThan(0);
    await page.locator('.skeleton').first().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await axeViolations(page.mainFrame())).toEqual([]);
    await Promise.all(held.map((route) => route.abort()));
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await axeViolations(page.mainFrame())).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'a technique is ticked at once, unticked before what it starts from has come, and takes nobody from the editor they look at',
  { timeout: 240_000 },
  async () => {
    const { page, context, ...wizard } = await openWizard(browser, {
      folder: pages.folder,
      server: await stoppedAt('techniques'),
    });
    const held: Route[] = [];
    await wizard.signIn();
    const box = page.getByRole('checkbox', { name: /^Engagement/ });
    await box.waitFor();
    await context.route(/\/edit-engagement/, (route) => void held.push(route));
    await box.click();
    expect(await box.isChecked()).toBe(true);
    await expect.poll(() => held.length).toBeGreaterThan(0);
    await box.click();
    expect(await box.isChecked()).toBe(false);
    await context.unroute(/\/edit-engagement/);
    await Promise.all(held.map((route) => route.continue()));
    const voice = page.getByRole('checkbox', { name: /^Voice of the customer/ });
    await voice.click();
    const editors = page.getByRole('group', { name: 'Settings on screen' });
    await editors.getByRole('button', { name: /^Voice of the customer/ }).waitFor();
    expect(await editors.getByRole('button', { name: /^Engagement/ }).count()).toBe(0);
    expect(await editors.locator('[aria-pressed=true]').innerText()).toBe('Recency, frequency, monetary');
    await context.close();
  },
);
