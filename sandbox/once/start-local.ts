import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Recipe } from '#core/configuration/recipe.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { makeFolders } from '#server-functions/shared/local/make-folders.ts';
import { startFunctions, type RunningFunctions } from '#server-functions/shared/local/start-functions.ts';
import { createSandbox, type Sandbox, type SandboxOrg } from '../create-sandbox.ts';
import { importOrg } from '../import/import-org.ts';
import { NORDLICHT } from '../orgs/nordlicht.ts';
import { ZYLKER } from '../orgs/zylker.ts';
import { createBuiltPages } from '../widget-origin/built-files.ts';
import { createWidgetOrigin, type WidgetOrigin } from '../widget-origin/create-widget-origin.ts';
import { claimKeptFolder } from './kept-folder.ts';
import { StartInputError } from './start-input-error.ts';
import type { StartOptions } from './start-options.ts';

const MS_PER_DAY = 86_400_000;
const NOON_MS = MS_PER_DAY / 2;
/** The same sample org at every start. */
const SEED = 20_260_630;
/** The second org shows that orgs are apart; it need not be large. Accounts. */
const SECOND_ORG_ACCOUNTS = 300;
/** Bulk jobs of the sandbox take a fraction of a second. Milliseconds. */
const FIRST_POLL_MS = 250;
/** Short beside the minute that the most eager org sweeps by. Milliseconds. */
const REFRESH_TICK_MS = 5_000;

export interface LocalSystem {
  readonly sandbox: Sandbox;
  readonly functions: RunningFunctions;
  /** null with `--once`, which nobody looks at. */
  readonly widgets: WidgetOrigin | null;
  /** What the import could not place; null without one. */
  readonly importReport: ImportReport | null;
  close(): Promise<void>;
}

