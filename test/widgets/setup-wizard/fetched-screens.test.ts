import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { buildPages } from '#test/support/open-tab.ts';
import { createFakeServer } from './fake-server.ts';
import { openWizard } from './open-wizard.ts';

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
  { timeout: 60_000 },
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
