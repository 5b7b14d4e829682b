import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { createFakeServer } from './fake-server.ts';
import { setupPlaces } from './setup-places.ts';
import { stoppedAt } from './stop-wizard.ts';

const setup = setupPlaces();

test.skipIf(NO_CHROMIUM !== null)(
  'a page whose script is on its way, or never comes, has its heading and nothing that axe finds',
  async () => {
    const { page, context, ...wizard } = await setup.openWizard(createFakeServer());
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
  async () => {
    const { page, context, ...wizard } = await setup.openWizard(await stoppedAt('techniques'));
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
