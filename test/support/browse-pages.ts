import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium, NO_CHROMIUM } from './chromium.ts';
import { buildPages } from './open-tab.ts';

/** Both are there from the first test on. */
export interface BrowsedPages {
  readonly browser: Browser;
  /** Of the built pages. */
  readonly folder: string;
}

/** One build of the widget pages and one browser for all tests of the file that calls this; nothing where no browser can run. */
export function browsePages(): BrowsedPages {
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
  return {
    get browser() {
      return browser;
    },
    get folder() {
      return pages.folder;
    },
  };
}
