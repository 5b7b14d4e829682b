import { mkdir, rm } from 'node:fs/promises';
import { join, matchesGlob, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from '#test/support/chromium.ts';
import { startPanelHarness } from '#test/support/panel-harness.ts';
import { at, configureAsProposed, startLocalSite, type Language } from './browser/local-site.ts';
import { shootTab, shootTabBefore } from './screenshots/abm-tab.ts';
import { shootPanelBefore, shootPanelInPage, shootPanelStates } from './screenshots/account-panel.ts';
import { shootCrmBefore, shootCrmPages } from './screenshots/crm-pages.ts';
import { writeGallery } from './screenshots/gallery.ts';
import { takeReadmePictures } from './screenshots/readme-pictures.ts';
import { shootWizard } from './screenshots/setup-wizard.ts';
import { withEveryTechnique } from './scale/every-technique.ts';
import { createStudio, type Picture, type Studio } from './screenshots/studio.ts';
import { useOrg } from './screenshots/used-org.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'dist/screenshots');
const LANGUAGES: readonly Language[] = ['en', 'es'];
/** As `npm start` shows them. */
const ACCOUNTS = 2_000;

const HELP = `npm run screenshots -- [options]

Starts the whole system on its sample day, walks through every screen and state of the three widgets and the CRM's pages, and
writes pictures, an index.html and a listing to dist/screenshots.

  --only PATTERN   pictures whose name matches, e.g. "abm-tab/*", "*/overview-en-*", "crm/list-en-light-1280"
  --readme         the two pictures of the README, into docs/images, and nothing else
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else if (values.readme) await withBrowser((browser) => takeReadmePictures(browser, ROOT));
else await withBrowser(takeAll);

async function takeAll(browser: Browser): Promise<void> {
  const pattern = values.only ?? '*/*';
  if (values.only === undefined) await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const numbers = new Map<string, number>();
  const numberOf = (screen: string): number => {
    const number = numbers.get(screen) ?? numbers.size;
    numbers.set(screen, number);
    return number;
  };
  const started = performance.now();
  const pictures: Picture[] = [];
  const failures: string[] = [];
  // A pattern that names a language needs no walk in the other.
  const languages = LANGUAGES.filter((each) => !/-(?:en|es)-/.test(pattern) || pattern.includes(`-${each}-`));
  for (const language of languages) {
    const site = await startLocalSite(['--accounts', String(ACCOUNTS)]);
    try {
      const studio = createStudio({
        language,
        site,
        browser,
        folder: FOLDER,
        only: (name) => matchesGlob(name, pattern),
        // The first part of the pattern names a chapter, or any.
        onlyChapter: (chapter) => matchesGlob(chapter, pattern.split('/')[0] ?? '*'),
        numberOf,
      });
      await walk(studio);
      pictures.push(...studio.pictures);
      failures.push(...studio.failures);
    } finally {
      await site.close();
    }
  }
  await writeGallery(FOLDER, pictures);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${pictures.length} pictures of ${numbers.size} screens in ${seconds} s: ${join(FOLDER, 'index.html')}`);
  if (failures.length > 0) process.exitCode = 1;
  if (pictures.length === 0) {
    console.error(`No picture is called ${pattern}.`);
    process.exitCode = 1;
  }
}

/** From an org without ABM to one that works with it, as people would. */
async function walk(studio: Studio): Promise<void> {
  const { site } = studio;
  const before = await anyAccount(studio, 'id is not null');
  if (studio.wants('crm')) await shootCrmBefore(studio);
  if (studio.wants('account-360')) await shootPanelBefore(studio, before);
  if (studio.wants('abm-tab')) await shootTabBefore(studio);
  if (studio.wants('setup-wizard')) await shootWizard(studio);
  if (at(await site.functions('administrator', 'GET', '/v1/configuration'), 'configuration') === null)
    await configureAsProposed(site, withEveryTechnique);
  await useOrg(site);
  const account = await anyAccount(studio, "ABM_RFM_Label = 'Loyal'");
  if (studio.wants('crm')) await shootCrmPages(studio, account);
  if (studio.wants('abm-tab')) await shootTab(studio);
  if (!studio.wants('account-360')) return;
  await shootPanelInPage(studio, account);
  const harness = await startPanelHarness();
  try {
    await shootPanelStates(studio, harness);
  } finally {
    await harness.close();
  }
}

async function anyAccount({ site }: Studio, criterion: string): Promise<string> {
  const found = await site.crm('administrator', 'POST', '/coql', {
    select_query: `select id from Accounts where ${criterion} order by id asc limit 1`,
  });
  const id = at(found, 'data', 0, 'id');
  if (typeof id !== 'string') throw new Error(`no account with ${criterion}`);
  return id;
}

async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launchChromium();
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}
