import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Look } from '#test/support/looks.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { serveWidget, WIDGETS } from '#test/support/serve-widget.ts';
import { watchComplaints } from '#test/support/watch-complaints.ts';
import type { BackendRequest } from '#widgets/shared/backend/backend.ts';
import type { FakeServer } from './fake-server.ts';

/** Whatever is asked of products. */
const PRODUCTS = {
  data: ['Analytics Suite', 'Data analysis workshop', 'Manager console'].map((name, index) => ({
    id: String(4_000 + index),
    Product_Name: name,
  })),
  info: { more_records: false },
};
/** The fake server's own day. */
const NOW = '2026-11-22T10:00:00Z';
const DESK: Look = { width: 1280, height: 900, zoom: 1, theme: 'light', language: 'en' };

export interface WizardPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page could not do or said was wrong: refusals of the content policy are among it. */
  readonly complaints: string[];
  signIn(): Promise<void>;
}

interface WizardPageOptions {
  /** The built pages. */
  readonly folder: string;
  readonly server: FakeServer;
  readonly look?: Look;
  /** false = the CRM around the page never answers. */
  readonly crm?: boolean;
}

/** The wizard's own page, content policy included, its server functions answered by `server`. */
export async function openWizard(
  browser: Browser,
  { folder, server, look = DESK, crm = true }: WizardPageOptions,
): Promise<WizardPage> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    deviceScaleFactor: look.zoom,
    colorScheme: look.theme,
    locale: look.language,
    reducedMotion: 'reduce',
  });
  await context.clock.install({ time: NOW });
  const behind = {
    folder,
    script: crmScript(look.language, crm),
    server: { handle: (method: string, path: string, body: unknown) => answer(server, method, path, body) },
  };
  await context.route('**/*', (route) => serveWidget(route, behind));
  // The browser keeps the sign-in window shut: the wizard survives that, and no second page is needed.
  await context.addInitScript('globalThis.open = () => null');
  const page = await context.newPage();
  const complaints = watchComplaints(page);
  await page.goto(`${WIDGETS}/setup-wizard.html`);
  return {
    page,
    context,
    complaints,
    async signIn() {
      await page.getByRole('button', { name: /^(Sign in|Iniciar sesión)$/ }).click();
      await page.locator('.sign-in a').waitFor();
      // The wizard waits a second between two looks at the server: time goes there at once.
      await runClockUntil(page, page.locator('.wizard, .state'), 2_000);
      await page.locator('.sign-in').waitFor({ state: 'detached' });
      // Behind the sign-in the wizard's script is fetched, unless the server refuses or fails.
      await page.locator('.wizard, .state[role=alert]').first().waitFor();
    },
  };
}

function answer(server: FakeServer, method: string, path: string, body: unknown): { status: number; body: unknown } {
  if (server.world.offline) return { status: 0, body: null };
  return server.handle({ method: methodOf(method), path: pathOf(path), ...(body === null ? {} : { body }) });
}

function methodOf(method: string): BackendRequest['method'] {
  const known = (['GET', 'POST', 'PUT', 'DELETE'] as const).find((each) => each === method);
  if (known === undefined) throw new Error(`the wizard sent ${method}`);
  return known;
}

function pathOf(path: string): BackendRequest['path'] {
  return `/v1/${path.slice('/v1/'.length)}`;
}

function crmScript(language: string, answers: boolean): string {
  const locale = language === 'es' ? 'es_ES' : 'en_US';
  const user = { id: '1', full_name: 'Ada Admin', language: locale, locale, time_zone: 'Europe/Madrid' };
  return `globalThis.ZOHO = {
    embeddedApp: { on(name, handler) { if (${answers} && name === 'PageLoad') setTimeout(() => handler({}), 0); }, init: () => ${
      answers ? 'Promise.resolve(true)' : 'new Promise(() => {})'
    } },
    CRM: {
      API: { coql: async ({ select_query: query }) => query.includes('from Products') ? ${JSON.stringify(PRODUCTS)} : '', getRecord: async () => '', getProfile: async () => ({ profiles: [] }), getRelatedRecords: async () => '' },
      META: { getFields: async () => ({ fields: [] }), getModules: async () => ({ modules: [] }) },
      CONFIG: { getCurrentUser: async () => ({ users: [${JSON.stringify({ ...user, email: 'ada@example.test', profile: { id: '9' } })}] }), getOrgInfo: async () => ({ org: [] }) },
      UI: { Resize: async () => true },
    },
  };`;
}
