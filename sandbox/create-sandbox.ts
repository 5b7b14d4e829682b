import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '#core/clock.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { refuseForeignHost } from '#server-functions/shared/http/own-host.ts';
import { createApiClient } from './http/api-client.ts';
import { createFaultDesk, type FaultState } from './faults/fault-desk.ts';
import { parseFaultPlan, type FaultRule, type PlannedFault } from './faults/fault-plan.ts';
import { createConcurrencyGate, type CallOnTheWay, type ConcurrencyReading } from './http/concurrency.ts';
import { createCreditLedger, type CreditBalance } from './http/credit-ledger.ts';
import { createHttpApp, type OrgGate } from './http/create-http-app.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  createTokenOffice,
  type DeveloperTokens,
  type TokenOffice,
} from './http/token-office.ts';
import { NORDLICHT } from './orgs/nordlicht.ts';
import type { OrgDefinition } from './orgs/org-definition.ts';
import { ZYLKER } from './orgs/zylker.ts';
import { createPagesApp, type PagesOptions } from './pages/create-pages-app.ts';
import { toOrgFiles } from './store/org-files.ts';
import type { SeedSource } from './store/seed-target.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from './switches.ts';
import { startWorkers } from './workers/start-workers.ts';

export interface SandboxOrg {
  readonly definition: OrgDefinition;
  /** What fills it; null = an org without records. */
  readonly seed: SeedSource | null;
}

export interface SandboxOptions {
  /** 0 = any free port. */
  readonly port?: number;
  /** A loopback address: requests that name another machine are refused. */
  readonly host?: string;
  /** Kept, and found again by the next start; without one a temporary folder lives as long as the sandbox. */
  readonly folder?: string;
  /** Default: Zylker and Nordlicht, both empty. */
  readonly orgs?: readonly SandboxOrg[];
  readonly clock: Clock;
  /** Faults from the start on; `setFaults` and `POST /sandbox/faults` replace them. */
  readonly faults?: readonly PlannedFault[];
  readonly switches?: Partial<SandboxSwitches>;
  /** What every API call waits for before it is performed: a time, or other calls. Default: nothing. */
  readonly delay?: (call: CallOnTheWay) => Promise<void>;
  /** Instead of the edition's credits per 24 hours. */
  readonly creditLimit?: number;
  /** Hears of the sandbox's own bugs, which answer 500. Default: stderr. */
  readonly reportBug?: (message: string) => void;
  /** Default: the API alone, without pages. */
  readonly pages?: PagesOptions;
}

export interface SandboxUser extends DeveloperTokens {
  readonly dc: OrgKey['dc'];
  readonly orgId: string;
  readonly user: string;
  readonly profile: string;
}

export interface Sandbox {
  /** Origin of API, accounts server and content server. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** One entry per user of every org. */
  readonly tokens: readonly SandboxUser[];
  /** The org's database file, for comparing answers with its tables. */
  databasePath(org: OrgKey): string;
  /** An access token with other scopes or a shorter life. `expires` in epoch milliseconds, null = never. */
  issueToken(org: OrgKey, user: string, scopes: readonly string[], expires: number | null): string;
  credits(org: OrgKey): CreditBalance;
  concurrency(org: OrgKey): ConcurrencyReading;
  /** Replaces the planned faults; throws with a sentence when a rule cannot be read. */
  setFaults(rules: readonly FaultRule[]): void;
  /** What is planned, and how many calls met it. */
  faults(): readonly FaultState[];
  /** Waits for the calls and jobs under way, then seeds everything anew; issued tokens, spent credits and planned faults are forgotten. */
  reset(): Promise<void>;
  /** Leaves no socket, thread or temporary file. */
  close(): Promise<void>;
}