const countedSchema = z.object({
  code: z.string(),
  where: z.string(),
  count: z.number(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const reportSchema = z.object({
  tables: z.array(
    z.object({
      role: z.string(),
      file: z.string().nullable(),
      rowsIn: z.number(),
      rowsReported: z.number(),
      problems: z.array(countedSchema),
      notes: z.array(countedSchema),
    }),
  ),
});
export type ImportReport = z.infer<typeof reportSchema>;

/** CRM, widgets and functions on loopback, three origins; the functions are a process of their own. Rejects when a port is taken or a seed fails; nothing then stays. */
export async function startLocal(
  options: StartOptions,
  recipe: Recipe | null,
  /** Serves widgets that were built elsewhere, an unpacked archive for example. */
  served: { readonly widgetFolder?: string } = {},
): Promise<LocalSystem> {
  if (options.folder !== null) {
    await makeFolders(options.folder).catch((error: unknown) => {
      throw new StartInputError(
        `${options.folder} cannot be made (${codeOf(error) ?? String(error)}). Name another folder with --folder.`,
      );
    });
    await claimKeptFolder(options.folder, options, recipe);
  }
  const temporary = options.folder === null ? mkdtempSync(join(tmpdir(), 'lodestar-')) : null;
  const folder = options.folder ?? temporary ?? tmpdir();
  const clockOffsetMs = clockOffset(options.today);
  const reportFile = join(folder, 'import-report.json');
  let sandbox: Sandbox | null = null;
  let widgets: WidgetOrigin | null = null;
  let functions: RunningFunctions | null = null;
  const clock = { now: () => Date.now() + clockOffsetMs };
  const close = async (): Promise<void> => {
    // One after the other, the callers first; what fails to close keeps nothing else open.
    const failures: unknown[] = [];
    for (const part of [functions, sandbox, widgets]) {
      await part?.close().catch((error: unknown) => failures.push(error));
    }
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
  };
  try {
    const pages = createBuiltPages(served);
    if (!options.once) {
      widgets = await createWidgetOrigin({
        port: options.widgetsPort,
        pages,
        functionsUrl: () => functions?.url ?? null,
        clock,
      });
    }
    const widgetsUrl = widgets?.url ?? null;
    sandbox = await createSandbox({
      port: options.port,
      folder: join(folder, 'crm'),
      orgs: orgsFor(options, recipe, reportFile),
      clock,
      faults: options.faults,
      ...(options.once ? {} : { pages: { files: pages.sandbox, widgetsUrl: () => widgetsUrl } }),
    });
    const importReport = recipe === null ? null : readImportReport(reportFile);
    functions = await startFunctions({
      ...functionSettings(sandbox, options, join(folder, 'functions'), clockOffsetMs),
      ...(widgetsUrl === null ? {} : { web: webSettings(sandbox, widgetsUrl) }),
    });
    return { sandbox, functions, widgets, importReport, close };
  } catch (error) {
    // Why the start failed is what its person wants to read, not what came after.
    await close().catch(() => undefined);
    throw error;
  }
}

/** Written by the seed. Throws `StartInputError`: a kept folder is the person's, who may have taken it away. */
function readImportReport(file: string): ImportReport {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StartInputError(
      `${file} cannot be read (${codeOf(error) ?? 'damaged'}). Name another folder with --folder, or remove this one to start afresh.`,
    );
  }
}

/** The system's word for why a file or folder failed ("ENOENT"); null for any other error. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function orgsFor(options: StartOptions, recipe: Recipe | null, reportFile: string): readonly SandboxOrg[] {
  if (recipe !== null) {
    const moduleUrl = new URL('../import/seed.ts', import.meta.url).href;
    return [
      {
        definition: importOrg(ZYLKER, recipe),
        seed: { moduleUrl, options: { folder: options.data, recipe, reportFile } },
      },
    ];
  }
  const moduleUrl = new URL('../sample-org/seed.ts', import.meta.url).href;
  const size = {
    ...(options.accounts === null ? {} : { accounts: options.accounts }),
    ...(options.dealsPerAccount === null ? {} : { dealsPerAccount: options.dealsPerAccount }),
  };
  const first = { definition: ZYLKER, seed: { moduleUrl, options: { seed: SEED, ...size } } };
  if (options.once) return [first];
  const second = {
    definition: NORDLICHT,
    seed: { moduleUrl, options: { seed: SEED + 1, accounts: SECOND_ORG_ACCOUNTS } },
  };
  return [first, second];
}

function functionSettings(
  sandbox: Sandbox,
  options: StartOptions,
  folder: string,
  clockOffsetMs: number,
): Parameters<typeof startFunctions>[0] {
  const dcs = [...new Set(sandbox.tokens.map((token) => token.dc))];
  // The extension is installed by an administrator of each org.
  const installers = sandbox.tokens.filter((token) => token.user === 'administrator');
  return {
    port: options.functionsPort,
    folder,
    clockOffsetMs,
    firstPollMs: FIRST_POLL_MS,
    ...(options.refreshes ? { refreshTickMs: REFRESH_TICK_MS, jobsGiveWay: true } : {}),
    ...(options.bulkReads ? { queryUpToRows: 0 } : {}),
    ...(options.bulkWrites ? { bulkWriteFromRows: 1 } : {}),
    dataCentres: dcs.map((dc) => ({ dc, apiUrl: sandbox.url, contentUrl: sandbox.url })),
    installations: installers.map(({ dc, orgId, refreshToken }) => ({
      dc,
      orgId,
      refreshToken,
      accountsUrl: sandbox.url,
      clientId: sandbox.clientId,
      clientSecret: sandbox.clientSecret,
    })),
  };
}

/** The widgets' origin alone may call, and people sign in at the sandbox's accounts server. */
function webSettings(sandbox: Sandbox, widgetsUrl: string): NonNullable<Parameters<typeof startFunctions>[0]['web']> {
  const { clientId, clientSecret, url: accountsUrl } = sandbox;
  const dcs = [...new Set(sandbox.tokens.map((token) => token.dc))];
  return { widgetOrigins: [widgetsUrl], clientId, clientSecret, accounts: dcs.map((dc) => ({ dc, accountsUrl })) };
}

function clockOffset(today: string): number {
  const day = today === 'system' ? null : parseIsoDay(today);
  return day === null ? 0 : day * MS_PER_DAY + NOON_MS - Date.now();
}
