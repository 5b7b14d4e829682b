import { expect, test } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { openTab } from '#test/support/open-tab.ts';
import { WIDGETS } from '#test/support/serve-widget.ts';
import { createTabServer } from '#test/support/tab-server.ts';

const pages = browsePages();

test.skipIf(NO_CHROMIUM !== null)('every page has its name in the language of who looks', async () => {
  const { page, context } = await openTab(pages.browser, {
    folder: pages.folder,
    server: createTabServer(),
    language: 'es',
  });
  const titles: string[] = [];
  for (const name of ['segment-list', 'setup-wizard', 'account-360']) {
    await page.goto(`${WIDGETS}/${name}.html`);
    await page.locator('main').waitFor();
    titles.push(await page.title());
  }
  expect(titles).toEqual(['Marketing basado en cuentas', 'Configuración de ABM', 'Marketing basado en cuentas']);
  await context.close();
});

test.skipIf(NO_CHROMIUM !== null)('a page whose words do not come says so in both languages', async () => {
  const { page, context } = await openTab(pages.browser, { folder: pages.folder, server: createTabServer() });
  await page.route(/\/assets\/(en|es)-[^/]*\.js$/, (route) => route.abort('internetdisconnected'));
  for (const name of ['segment-list', 'setup-wizard', 'account-360']) {
    await page.goto(`${WIDGETS}/${name}.html`);
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: 60_000 });
    expect(await alert.innerText()).toMatch(/could not be loaded.*\n+.*No se ha podido cargar/);
  }
  await context.close();
});
