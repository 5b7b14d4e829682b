import { readFileSync } from 'node:fs';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import type { OrgDefinition } from '#sandbox/orgs/org-definition.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { startLocal, type LocalSystem } from '#sandbox/once/start-local.ts';
import { parseStartOptions } from '#sandbox/once/start-options.ts';
import { textsFor } from '#sandbox/pages/browser/texts.ts';

export type Language = 'en' | 'es';
export const LOCALES = { en: 'en_US', es: 'es_ES' } as const;

/** The system of `npm start` on free ports, as scripts drive it. */
export interface LocalSite {
  readonly system: LocalSystem;
  /** Origins, for what a script answers in place of a server. */
  readonly crmUrl: string;
  readonly functionsUrl: string;
  readonly widgetsUrl: string;
  /** A page of Zylker's CRM as one of its users: `address('rep', 'tab/Accounts')`. */
  address(user: string, path: string): string;
  /** The same of the other CRM, whose profiles have no ABM section (PER-5). */
  withoutSection: Pick<LocalSite, 'address' | 'crm'>;
  /** The CRM's REST API as a user; the parsed body, null where it is empty. */
  crm(user: string, method: string, path: string, body?: unknown): Promise<unknown>;
  /** The functions as a user. Throws when they refuse. */
  functions(user: string, method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts CRM, widgets and functions as `npm start` does, with options of the command line; no run comes into a script's way by itself. */
export async function startLocalSite(args: readonly string[]): Promise<LocalSite> {
  const ports = ['--port', '0', '--functions-port', '0', '--widgets-port', '0'];
  const options = parseStartOptions([...ports, '--without-refresh', ...args], process.cwd());
  if (!options.ok) throw new Error(options.error);
  const system = await startLocal(options.value, null);
  const { sandbox, functions, widgets } = system;
  if (widgets === null) throw new Error('the system came up without its widgets');
  const tokenOf = (user: string, { dc, companyName }: OrgDefinition = ZYLKER): string => {
    const holder = sandbox.tokens.find((each) => each.dc === dc && each.user === user);
    if (holder === undefined) throw new Error(`${companyName} has no user "${user}"`);
    return holder.accessToken;
  };
  const send = async (url: string, method: string, headers: Record<string, string>, body: unknown) => {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 300)}`);
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return parsed;
  };
  const crmOf = (org: OrgDefinition): Pick<LocalSite, 'address' | 'crm'> => ({
    address: (user, path) =>
      `${sandbox.url}/crm/${org.dc}-${org.orgId}/${path}${path.includes('?') ? '&' : '?'}user=${user}`,
    crm: (user, method, path, body) =>
      send(`${sandbox.url}/crm/v8${path}`, method, { authorization: `Zoho-oauthtoken ${tokenOf(user, org)}` }, body),
  });
  return {
    system,
    crmUrl: sandbox.url,
    functionsUrl: functions.url,
    widgetsUrl: widgets.url,
    ...crmOf(ZYLKER),
    withoutSection: crmOf(NORDLICHT),
    functions: (user, method, path, body) =>
      send(
        `${functions.url}${path}`,
        method,
        { authorization: `Bearer ${tokenOf(user)}`, 'x-crm-dc': ZYLKER.dc, 'content-type': 'application/json' },
        body,
      ),
    close: () => system.close(),
  };
}

/** The user's own language, set as the user menu sets it. */
export async function setLanguage(site: Pick<LocalSite, 'crm'>, user: string, language: Language): Promise<void> {
  const id = at(await site.crm(user, 'GET', '/users?type=CurrentUser'), 'users', 0, 'id');
  const locale = LOCALES[language];
  await site.crm('administrator', 'PUT', `/users/${String(id)}`, { users: [{ language: locale, locale }] });
}

/** Publishes the proposed configuration, or what `change` makes of it, and scores with it, through HTTP alone. */
export async function configureAsProposed(
  site: LocalSite,
  change: (proposed: unknown) => unknown = (proposed) => proposed,
): Promise<void> {
  const proposed = at(await site.functions('administrator', 'GET', '/v1/configuration/proposal'), 'configuration');
  await site.functions('administrator', 'PUT', '/v1/configuration', {
    configuration: change(proposed),
    replaces: null,
    reason: 'proposed',
  });
  await scoreAgain(site);
}

/** Credits that are enough for every contact of the sample org. */
const ENOUGH_CREDITS = 50_000;

/** Takes in the sample org's e-mails and notes, to the end. */
export async function readCorrespondence(site: LocalSite): Promise<void> {
  const policy = { state: 'on', mostPerDay: ENOUGH_CREDITS, revision: null };
  await site.functions('administrator', 'PUT', '/v1/intake', policy);
  await site.functions('administrator', 'POST', '/v1/intake/runs', {});
  for (;;) {
    const state = at(await site.functions('administrator', 'GET', '/v1/intake'), 'intake', 'state');
    if (state === 'done') return;
    if (state === 'failed' || state === 'cancelled') throw new Error(`the intake ended: ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One more run, to its end. */
export async function scoreAgain(site: LocalSite): Promise<void> {
  const id = String(at(await site.functions('administrator', 'POST', '/v1/runs', {}), 'run', 'id'));
  for (;;) {
    const state = String(at(await site.functions('administrator', 'GET', `/v1/runs/${id}`), 'run', 'state'));
    if (state === 'done') return;
    if (['publishedPartly', 'refused', 'failed', 'cancelled'].includes(state))
      throw new Error(`the run ended: ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Resolves when no run is under way, whatever a page was told about it. */
export async function untilNoRun(site: LocalSite): Promise<void> {
  const atWork = ['queued', 'reading', 'publishing', 'projecting', 'paused'];
  for (;;) {
    const state = at(await site.functions('administrator', 'GET', '/v1/session'), 'run', 'state');
    if (!atWork.includes(String(state))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The frame of the widget on a CRM page, once it is there. */
export async function widgetFrame(page: Page): Promise<Frame> {
  const frame = await (await page.waitForSelector('.widget-frame')).contentFrame();
  if (frame === null) throw new Error('the widget has no frame');
  return frame;
}

/** Presses the widget's one button and agrees in the window that opens. */
export async function signIn(context: BrowserContext, widget: Frame, language: Language): Promise<void> {
  const button = widget.getByRole('button', { name: words(language)('signIn.button'), exact: true });
  await button.waitFor();
  const [popUp] = await Promise.all([context.waitForEvent('page'), button.click()]);
  await popUp.getByRole('button', { name: textsFor(LOCALES[language]).accept }).click();
  await widget.locator('.sign-in').waitFor({ state: 'detached' });
}

const catalogues = new Map<Language, ReadonlyMap<string, string>>();

/** The product's own words, to find by what a person reads. Throws for a key that is not there. */
export function words(language: Language): (key: string) => string {
  const catalogue = catalogues.get(language) ?? readCatalogue(language);
  catalogues.set(language, catalogue);
  return (key) => {
    const text = catalogue.get(key);
    if (text === undefined) throw new Error(`No message "${key}"`);
    return text;
  };
}

function readCatalogue(language: Language): ReadonlyMap<string, string> {
  const file = new URL(`../../app/translations/${language}.json`, import.meta.url);
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}).map(([key, text]) => [
      key,
      String(text),
    ]),
  );
}

/** A part of parsed JSON by path; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    const inner: unknown = Reflect.get(found, key);
    found = inner;
  }
  return found;
}
