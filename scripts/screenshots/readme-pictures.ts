import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import {
  at,
  configureAsProposed,
  readCorrespondence,
  scoreAgain,
  signIn,
  startLocalSite,
  widgetFrame,
} from '../browser/local-site.ts';
import { withEveryTechnique } from '../scale/every-technique.ts';

/** What a README may weigh. Bytes per picture. */
const MAX_BYTES = 300_000;
const WIDTH = 1200;
/** Each ends where a card ends. CSS pixels. */
const HEIGHTS = { account: 1_362, tab: 1_400 };

/** The account page with its panel and the ABM tab, for the README. Throws when one outgrows its weight. */
export async function takeReadmePictures(browser: Browser, root: string): Promise<void> {
  const folder = join(root, 'docs/images');
  await mkdir(folder, { recursive: true });
  const site = await startLocalSite([]);
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: HEIGHTS.account },
    reducedMotion: 'reduce',
    colorScheme: 'light',
    locale: 'en-US',
  });
  try {
    await configureAsProposed(site, withEveryTechnique);
    // What customers write is counted by the run after the one that tells whom to read first.
    await readCorrespondence(site);
    await scoreAgain(site);
    const found = await site.functions('administrator', 'GET', '/v1/segments/all/accounts?page=1&sort=-wonMinor');
    const page = await context.newPage();
    await page.goto(site.address('rep', `tab/Accounts/${String(at(found, 'accounts', 0, 'id'))}`));
    const panel = await widgetFrame(page);
    await panel.waitForSelector('.label-card:nth-of-type(5)');
    await page.screenshot({ path: join(folder, 'account-page.png'), animations: 'disabled', caret: 'hide' });

    await page.setViewportSize({ width: WIDTH, height: HEIGHTS.tab });
    await page.goto(site.address('administrator', 'tab/ABM'));
    const tab = await widgetFrame(page);
    await signIn(context, tab, 'en');
    await tab.waitForSelector('.tiles');
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(folder, 'abm-tab.png'), animations: 'disabled', caret: 'hide' });
  } finally {
    await context.close();
    await site.close();
  }
  for (const name of ['account-page.png', 'abm-tab.png']) {
    const { size } = await stat(join(folder, name));
    console.log(`docs/images/${name}: ${Math.round(size / 1000)} kB`);
    if (size > MAX_BYTES) throw new Error(`docs/images/${name} is heavier than ${MAX_BYTES} bytes`);
  }
}
