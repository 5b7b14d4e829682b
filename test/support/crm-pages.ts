import { createBuiltPages } from '#sandbox/widget-origin/built-files.ts';
import { createWidgetOrigin, type WidgetOrigin } from '#sandbox/widget-origin/create-widget-origin.ts';
import type { Sandbox, SandboxOptions } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createLocalFunctions, configureAndScore } from './local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from './sample-sandbox.ts';

/** Where nothing listens: pages that need no server functions run with it. */
const NO_FUNCTIONS = 'http://127.0.0.1:9';

export interface CrmPages {
  readonly sandbox: Sandbox;
  readonly widgets: WidgetOrigin;
  /** An address of Zylker's pages, opened as a user: `address('rep', 'tab/Accounts')`. */
  address(user: string, path: string): string;
  /** Zylker's REST API as a user; the parsed body. */
  call(user: string, method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** The CRM with its pages and the widgets' origin, sample records inside. Builds the pages when a source is newer. */
export async function startCrmPages(accounts: number, options: Partial<SandboxOptions> = {}): Promise<CrmPages> {
  const pages = createBuiltPages();
  const widgets = await createWidgetOrigin({
    pages,
    functionsUrl: () => NO_FUNCTIONS,
    clock: { now: () => SAMPLE_NOON },
  });
  const sandbox = await startSampleSandbox(accounts, {
    pages: { files: pages.sandbox, widgetsUrl: () => widgets.url },
    ...options,
  });
  return {
    sandbox,
    widgets,
    address: (user, path) =>
      `${sandbox.url}/crm/com-${ZYLKER.orgId}/${path}${path.includes('?') ? '&' : '?'}user=${user}`,
    async call(user, method, path, body) {
      const holder = sandbox.tokens.find((each) => each.dc === 'com' && each.user === user);
      const response = await fetch(`${sandbox.url}/crm/v8${path}`, {
        method,
        headers: { Authorization: `Zoho-oauthtoken ${holder?.accessToken ?? ''}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? null : JSON.parse(text);
      return parsed;
    },
    async close() {
      await sandbox.close();
      await widgets.close();
    },
  };
}

/** The main job on Zylker: its proposal published and scored, labels and their basis in the CRM. */
export async function labelAccounts({ sandbox }: CrmPages): Promise<void> {
  const functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  const run = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  if (run.at('run', 'state') !== 'done') throw new Error(`the run: ${JSON.stringify(run.at())}`);
}
