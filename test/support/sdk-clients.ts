import type { Browser, BrowserContext, Frame } from 'playwright-core';
import type { CrmClient, CrmProfile } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import type { HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { bundleScript } from './bundle-script.ts';
import { launchChromium } from './chromium.ts';
import type { PageOutcome } from './sdk-page-client.ts';

const WIDGETS = 'http://widgets.test';

export interface SdkClients {
  /** The widgets' adapter in a frame of its own, inside a CRM page where a user of an org is signed in. */
  open(sandbox: Sandbox, org: OrgKey, user: string, manners?: Partial<HostManners>): Promise<SdkClient>;
  close(): Promise<void>;
}

export interface SdkClient {
  readonly client: CrmClient;
  readonly frame: Frame;
}

/** One Chromium for all of them. The CRM page has the sandbox's origin, the frame another. */
export async function startSdkClients(): Promise<SdkClients> {
  const [browser, host, client, sdk] = await Promise.all([
    launchChromium(),
    bundleScript('test/support/sdk-page-host.ts'),
    bundleScript('test/support/sdk-page-client.ts'),
    bundleScript('sandbox/embedded/browser/sdk-client.ts'),
  ]);
  return {
    async open(sandbox, org, user, manners = {}) {
      const holder = sandbox.tokens.find(
        (each) => each.dc === org.dc && each.orgId === org.orgId && each.user === user,
      );
      if (holder === undefined) throw new Error(`The org has no user ${user}`);
      const options = { token: holder.accessToken, manners, widgetUrl: `${WIDGETS}/widget.html` };
      const context = await contextWith(browser, sandbox.url, { host, client, sdk });
      const page = await context.newPage();
      await page.addInitScript((given) => Object.assign(globalThis, { hostOptions: given }), options);
      await page.goto(`${sandbox.url}/adapter-host`);
      const frame = await (await page.waitForSelector('iframe')).contentFrame();
      if (frame === null) throw new Error('the adapter has no frame');
      await frame.waitForFunction('globalThis.callCrm !== undefined');
      return { client: clientIn(frame), frame };
    },
    close: () => browser.close(),
  };
}

async function contextWith(
  browser: Browser,
  crmUrl: string,
  { host, client, sdk }: Readonly<Record<'host' | 'client' | 'sdk', string>>,
): Promise<BrowserContext> {
  const context = await browser.newContext();
  const html = (body: string) => ({ contentType: 'text/html', body: `<!doctype html><meta charset="utf-8">${body}` });
  const script = (body: string) => ({ contentType: 'text/javascript', body });
  await context.route(`${crmUrl}/adapter-host`, (route) =>
    route.fulfill(html('<body><script src="/adapter-host.js"></script>')),
  );
  await context.route(`${crmUrl}/adapter-host.js`, (route) => route.fulfill(script(host)));
  await context.route(`${WIDGETS}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/sdk.js') return route.fulfill(script(sdk));
    if (pathname === '/client.js') return route.fulfill(script(client));
    if (pathname === '/zdk.js') return route.fulfill(script('globalThis.zdkLoaded = true;'));
    return route.fulfill(html('<body><script src="/sdk.js"></script><script src="/client.js"></script>'));
  });
  return context;
}

/** Each method runs in the page, by its name. */
function clientIn(frame: Frame): CrmClient {
  const call = async <T>(method: keyof CrmClient, ...args: readonly unknown[]): Promise<T> => {
    const asked = `(crm) => crm.${method}(...${JSON.stringify(args)})`;
    const plain = `async (crm) => { const value = await (${asked})(crm); return value?.granted === undefined ? value : { ...value, granted: [...value.granted] }; }`;
    const outcome = await frame.evaluate<PageOutcome<T>>(`callCrm(${plain})`);
    if (!outcome.ok) throw new CrmError(outcome.reason, outcome.message, outcome.details);
    return outcome.value;
  };
  return {
    currentUser: () => call('currentUser'),
    org: () => call('org'),
    async profile(id) {
      const profile = await call<Omit<CrmProfile, 'granted'> & { granted: readonly string[] }>('profile', id);
      return { ...profile, granted: new Set(profile.granted) };
    },
    modules: () => call('modules'),
    fields: (module) => call('fields', module),
    record: (module, id, fields) => call('record', module, id, fields),
    relatedRecords: (...args) => call('relatedRecords', ...args),
    query: (selectQuery) => call('query', selectQuery),
  };
}
