import type { OrgKey } from '#core/crm/org-key.ts';
import { readGrid } from '#server-functions/permissions/grid-store.ts';
import { tickOrg } from '#server-functions/refresh/tick-org.ts';
import { createSegmentEngine } from '#server-functions/segments/evaluate.ts';
import { createAudit, type Audit } from '#server-functions/shared/audit/create-audit.ts';
import { createFunctionApp } from '#server-functions/shared/http/function-app.ts';
import { performJob } from '#server-functions/shared/jobs/perform-job.ts';
import { createIdentifyCaller } from '#server-functions/shared/identity/identify-caller.ts';
import { createLinkSigner } from '#server-functions/shared/links/link-signer.ts';
import { addAllRoutes } from '#server-functions/shared/local/all-routes.ts';
import { addOpenRoutes } from '#server-functions/shared/local/open-routes.ts';
import { createRecordCounter } from '#server-functions/shared/rest/count-records.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import { createLogger } from '#server-functions/shared/log/logger.ts';
import type { FunctionPorts, Job, WorkPorts } from '#server-functions/shared/ports.ts';
import {
  createPresentedToken,
  createRefreshingTokens,
  type AccessTokens,
} from '#server-functions/shared/rest/access-tokens.ts';
import { readUserNames } from '#server-functions/shared/rest/read-user-names.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { meterSender } from '#server-functions/shared/credits/meter-sender.ts';
import { createRestSender, type CallTimeouts } from '#server-functions/shared/rest/send-rest.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { createMemoryBlob, type MemoryBlob } from './memory-blob.ts';
import { createMemoryStore } from './memory-store.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The JSON body reached by path, so that no test asserts a type. */
  at(...path: readonly (string | number)[]): unknown;
}

export interface LocalFunctions {
  /** As a user of the sandbox, named by key; jobs that the call queued are done when it resolves. */
  as(user: string, org: OrgKey): { call(method: string, path: string, body?: unknown): Promise<Reply> };
  withToken(
    authorization: string | null,
    headers?: Record<string, string>,
  ): { call(method: string, path: string, body?: unknown): Promise<Reply> };
  readonly ports: WorkPorts;
  readonly queue: FunctionPorts['queue'];
  /** What the platform's clock does for an org; jobs that it queued are done when it resolves. */
  tick(org: OrgKey): Promise<void>;
  readonly blob: MemoryBlob;
  readonly audit: Audit;
  /** Every log line so far. */
  readonly log: readonly string[];
  /** The functions' clock. */
  readonly clock: { ms: number };
  /** What goes between functions and CRM; replace it to break things. */
  readonly network: { fetch: typeof globalThis.fetch };
}

export interface LocalOptions {
  readonly timeouts?: CallTimeouts;
  /** Between polls; default at most 20 ms. */
  readonly wait?: (ms: number) => Promise<void>;
  /** Modules of up to so many rows are read by queries; default none. */
  readonly queryUpToRows?: number;
  /** Changes of up to so many rows are asked for by queries; default as the product has it. */
  readonly changesByQueryUpToRows?: number;
  /** Writes of at least so many rows are bulk jobs; default as the product has it. */
  readonly bulkWriteFromRows?: number;
  /** Rows of one chunk of a projection, by the records API or by a bulk job; default as the product has it. */
  readonly recordRows?: number;
  readonly bulkRows?: number;
  /** How long records must stand still before a lost bulk job counts as over; default: no time, where no job is lost. Milliseconds. */
  readonly settleMs?: number;
}

