import { constants, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { LocalSettings } from '#server-functions/shared/local/settings.ts';
import { startFunctions, type RunningFunctions } from '#server-functions/shared/local/start-functions.ts';
import { createJobDeliveries, type JobDeliveries } from './deliver-jobs.ts';

export interface ScaleSize {
  readonly accounts: number;
  readonly deals: number;
  /** Of calls, meetings, tasks, notes and e-mails as many times what the sample org has of a deal; absent = none. */
  readonly touchPoints?: number;
}

export interface ScaleSystem {
  readonly sandbox: Sandbox;
  readonly functions: RunningFunctions;
  /** null = jobs are done in the functions' own process. */
  readonly deliveries: JobDeliveries | null;
  /** The administrator's access token. */
  readonly token: () => string;
  /** Where the CRM keeps its records. */
  readonly database: string;
  /** Where the functions keep what is theirs. */
  readonly folder: string;
  /** Epoch milliseconds for everybody here. */
  now(): number;
  /** Some time goes by for everybody: the functions are started anew under a later clock. Milliseconds. */
  passTime(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The org's day, as everywhere in the sandbox. */
const NOON = Date.UTC(2026, 5, 30, 12);
const SEED = 20_260_630;
/** Bulk jobs of the sandbox take seconds where Zoho's take minutes. Milliseconds. */
const FIRST_POLL_MS = 500;
/** What one day of verifying may spend; the largest limit that Zoho sells. Credits. */
const CREDIT_LIMIT = 5_000_000;
const DATABASE = `${ZYLKER.dc.replace('.', '-')}-${ZYLKER.orgId}.sqlite`;

let clockOffsetMs = NOON - Date.now();
const clock = { now: () => Date.now() + clockOffsetMs };

/** The untouched org below `folder`, generated where it is not there yet. Gives the seconds that took; null = it was there. */
export async function generateOrg(folder: string, size: ScaleSize): Promise<number | null> {
  const kept = join(folder, nameOf(size));
  if (existsSync(join(kept, DATABASE))) return null;
  mkdirSync(kept, { recursive: true });
  const began = performance.now();
  const sandbox = await createSandbox({ folder: kept, clock, orgs: [orgOf(size)] });
  await sandbox.close();
  if (size.touchPoints !== undefined) bringIntoWindow(join(kept, DATABASE));
  return (performance.now() - began) / 1_000;
}

/** Sandbox and functions over a copy of that org: whatever a run writes, the next one begins with the untouched one. */
export async function startScaleSystem(
  folder: string,
  size: ScaleSize,
  {
    deliveryMs,
    widgetOrigin,
  }: {
    /** Time that a platform gives a delivery, each in a process of its own; absent = jobs are done in the functions' process. */
    readonly deliveryMs?: number;
    /** Whose pages may call; absent = nobody's. */
    readonly widgetOrigin?: string;
  },
): Promise<ScaleSystem> {
  const used = join(folder, `in-use-${process.pid}`);
  rmSync(used, { recursive: true, force: true });
  mkdirSync(join(used, 'crm'), { recursive: true });
  mkdirSync(join(used, 'functions'), { recursive: true });
  const kept = join(folder, nameOf(size), DATABASE);
  copyFileSync(kept, join(used, 'crm', DATABASE), constants.COPYFILE_FICLONE);
  const sandbox = await createSandbox({
    folder: join(used, 'crm'),
    clock,
    orgs: [orgOf(size)],
    creditLimit: CREDIT_LIMIT,
    ...(widgetOrigin === undefined
      ? {}
      : { pages: { files: () => Promise.resolve(new Map()), widgetsUrl: () => widgetOrigin } }),
  });
  const { clientId, clientSecret, url: accountsUrl } = sandbox;
  const installers = sandbox.tokens.filter(({ user }) => user === 'administrator');
  const settings = (): LocalSettings => ({
    port: 0,
    folder: join(used, 'functions'),
    clockOffsetMs,
    firstPollMs: FIRST_POLL_MS,
    dataCentres: [{ dc: ZYLKER.dc, apiUrl: sandbox.url, contentUrl: sandbox.url }],
    installations: installers.map(({ dc, orgId, refreshToken }) => ({
      dc,
      orgId,
      refreshToken,
      accountsUrl,
      clientId,
      clientSecret,
    })),
    ...(deliveryMs === undefined ? {} : { handsOnJobs: true }),
    ...(widgetOrigin === undefined
      ? {}
      : {
          jobsGiveWay: true,
          web: { widgetOrigins: [widgetOrigin], clientId, clientSecret, accounts: [{ dc: ZYLKER.dc, accountsUrl }] },
        }),
  });
  const deliveries = deliveryMs === undefined ? null : createJobDeliveries(settings, deliveryMs);
  const start = (): Promise<RunningFunctions> => startFunctions(settings(), (job) => deliveries?.deliver(job));
  let functions = await start();
  return {
    sandbox,
    get functions() {
      return functions;
    },
    deliveries,
    token: () => installers[0]?.accessToken ?? '',
    database: sandbox.databasePath(ZYLKER),
    folder: join(used, 'functions'),
    now: clock.now,
    async passTime(ms) {
      await functions.close();
      clockOffsetMs += ms;
      functions = await start();
    },
    async close() {
      await functions.close();
      await sandbox.close();
      rmSync(used, { recursive: true, force: true });
    },
  };
}

/** What engagement counts when. Seconds of the CRM's clock. */
const TOUCHED_AT = [
  ['Calls', 'Call_Start_Time'],
  ['Events', 'Start_DateTime'],
  ['Tasks', 'Created_Time'],
] as const;
const WINDOW_SECONDS = 365 * 86_400;

/** The sample org's years of activities, all in the year that engagement looks at. */
function bringIntoWindow(database: string): void {
  const db = new DatabaseSync(database);
  const now = NOON / 1_000;
  for (const [module, field] of TOUCHED_AT)
    db.exec(`UPDATE ${module} SET ${field} = ${now} - ((${now} - ${field}) % ${WINDOW_SECONDS})`);
  db.close();
}

function nameOf({ accounts, deals, touchPoints = 0 }: ScaleSize): string {
  return touchPoints === 0 ? `${accounts}-${deals}` : `${accounts}-${deals}-${touchPoints}`;
}

function orgOf({ accounts, deals, touchPoints = 0 }: ScaleSize) {
  const moduleUrl = new URL('../../sandbox/sample-org/seed.ts', import.meta.url).href;
  return {
    definition: ZYLKER,
    seed: { moduleUrl, options: { seed: SEED, accounts, dealsPerAccount: deals / accounts, touchPoints } },
  };
}
