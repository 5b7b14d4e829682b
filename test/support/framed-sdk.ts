import type { Browser, Frame, Page, Route } from 'playwright-core';
import type { HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { bundleScript } from './bundle-script.ts';

const CRM = 'https://crm.test';
const WIDGETS = 'https://widgets.test';

export interface FramedSdk {
  readonly page: Page;
  readonly frame: Frame;
  /** What the host asked of REST v8: `[method, path, body]`. */
  readonly asked: readonly (readonly unknown[])[];
  /** Why the host refused messages, in order. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

export interface FramedSdkOptions {
  /** The script of the frame's page; null = the sandbox's SDK client. */
  readonly script: string | null;
  readonly manners?: Partial<HostManners>;
  /** In place of an answer with one record. */
  readonly answer?: (path: string) => Promise<unknown>;
}

/** The sandbox's host around a page with any SDK, over a REST API that remembers what it was asked. */
export async function createFramedSdk(browser: Browser) {
  const [host, client] = await Promise.all([
    bundleScript('test/support/sdk-page-host.ts'),
    bundleScript('sandbox/embedded/browser/sdk-client.ts'),
  ]);
  return async ({ script, manners = {}, answer }: FramedSdkOptions): Promise<FramedSdk> => {
    const context = await browser.newContext();
    const asked: (readonly unknown[])[] = [];
    const refused: string[] = [];
    const html = (body: string) => ({ contentType: 'text/html', body: `<!doctype html><meta charset="utf-8">${body}` });
    const text = (body: string) => ({ contentType: 'text/javascript', body });
    async function rest(route: Route): Promise<void> {
      const request = route.request();
      const path = request.url().slice(`${CRM}/crm/v8`.length);
      const body: unknown = request.postData() === null ? null : request.postDataJSON();
      asked.push([request.method(), path, body]);
      const json = answer === undefined ? { data: [{ id: '1' }] } : await answer(path);
      await route.fulfill({ json });
    }
    await context.route('**/*', (route) => {
      const url = new URL(route.request().url());
      if (url.origin === CRM && url.pathname.startsWith('/crm/v8/')) return rest(route);
      if (url.href === `${CRM}/host.js`) return route.fulfill(text(host));
      if (url.origin === CRM) return route.fulfill(html('<body><script src="/host.js"></script>'));
      if (url.pathname === '/sdk.js') return route.fulfill(text(script ?? client));
      if (url.pathname === '/zdk.js') return route.fulfill(text('globalThis.zdkLoaded = true;'));
      return route.fulfill(html('<body><script src="/sdk.js"></script>'));
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      const [, reason] = /^refused: (\w+)$/.exec(message.text()) ?? [];
      if (reason !== undefined) refused.push(reason);
    });
    const hostOptions = { token: 'token', manners, widgetUrl: `${WIDGETS}/widget.html` };
    await page.addInitScript((given) => Object.assign(globalThis, { hostOptions: given }), hostOptions);
    await page.goto(`${CRM}/`);
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    if (frame === null) throw new Error('the widget has no frame');
    await frame.waitForLoadState();
    return { page, frame, asked, refused, close: () => context.close() };
  };
}
