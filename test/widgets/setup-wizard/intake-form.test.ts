import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { lookAt } from '#test/support/look-at.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { button, PATIENCE_MS, setupPlaces } from './setup-places.ts';

const setup = setupPlaces();

const openCredits = (server: FakeServer, language: 'en' | 'es') =>
  setup.open(server, {
    name: language === 'en' ? 'Credits' : 'Créditos',
    ready: '.budget',
    look: { width: 1280, height: 1100, zoom: 1, theme: 'light', language },
  });

test.skipIf(NO_CHROMIUM !== null)(
  'the reading of emails is switched on for so many credits, refused for too few, undone, and asked about before it is left',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openCredits(server, 'en');
    await page.getByText('Nothing has been read yet.').waitFor();
    await page.getByLabel('Read emails and notes every day').check();
    const most = page.getByLabel('Credits a day for reading, at most');
    await most.fill('99');
    await page.getByRole('alert').filter({ hasText: 'Enter a whole number from 100 to 5,000,000' }).waitFor();
    await button(page, 'Setup').click();
    await button(page, 'Stay').click();
    await most.fill('20000');
    await button(page, 'Save reading').click();
    await page.getByText('Saved what is read.').waitFor();
    expect(server.world.intake.policy).toEqual({ state: 'on', mostPerDay: 20_000 });
    await page.getByText('0 of 20,000 used today for reading').waitFor();
    await button(page, 'Undo').click();
    await page.getByText('The former choice stands again.').waitFor();
    expect(server.world.intake.policy).toEqual({ state: 'off', mostPerDay: 5_000 });
    await most.fill('700');
    server.world.intake.revision += 1;
    await button(page, 'Save reading').click();
    await page.getByText('Ada Admin chose otherwise on Nov 22, 2026', { exact: false }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'a limit that would go into the list of contacts is refused with the least that makes sense, also where that has grown meanwhile',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    server.world.intake.least = 260;
    const { page, context, complaints } = await openCredits(server, 'en');
    const most = page.getByLabel('Credits a day for reading, at most');
    await most.fill('250');
    await page.getByText('12,500 contacts in the CRM, counted Nov 22, 2026, 5:00 AM', { exact: false }).waitFor();
    await button(page, 'Count again (one credit)').press('Enter');
    await page.getByText('12,501 contacts in the CRM, counted Nov 22, 2026, 11:00 AM', { exact: false }).waitFor();
    expect([server.world.intake.counts, await most.inputValue()]).toEqual([1, '250']);
    const refused = page.getByRole('alert').filter({ hasText: 'a list of all 12,501 contacts' });
    // While it is off it costs nothing.
    expect(await refused.count()).toBe(0);
    await page.getByLabel('Read emails and notes every day').check();
    await refused.filter({ hasText: 'Enter 260 or more.' }).waitFor();
    await most.fill('300');
    server.world.intake.least = 380;
    await button(page, 'Save reading').click();
    await refused.filter({ hasText: 'Enter 380 or more.' }).waitFor();
    expect(await most.inputValue()).toBe('300');
    expect(server.world.intake.policy.state).toBe('off');
    await most.fill('380');
    await button(page, 'Save reading').click();
    await page.getByText('Saved what is read.').waitFor();
    // The refusal that the test asks for is all that the browser has to say.
    expect(complaints.filter((said) => !said.includes('422'))).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'how far it has come and what broke off stand there in both languages, and the page holds before axe',
  { timeout: 2 * PATIENCE_MS },
  async () => {
    for (const language of ['en', 'es'] as const) {
      const server = createFakeServer();
      server.world.intake = {
        policy: { state: 'on', mostPerDay: 20_000 },
        revision: 1,
        read: 4_620,
        least: 100,
        counts: 0,
        state: 'failed',
        reason: 'budgetReached',
      };
      const { page, context, complaints } = await openCredits(server, language);
      // Beside the runs of labels, and without a log.
      const row = page.getByRole('row').filter({ hasText: language === 'en' ? 'Emails and notes' : 'Correos y notas' });
      await row.waitFor();
      expect(await row.getByRole('button').count()).toBe(0);
      const line =
        language === 'en'
          ? 'Emails read for 38% of the contacts with an address: 4,620 of 12,000.'
          : 'Correos leídos del 38 % de los contactos con dirección: 4620 de 12.000.';
      await page.getByText(line, { exact: false }).waitFor();
      const looks = ([320, 1280] as const).map(
        (width) => ({ width, height: 900, zoom: 1, theme: width === 320 ? 'dark' : 'light', language }) as const,
      );
      expect(await lookAt(page, looks)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    }
  },
);
