import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { lookAt } from '#test/support/look-at.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { button, PATIENCE_MS, setupPlaces } from './setup-places.ts';

const setup = setupPlaces();

const openRefresh = (server: FakeServer) => setup.open(server, { name: 'Refresh', ready: '.refresh-choice' });

test.skipIf(NO_CHROMIUM !== null)(
  'every minute is chosen with its price in sight, saved, undone, and asked about before it is left',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openRefresh(server);
    await expect.poll(() => page.locator('h2:focus').textContent()).toBe('Refresh');
    const everyMinute = page.getByRole('radio', { name: 'Every minute about 24,470 credits a day' });
    await everyMinute.check();
    await page.getByText('the limit is 20,000 credits', { exact: false }).waitFor();
    await button(page, 'Setup').click();
    await button(page, 'Stay').click();
    await button(page, 'Save').click();
    await page.getByText('Saved. It counts from now on.').waitFor();
    expect(server.world.refresh.policy.everyMinutes).toBe(1);
    await page.getByText('Changed by Ada Admin', { exact: false }).waitFor();
    await button(page, 'Undo').click();
    await page.getByText('What stood before counts again.').waitFor();
    expect(server.world.refresh.policy.everyMinutes).toBe(15);
    expect(await everyMinute.isChecked()).toBe(false);
    // Left open, the page follows what refreshing does.
    server.world.refresh.spentToday = 1_777;
    await expect
      .poll(async () => {
        await page.clock.runFor(5_000);
        return page.getByText('Runs have spent 1,777 of at most', { exact: false }).count();
      })
      .toBe(1);
    // Not in a tab that nobody sees: it looks again once somebody does.
    const turn = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
      );
    const looks = () => server.calls.filter(({ method, path }) => method === 'GET' && path === '/v1/refresh').length;
    const before = looks();
    await turn(true);
    for (let due = 0; due < 10; due++) await page.clock.runFor(30_000);
    server.world.refresh.spentToday = 1_888;
    await turn(false);
    await page.getByText('Runs have spent 1,888 of at most', { exact: false }).waitFor();
    // Ten in that time, were it seen; some may have been on their way before.
    expect(looks() - before).toBeLessThan(5);
    await page.getByRole('radio', { name: 'Only by the night’s run about 1,010 credits a day' }).check();
    await button(page, 'Save').click();
    await page.getByText('By the night’s run', { exact: true }).waitFor();
    expect(server.world.refresh.policy.everyMinutes).toBeNull();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'everything is read anew at once, by keyboard, once nothing on the page is left to save; the run is followed in Setup',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    server.world.runState = 'reading';
    const { page, context, complaints } = await openRefresh(server);
    const asked = () => server.calls.filter(({ method, path }) => method === 'POST' && path === '/v1/runs').length;
    await page
      .getByText('Reads everything at once and labels anew, for about 914 credits without what it writes.')
      .waitFor();
    await page.getByRole('radio', { name: /^Every minute/ }).check();
    const now = page.getByRole('button', { name: /^Run now/ });
    await page
      .getByRole('button', { name: 'Run now First save or discard what you changed on this page.' })
      .press('Enter');
    expect(asked()).toBe(0);
    await button(page, 'Discard').press('Enter');
    await now.press('Enter');
    await page.getByText('Reading accounts, deals and what else is chosen', { exact: true }).first().waitFor();
    expect(asked()).toBe(1);
    // Asked for again while it works, the same run is shown.
    await button(page, 'Refresh').press('Enter');
    await now.press('Enter');
    await button(page, 'Pause').waitFor();
    expect(asked()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'by keyboard alone: another hour, somebody else’s, and the log of a refresh; and the page holds before axe',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openRefresh(server);
    const skipped = page.getByRole('row', { name: 'Left out 4 times: it would have exceeded the credits' });
    await skipped.waitFor();
    await page.getByRole('row', { name: 'It read everything: the settings had been published anew.' }).waitFor();
    await page.getByRole('row', { name: 'Labels of 140 accounts written. 12 accounts came out otherwise' }).waitFor();
    const time = page.getByRole('combobox', { name: 'Night’s run' });
    await time.press('ArrowDown');
    server.world.refresh.revision += 1;
    server.world.refresh.author = 'Ben Boss';
    await button(page, 'Save').press('Enter');
    await page.getByText('Ben Boss changed this on Nov 22, 2026', { exact: false }).waitFor();
    await button(page, 'Keep mine').press('Enter');
    await page.getByText('What you kept stands on this page alone until you choose “Save”.').waitFor();
    await expect.poll(() => page.locator('.button--primary:focus').textContent()).toBe('Save');
    await button(page, 'Save').press('Enter');
    await page.getByText('Saved. It counts from now on.').waitFor();
    expect(server.world.refresh.policy.nightlyAt).toBe('01:15');

    const looks = [320, 1280].flatMap((width) =>
      (['light', 'dark'] as const).map(
        (theme) => ({ width, height: width === 320 ? 700 : 900, zoom: 1, theme, language: 'en' }) as const,
      ),
    );
    expect(await lookAt(page, looks)).toEqual([]);
    await page
      .getByRole('button', { name: /^Log of the run of Nov 22/ })
      .first()
      .press('Enter');
    await page.getByRole('dialog', { name: 'Log of the run' }).waitFor();
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'before the first run it says that nothing comes by itself, and what is not known yet',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    server.world.refresh.isNew = true;
    const { page, context } = await openRefresh(server);
    await page.getByText('Nothing is refreshed by itself before the first run.', { exact: false }).waitFor();
    await page
      .getByRole('radio', {
        name: 'Only by the night’s run what it costs is not known before a first run',
        exact: true,
      })
      .waitFor();
    // Written labels and the night's run by all three choices, and the sum of what only the night's run does.
    expect(await page.getByText('not known yet').count()).toBe(7);
    expect(await page.getByRole('row', { name: /^Together/ }).innerText()).toMatch(/1,564\s+23,460\s+not known yet/);
    await context.close();
  },
);
