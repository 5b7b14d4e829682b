import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { lookAt } from '#test/support/look-at.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { button, PATIENCE_MS, setupPlaces } from './setup-places.ts';

const setup = setupPlaces();

const openCredits = (server: FakeServer) => setup.open(server, { name: 'Credits', ready: '.budget' });

test.skipIf(NO_CHROMIUM !== null)(
  'limits are set by mouse, refused where they are none, saved, undone, and asked about before they are left',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openCredits(server);
    await expect.poll(() => page.locator('h2:focus').textContent()).toBe('Credits');
    await page.getByText('Spent today').waitFor();
    await page.getByRole('rowheader', { name: 'Look for changes' }).waitFor();
    await page.getByRole('rowheader', { name: 'Reads everything' }).waitFor();
    const perRun = page.getByLabel('At most per run');
    await perRun.fill('1.500');
    await page.getByRole('alert').filter({ hasText: 'Enter a whole number from 1 to 5,000,000' }).waitFor();
    await button(page, 'Setup').click();
    await button(page, 'Stay').click();
    await perRun.fill('1500');
    await button(page, 'Save limits').click();
    await page.getByText('Limits saved.').waitFor();
    expect(server.world.credits.limits).toEqual({ mostPerRun: 1_500, mostPerDay: null });
    await page.getByText('Changed by Ada Admin', { exact: false }).waitFor();
    await button(page, 'Undo').click();
    await page.getByText('The former limits stand again.').waitFor();
    expect([server.world.credits.limits.mostPerRun, await perRun.inputValue()]).toEqual([null, '']);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'by keyboard alone: a limit, somebody else’s limit, a run’s log and its file; and the page holds before axe',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openCredits(server);
    const tabTo = async (name: string): Promise<void> => {
      for (let stops = 0; stops < 40; stops++) {
        await page.keyboard.press('Tab');
        const found = await page.evaluate<string>(
          `(() => { const at = document.activeElement; return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent; })()`,
        );
        if (found.startsWith(name)) return;
      }
      throw new Error(`the keyboard does not come to ${name}`);
    };
    await tabTo('At most per day');
    await page.keyboard.type('20000');
    server.world.credits.revision += 1;
    server.world.credits.author = 'Ben Boss';
    server.world.credits.limits = { mostPerRun: 900, mostPerDay: null };
    await page.keyboard.press('Enter');
    await page.getByText('Ben Boss saved other limits on Nov 22, 2026', { exact: false }).waitFor();
    await button(page, 'Keep mine').press('Enter');
    await page.getByText('What you kept stands on this page alone until you choose “Save limits”.').waitFor();
    await expect.poll(() => page.locator('.button--primary:focus').textContent()).toBe('Save limits');
    await page.getByLabel('At most per day').press('Enter');
    await page.getByText('Limits saved.').waitFor();
    expect(server.world.credits.limits.mostPerDay).toBe(20_000);

    const looks = [320, 1280].flatMap((width) =>
      (['light', 'dark'] as const).map(
        (theme) => ({ width, height: width === 320 ? 700 : 900, zoom: 1, theme, language: 'en' }) as const,
      ),
    );
    expect(await lookAt(page, looks)).toEqual([]);
    await tabTo('Log of the run of Nov 22, 2026');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Log of the run' });
    const deals = '10:40:14 AM Read deals 26,113 deals read. Begun again once. 25.9 400';
    await dialog.getByRole('row', { name: deals }).waitFor();
    await dialog.getByRole('row', { name: '10:41:00 AM Resumed by Ben Boss.' }).waitFor();
    await dialog.getByText('A look for what changed. It came by itself.', { exact: false }).waitFor();
    await dialog.getByText('It read everything: the settings had been published anew.').waitFor();
    const why = '5 because the borders between scores moved and 2 because a day passed.';
    await dialog.getByText(`7 accounts came out otherwise than the looks for changes had left them: ${why}`).waitFor();
    await dialog.getByText('The label fields of 3 accounts had been edited by hand').waitFor();
    expect(
      await lookAt(
        page,
        [looks[1], looks[2]].filter((look) => look !== undefined),
      ),
    ).toEqual([]);
    // Its sentences keep to the window, though it was opened out of a table.
    const hidden = await page.evaluate<number>(
      `(() => { const dialog = document.querySelector('dialog'); return dialog.scrollWidth - dialog.clientWidth; })()`,
    );
    expect(hidden).toBe(0);
    const downloading = page.waitForEvent('download');
    await tabTo('Download');
    await page.keyboard.press('Enter');
    expect((await downloading).suggestedFilename()).toBe('lodestar-run-1.log.txt');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    await expect.poll(focused).toMatch(/^Log of the run of Nov 22/);
    expect(complaints).toEqual([]);
    await context.close();
  },
);
