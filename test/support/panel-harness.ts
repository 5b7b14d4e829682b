import { fileURLToPath } from 'node:url';
import type { Browser, Frame, Page, Route } from 'playwright-core';
import { build, loadConfigFromFile } from 'vite';
import type { HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { answerSdk, type SdkAnswer } from './answer-sdk.ts';
import { bundleScript } from './bundle-script.ts';
import { launchChromium } from './chromium.ts';
import { ACCOUNT_ID, type PanelWorld } from './panel-world.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CRM = 'https://crm.test';
const WIDGETS = 'https://widgets.test';
/** An empty page of somebody else. */
export const EVIL = 'https://evil.test';

export interface PanelOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** The browser's own language, before the CRM has said who looks. */
  readonly browserLocale?: string;
  readonly pageLoad?: Readonly<Record<string, unknown>> | null;
  readonly timing?: HostManners['pageLoad'];
  /** In place of the world's answers; null = the call is never answered. */
  readonly answer?: (data: unknown) => SdkAnswer | null | Promise<SdkAnswer>;
  /** false = Zoho's script does not load. */
  readonly sdk?: boolean;
}

export interface OpenPanel {
  readonly page: Page;
  readonly frame: Frame;
  /** What the panel asked the CRM page, in order. */
  readonly calls: readonly unknown[];
  /** Errors and CSP reports of any frame. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface PanelHarness {
  readonly browser: Browser;
  open(world: PanelWorld, options?: PanelOptions): Promise<OpenPanel>;
  close(): Promise<void>;
}

/**
 * The built panel, page and policy as they ship, inside a CRM page of the test's own on another origin. No server: Chromium asks,
 * the test answers, also in place of Zoho's CDN.
 */
export async function startPanelHarness(): Promise<PanelHarness> {
  const [files, hostScript, sdkScript, browser] = await Promise.all([
    buildPanel(),
    bundleScript('test/support/panel-host.ts'),
    bundleScript('sandbox/embedded/browser/sdk-client.ts'),
    launchChromium(),
  ]);

  async function open(world: PanelWorld, options: PanelOptions = {}): Promise<OpenPanel> {
    const { width = 400, height = 900, dark = false, browserLocale = 'en-US', sdk = true } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      locale: browserLocale,
    });
    const calls: unknown[] = [];
    const complaints: string[] = [];
    await context.route('**/*', (route) => answerRoute(route, files, hostScript, sdk ? sdkScript : null));
    // Noon of the world's day: ages on the screen do not move with the calendar.
    await context.clock.setFixedTime(world.todayDay * 86_400_000 + 43_200_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    await page.exposeFunction('performCall', async (data: unknown): Promise<SdkAnswer> => {
      calls.push(data);
      const answer = options.answer === undefined ? answerSdk(world, data) : await options.answer(data);
      return answer ?? (await new Promise<SdkAnswer>(() => undefined));
    });
    const pageLoad = options.pageLoad === undefined ? { Entity: 'Accounts', EntityId: ACCOUNT_ID } : options.pageLoad;
    const settings = { pageLoad, manners: { pageLoad: options.timing ?? 'early' } };
    await page.addInitScript((given) => Object.assign(globalThis, { harness: given }), settings);
    await page.goto(`${CRM}/`);
    const frame = await frameOf(page);
    return { page, frame, calls, complaints, close: () => context.close() };
  }
  return { browser, open, close: () => browser.close() };
}

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe');
  const frame = await element.contentFrame();
  if (frame === null) throw new Error('the panel has no frame');
  await frame.waitForLoadState();
  return frame;
}

async function answerRoute(
  route: Route,
  files: ReadonlyMap<string, string | Uint8Array>,
  hostScript: string,
  sdkScript: string | null,
): Promise<void> {
  const url = new URL(route.request().url());
  if (url.origin === 'https://live.zwidgets.com') {
    return sdkScript === null
      ? await route.abort()
      : await route.fulfill({ contentType: 'text/javascript', body: sdkScript });
  }
  if (url.origin === CRM && url.pathname === '/')
    return await route.fulfill({ contentType: 'text/html', body: HOST_PAGE });
  if (url.origin === CRM && url.pathname === '/host.js') {
    return await route.fulfill({ contentType: 'text/javascript', body: hostScript });
  }
  if (url.href === `${WIDGETS}/sdk/zdk.js`) return await route.fulfill({ contentType: 'text/javascript', body: '' });
  if (url.origin === EVIL)
    return await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>x</title>' });
  const file = url.origin === WIDGETS ? files.get(url.pathname.replace('/app/', '')) : undefined;
  if (file === undefined) return await route.fulfill({ status: 404, body: '' });
  const types: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
  const contentType = types[url.pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  await route.fulfill({ contentType, body: typeof file === 'string' ? file : Buffer.from(file) });
}

const HOST_PAGE = `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>CRM</title>
<style>body { margin: 0 } iframe { display: block; border: 0; inline-size: 100%; block-size: 100vh }</style>
<body><script type="module" src="/host.js"></script></body>`;

async function buildPanel(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, `${ROOT}vite.config.ts`);
  if (loaded === null) throw new Error('vite.config.ts is gone');
  // The product's own build, of one page: settings are merged, so a list of pages would only grow.
  const input = { 'account-360': `${ROOT}app/account-360.html` };
  const result = await build({
    ...loaded.config,
    configFile: false,
    logLevel: 'error',
    build: {
      ...loaded.config.build,
      write: false,
      rolldownOptions: { ...loaded.config.build?.rolldownOptions, input },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const files = new Map<string, string | Uint8Array>();
  for (const output of outputs) {
    if (!('output' in output)) throw new Error('the build watches instead of building');
    for (const file of output.output) files.set(file.fileName, file.type === 'chunk' ? file.code : file.source);
  }
  return files;
}
