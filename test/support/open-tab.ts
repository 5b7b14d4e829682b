import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { runClockUntil } from './run-clock-until.ts';
import { serveWidget, WIDGETS } from './serve-widget.ts';
import { TAB_ACCOUNTS, TAB_LABELS } from './tab-data.ts';
import type { TabServer } from './tab-server.ts';
import { TAB_NOW } from './tab-scenario.ts';
import { watchComplaints } from './watch-complaints.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The widget pages as they ship, built into a folder of their own. The caller removes it by `clear`. */
export async function buildPages(): Promise<{ readonly folder: string; clear(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lodestar-pages-'));
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, clear: () => rm(folder, { recursive: true, force: true }) };
}

export interface TabPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page could not do or said was wrong: refusals of the content policy are among it. */
  readonly complaints: string[];
  /** Records that the CRM was asked to open. */
  opened(): Promise<unknown>;
  signIn(): Promise<void>;
}

export interface TabPageOptions {
  readonly folder: string;
  readonly server: TabServer;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'es';
  /** false = the browser keeps the sign-in window shut, which the tab survives too and which needs no second page. */
  readonly popUp?: boolean;
  /** The text of the basis record that a run left in the CRM; null = none. */
  readonly basis?: string | null;
}

/** The ABM tab's own page in a browser, its server functions answered by `server`, its CRM by a few lines of script. */
export async function openTab(
  browser: Browser,
  {
    folder,
    server,
    width = 1280,
    height = 900,
    theme = 'light',
    language = 'en',
    basis = null,
    popUp = false,
  }: TabPageOptions,
): Promise<TabPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce',
  });
  await context.clock.install({ time: TAB_NOW });
  await context.route('**/*', (route) => serveWidget(route, { folder, server, script: crmScript(language, basis) }));
  if (!popUp) await context.addInitScript('globalThis.open = () => null');
  const page = await context.newPage();
  const complaints = watchComplaints(page);
  await page.goto(`${WIDGETS}/segment-list.html`);
  return {
    page,
    context,
    complaints,
    opened: () => page.evaluate('globalThis.openedRecords'),
    async signIn() {
      await page.getByRole('button', { name: /^(Sign in|Iniciar sesión)$/ }).click();
      if (!popUp) {
        // The tab waits a second between two looks at the server: time goes there at once.
        await page.locator('.sign-in a').waitFor();
        await runClockUntil(page, page.getByRole('navigation').or(page.locator('.state')), 2_000);
      }
      await page.getByRole('navigation').first().or(page.locator('.state')).first().waitFor();
      await page.locator('.sign-in').waitFor({ state: 'detached' });
    },
  };
}

/** The CRM around the tab: who looks, and what the last run wrote into the CRM. */
function crmScript(language: string, basis: string | null): string {
  const locale = language === 'es' ? 'es_ES' : 'en_US';
  return `
    const basis = ${JSON.stringify(basis)};
    const counts = ${JSON.stringify(labelCounts())};
    globalThis.openedRecords = [];
    const user = { id: '1', full_name: 'Elena Ruiz', email: 'elena@example.test', language: '${locale}', locale: '${locale}', time_zone: 'Europe/Madrid', profile: { id: '9' } };
    globalThis.ZOHO = {
      embeddedApp: { on(name, handler) { if (name === 'PageLoad') setTimeout(() => handler({}), 0); }, init: async () => true },
      CRM: {
        API: {
          coql: async ({ select_query: query }) => {
            if (basis === null) return '';
            if (query.includes('ABM_Basis')) return { data: [{ id: '77' }], info: { more_records: false } };
            const field = /select (\\w+),/.exec(query)[1];
            return { data: counts[field].map(([name, count]) => ({ [field]: name, 'COUNT(id)': count })), info: { more_records: false } };
          },
          getRecord: async () => (basis === null ? '' : { data: [{ id: '77', Name: 'current', Basis: basis }] }), getProfile: async () => ({ profiles: [] }), getRelatedRecords: async () => '' },
        META: { getFields: async () => ({ fields: [] }), getModules: async () => ({ modules: [] }) },
        CONFIG: { getCurrentUser: async () => ({ users: [user] }), getOrgInfo: async () => ({ org: [{ id: '7', zgid: '7' }] }) },
        UI: { Resize: async () => true, Record: { open: async (target) => { globalThis.openedRecords.push(target); return true; } } },
      },
    };`;
}

/** What the CRM counts by the label fields, under the names that the org was set up with. */
function labelCounts(): Record<string, [string, number][]> {
  const count = (technique: 'rfm' | 'firmographics'): [string, number][] =>
    TAB_LABELS.filter((label) => label.technique === technique).map(({ id, names }) => [
      names.en,
      TAB_ACCOUNTS.filter((account) => account[technique] === id).length,
    ]);
  return { ABM_RFM_Label: count('rfm'), ABM_Firmographics_Label: count('firmographics') };
}
