import type { Frame, Page } from 'playwright-core';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { startLocal } from '#sandbox/once/start-local.ts';
import { parseStartOptions } from '#sandbox/once/start-options.ts';
import { launchChromium } from '#test/support/chromium.ts';

/** A small org is enough to start in. Accounts. */
const ACCOUNTS = 60;
/** A page of the sandbox with a frame comes up in a second or two; a busy machine takes longer. Milliseconds. */
const PATIENCE_MS = 30_000;

export interface BootedPage {
  readonly widget: string;
  /** First words on the screen; null = nothing came up. */
  readonly heading: string | null;
  /** Everything that the browser held against the page: errors, violations of its policy, answers that failed. */
  readonly problems: readonly string[];
}

/**
 * Serves an unpacked app folder on the widgets' origin of a sandbox with a sample org, opens each widget at its place in the
 * CRM as the administrator, and waits for what it shows first.
 */
export async function bootPages(appFolder: string): Promise<readonly BootedPage[]> {
  const options = parseStartOptions(
    ['--accounts', String(ACCOUNTS), '--port', '0', '--functions-port', '0', '--widgets-port', '0'],
    appFolder,
  );
  if (!options.ok) throw new Error(options.error);
  const system = await startLocal(options.value, null, { widgetFolder: appFolder });
  try {
    const account = await firstAccount(system.sandbox);
    const crm = `${system.sandbox.url}/crm/com-${ZYLKER.orgId}`;
    const browser = await launchChromium();
    try {
      const booted: BootedPage[] = [];
      for (const [widget, path] of [
        ['account-360', `tab/Accounts/${account}`],
        ['segment-list', 'tab/ABM'],
        ['setup-wizard', 'settings/ABM'],
      ] as const) {
        const page = await browser.newPage();
        booted.push(await bootPage(page, widget, `${crm}/${path}?user=administrator`));
        await page.close();
      }
      return booted;
    } finally {
      await browser.close();
    }
  } finally {
    await system.close();
  }
}

async function bootPage(page: Page, widget: string, address: string): Promise<BootedPage> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`));
  await page.goto(address);
  let heading: string | null = null;
  try {
    const element = await page.waitForSelector('.widget-frame', { timeout: PATIENCE_MS });
    const frame: Frame | null = await element.contentFrame();
    if (frame?.url().includes(`/app/${widget}.html`) === true) {
      heading = await frame.locator('h1, h2').first().innerText({ timeout: PATIENCE_MS });
    }
  } catch (error) {
    // The rest of a time-out is the browser driver's own log.
    problems.push(
      String(error instanceof Error ? error.message : error)
        .split('\n', 1)
        .join(),
    );
  }
  return { widget, heading, problems };
}

async function firstAccount({ url, tokens }: Awaited<ReturnType<typeof startLocal>>['sandbox']): Promise<string> {
  const holder = tokens.find(({ dc, user }) => dc === 'com' && user === 'administrator');
  const response = await fetch(`${url}/crm/v8/Accounts?fields=id&per_page=1`, {
    headers: { Authorization: `Zoho-oauthtoken ${holder?.accessToken ?? ''}` },
  });
  const id = /"id":"(\d+)"/.exec(await response.text())?.[1];
  if (id === undefined) throw new Error('The sample org has no account.');
  return id;
}