/** The functions in this process, in front of a real sandbox; the way to it can be broken by a test. */
export function createLocalFunctions(sandbox: Sandbox, now: number, options: LocalOptions = {}): LocalFunctions {
  const calls = {
    retryDelay: { initialMs: 1, maxMs: 3 },
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  };
  const clock = { ms: now };
  const time = { now: () => clock.ms };
  const network = { fetch: globalThis.fetch };
  const log: string[] = [];
  const store = createMemoryStore(time);
  const blob = createMemoryBlob();
  const fetch: typeof globalThis.fetch = (...call) => network.fetch(...call);
  // As on a platform: one source of tokens an installation, since Zoho issues ten in ten minutes.
  const tokensOf = new Map<string, AccessTokens>();
  let ids = 0;

  const ports: WorkPorts = {
    store,
    blob,
    clock: time,
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: createLogger((line) => log.push(line), time.now),
    crmFor(org, frozen, account) {
      const installer = sandbox.tokens.find(
        (each) => each.dc === org.dc && each.orgId === org.orgId && each.user === 'administrator',
      );
      if (installer === undefined) return null;
      const { clientId, clientSecret, url: accountsUrl } = sandbox;
      const credentials = { accountsUrl, clientId, clientSecret, refreshToken: installer.refreshToken };
      const tokens =
        tokensOf.get(installer.refreshToken) ?? createRefreshingTokens(credentials, { fetch, clock: time });
      tokensOf.set(installer.refreshToken, tokens);
      const sender = createRestSender({ fetch, apiUrl: sandbox.url, tokens, ...calls });
      const rest = account === undefined ? sender : meterSender(sender, account);
      return createRestCrmBatch({
        rest,
        content: rest,
        clock: time,
        frozen,
        queryUpToRows: options.queryUpToRows ?? 0,
        ...(options.changesByQueryUpToRows === undefined
          ? {}
          : { changesByQueryUpToRows: options.changesByQueryUpToRows }),
        ...(options.bulkWriteFromRows === undefined ? {} : { bulkWriteFromRows: options.bulkWriteFromRows }),
        wait: options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)))),
      });
    },
    async userNamesFor(org) {
      const installer = sandbox.tokens.find(
        (each) => each.dc === org.dc && each.orgId === org.orgId && each.user === 'administrator',
      );
      if (installer === undefined) return new Map();
      const tokens = createPresentedToken(installer.accessToken);
      return readUserNames(createRestSender({ fetch, apiUrl: sandbox.url, tokens, ...calls }));
    },
    counterFor(org, account) {
      const installer = sandbox.tokens.find(
        (each) => each.dc === org.dc && each.orgId === org.orgId && each.user === 'administrator',
      );
      if (installer === undefined) return null;
      const tokens = createPresentedToken(installer.accessToken);
      const sender = createRestSender({ fetch, apiUrl: sandbox.url, tokens, ...calls });
      return createRecordCounter(account === undefined ? sender : meterSender(sender, account));
    },
  };
  const jobs: Job[] = [];
  const { bulkWriteFromRows: bulkFromRows, recordRows, bulkRows } = options;
  const limits = {
    retryMs: 1,
    settleMs: options.settleMs ?? 1,
    ...(bulkFromRows === undefined ? {} : { bulkFromRows }),
    ...(recordRows === undefined ? {} : { recordRows }),
    ...(bulkRows === undefined ? {} : { bulkRows }),
  };
  const audit = createAudit({
    store,
    logger: ports.logger,
    writer: 'local',
    wait: () => new Promise(() => undefined),
  });
  const functionPorts: FunctionPorts = {
    ...ports,
    identify: createIdentifyCaller({
      clock: time,
      gridOf: async (org) => (await readGrid(store, org))?.grid ?? null,
      senderFor: (dc, token) =>
        dc === 'com' || dc === 'eu'
          ? createRestSender({ fetch, apiUrl: sandbox.url, tokens: createPresentedToken(token), ...calls })
          : null,
    }),
    queue: { enqueue: async (job) => void jobs.push(job) },
    segments: createSegmentEngine(ports),
    audit,
    ask: createWorkDesk(ports),
    widgetOrigins: new Set(),
    signIn: null,
    links: { signer: createLinkSigner(new Uint8Array(32)) },
  };
  const app = createFunctionApp(functionPorts, addAllRoutes, addOpenRoutes);

  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      while ((await performJob(ports, job, { limits })) === 'again');
    }
  };
  const caller = (headers: Record<string, string>) => ({
    async call(method: string, path: string, body?: unknown): Promise<Reply> {
      const response = await app.request(path, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      await work();
      return toReply(response, bytes);
    },
  });

  return {
    ports,
    queue: functionPorts.queue,
    async tick(org) {
      await tickOrg(functionPorts, org);
      await work();
    },
    blob,
    audit,
    log,
    clock,
    network,
    as(user, org) {
      const holder = sandbox.tokens.find(
        (each) => each.dc === org.dc && each.orgId === org.orgId && each.user === user,
      );
      if (holder === undefined) throw new Error(`no user ${user}`);
      return caller({ authorization: `Bearer ${holder.accessToken}`, 'x-crm-dc': org.dc });
    },
    withToken: (authorization, headers = {}) =>
      caller(authorization === null ? headers : { ...headers, authorization }),
  };
}

function toReply(response: Response, bytes: Uint8Array): Reply {
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    at(...path) {
      let value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      for (const part of path) value = isIndexable(value) ? value[part] : undefined;
      return value;
    },
  };
}

function isIndexable(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Publishes the proposal and scores, as the org's administrator unless somebody else is named; gives the run's reply. */
export async function configureAndScore(
  functions: LocalFunctions,
  org: OrgKey,
  asOf: string,
  user = 'administrator',
  change = (proposed: unknown): unknown => proposed,
): Promise<Reply> {
  const caller = functions.as(user, org);
  const proposal = await caller.call('GET', '/v1/configuration/proposal');
  const configuration = change(proposal.at('configuration'));
  const published = await caller.call('PUT', '/v1/configuration', {
    configuration,
    replaces: null,
    reason: 'first',
  });
  if (published.status !== 200) throw new Error(`publish: ${published.status} ${JSON.stringify(published.at())}`);
  return scoreOnce(functions, org, asOf, user);
}

/** One run to its end. */
export async function scoreOnce(
  functions: LocalFunctions,
  org: OrgKey,
  asOf: string,
  user = 'administrator',
): Promise<Reply> {
  const caller = functions.as(user, org);
  const started = await caller.call('POST', '/v1/runs', { asOf });
  return caller.call('GET', `/v1/runs/${String(started.at('run', 'id'))}`);
}
