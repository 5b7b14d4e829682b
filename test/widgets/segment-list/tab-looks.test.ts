import { expect, test } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { byLanguage, lookAt } from '#test/support/look-at.ts';
import { lookName, looksOf, WHOLE_MATRIX } from '#test/support/looks.ts';
import { openTab } from '#test/support/open-tab.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { TAB_SITUATIONS } from './tab-situations.ts';

const pages = browsePages();

const situations = TAB_SITUATIONS.filter(({ main }) => WHOLE_MATRIX || main === true);
/** Of one page in one look, or in the eight of its language. */
const TIMEOUT_MS = WHOLE_MATRIX ? 300_000 : 60_000;
/** A key of the catalogue that has no words. */
const RAW_KEY = `/\\b(?:segments|chart|shared|techniques?|runNotes|ledger)\\.[a-z]+/i.exec(document.body.innerText)?.[0] ?? null`;

for (const [index, { name, scenario, options, signedOut, reach }] of situations.entries()) {
  for (const looks of byLanguage(looksOf(index))) {
    const [first] = looks;
    test.skipIf(NO_CHROMIUM !== null)(
      `${name} fits and axe finds nothing: ${lookName(first)}`,
      { timeout: TIMEOUT_MS },
      async () => {
        const server = createTabServer(scenario);
        const tab = await openTab(pages.browser, {
          folder: pages.folder,
          server,
          width: first.width,
          height: first.height,
          theme: first.theme,
          language: first.language,
          ...options,
        });
        const { page, context, complaints } = tab;
        page.setDefaultTimeout(60_000);
        if (signedOut !== true) await tab.signIn();
        await reach(page, server, tab);
        expect(await page.locator('html').getAttribute('lang')).toBe(first.language);
        expect(await lookAt(page, looks)).toEqual([]);
        expect(await page.evaluate(RAW_KEY)).toBeNull();
        // The content policy refuses silently but for the console; nothing may be refused on any screen.
        expect(complaints).toEqual([]);
        await context.close();
      },
    );
  }
}