/** Starts a Zoho CRM that speaks REST v8. Rejects when a seed fails or the port is taken; then nothing is left running. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, delay = async () => undefined, creditLimit = null } = options;
  let turnedMs = 0;
  const clock = { now: () => options.clock.now() + turnedMs };
  const faults = createFaultDesk();
  faults.plan(options.faults ?? []);
  const switches = { ...DEFAULT_SWITCHES, ...options.switches };
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'lodestar-sandbox-'));
  mkdirSync(folder, { recursive: true });
  const orgs = (options.orgs ?? [ZYLKER, NORDLICHT].map((definition) => ({ definition, seed: null }))).map((org) =>
    toOrgFiles(org, folder, switches),
  );
  const definitions = orgs.map((org) => org.definition);
  const workers = startWorkers({ orgs, switches });
  const reportBug = options.reportBug ?? ((message: string) => process.stderr.write(`sandbox: ${message}\n`));
  workers.bulk.on('error', (error) => reportBug(`the bulk worker has ended: ${String(error)}`));
  const api = createApiClient(workers.api);
  const tokens = createTokenOffice(definitions);
  let gates = createGates(definitions, creditLimit);
  let settled: Promise<void> = Promise.resolve();

  function gate(orgKey: string): OrgGate {
    const found = gates.get(orgKey);
    if (found === undefined) throw new Error(`No such org: ${orgKey}`);
    return found;
  }
  function reset(): Promise<void> {
    const done = settled.then(async () => {
      faults.plan([]);
      turnedMs = 0;
      try {
        await api.fill('all', clock.now());
      } catch (error) {
        // A seed that fails replaces nothing: what stood before answers again.
        await api.fill('missing', clock.now());
        throw error;
      }
      tokens.reset();
      gates = createGates(definitions, creditLimit);
    });
    settled = done.catch(() => undefined);
    return done;
  }
  const app = createHttpApp({
    api,
    tokens,
    clock,
    delay,
    gate,
    reset,
    ready: () => settled,
    faults,
    turnClock: (ms) => {
      turnedMs += ms;
    },
    balances: () =>
      [...gates].map(([org, { credits, concurrency }]) => ({
        org,
        ...credits.balance(clock.now()),
        concurrency: concurrency.reading(),
      })),
    pages: createPages(options.pages, definitions, tokens, clock),
    reportBug,
  });
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (!refuseForeignHost(request, response)) void listener(request, response);
  });
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all([workers.bulk.terminate(), workers.api.terminate()]);
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
  try {
    await api.fill('missing', clock.now());
    await listen(server, port, host);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `http://${host}:${portOf(server)}`,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    tokens: definitions.flatMap((org) =>
      org.users.map((user) => ({
        dc: org.dc,
        orgId: org.orgId,
        user: user.key,
        profile: user.profile,
        ...tokens.developerTokens(org, user.key),
      })),
    ),
    databasePath: (org) => orgs.find((each) => each.key === formatOrgKey(org))?.database ?? '',
    issueToken: (org, userKey, scopes, expires) =>
      tokens.issue({ orgKey: formatOrgKey(org), userKey, scopes }, expires),
    credits: (org) => gate(formatOrgKey(org)).credits.balance(clock.now()),
    concurrency: (org) => gate(formatOrgKey(org)).concurrency.reading(),
    setFaults(rules) {
      const plan = parseFaultPlan({ faults: rules });
      if (!plan.ok) throw new Error(plan.error);
      faults.plan(plan.value);
    },
    faults: faults.state,
    reset,
    close,
  };
}

function createPages(
  pages: PagesOptions | undefined,
  orgs: readonly OrgDefinition[],
  tokens: TokenOffice,
  clock: Clock,
): ReturnType<typeof createPagesApp> | null {
  if (pages === undefined) return null;
  return createPagesApp({
    ...pages,
    orgs,
    accessToken: (org, userKey) => tokens.developerTokens(org, userKey).accessToken,
    grantCode: (org, userKey, scopes, redirectUri) =>
      tokens.grantCode({ orgKey: formatOrgKey(org), userKey, scopes }, redirectUri, clock.now()),
  });
}

function createGates(orgs: readonly OrgDefinition[], creditLimit: number | null): ReadonlyMap<string, OrgGate> {
  return new Map(
    orgs.map((org) => [
      formatOrgKey(org),
      { credits: createCreditLedger(org, creditLimit), concurrency: createConcurrencyGate(org.edition) },
    ]),
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
