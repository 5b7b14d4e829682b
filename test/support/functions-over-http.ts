import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrgKey } from '#core/crm/org-key.ts';
import { startFunctions, type RunningFunctions } from '#server-functions/shared/local/start-functions.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';

/** The origin whose pages may call. */
export const WIDGET_ORIGIN = 'http://localhost:4810';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The JSON body reached by path, so that no test asserts a type. */
  at(...path: readonly (string | number)[]): unknown;
}

export type HttpCall = (method: string, path: string, body?: unknown) => Promise<HttpAnswer>;

export interface HttpFunctions extends RunningFunctions {
  readonly folder: string;
  /** Ends the process with whatever it works on; the folder stays. */
  kill(): Promise<void>;
  /** As a user of the sandbox, named by key, with their own OAuth token. */
  as(user: string, org: OrgKey): HttpCall;
  /** With a token of the caller's own. */
  withToken(token: string, org: OrgKey): HttpCall;
}

/** Asks until the answer is what is waited for; fails after a while with the last one. */
export async function until(
  ask: () => Promise<HttpAnswer>,
  done: (answer: HttpAnswer) => boolean,
): Promise<HttpAnswer> {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${answer.status} ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** The functions as `npm start` runs them: a process of their own, in front of a real sandbox, on its day. */
export async function startHttpFunctions(
  sandbox: Sandbox,
  now: number,
  folder = mkdtempSync(join(tmpdir(), 'lodestar-functions-')),
): Promise<HttpFunctions> {
  const { clientId, clientSecret, url: accountsUrl } = sandbox;
  const dcs = [...new Set(sandbox.tokens.map((token) => token.dc))];
  const installers = sandbox.tokens.filter(({ user }) => user === 'administrator');
  const functions = await startFunctions({
    port: 0,
    folder,
    clockOffsetMs: now - Date.now(),
    firstPollMs: 20,
    // Bulk jobs take their time and can be paused, broken and counted: what most of these tests are about.
    queryUpToRows: 0,
    retryDelay: { initialMs: 1, maxMs: 3 },
    dataCentres: dcs.map((dc) => ({ dc, apiUrl: sandbox.url, contentUrl: sandbox.url })),
    installations: installers.map(({ dc, orgId, refreshToken }) => ({
      dc,
      orgId,
      refreshToken,
      accountsUrl,
      clientId,
      clientSecret,
    })),
    web: { widgetOrigins: [WIDGET_ORIGIN], clientId, clientSecret, accounts: dcs.map((dc) => ({ dc, accountsUrl })) },
  });
  const withToken =
    (token: string, org: OrgKey): HttpCall =>
    (method, path, body) =>
      callJson(functions.url + path, method, body, { authorization: `Bearer ${token}`, 'x-crm-dc': org.dc });
  return {
    ...functions,
    folder,
    withToken,
    as(user, org) {
      const holder = sandbox.tokens.find(
        (each) => each.dc === org.dc && each.orgId === org.orgId && each.user === user,
      );
      if (holder === undefined) throw new Error(`no user ${user}`);
      return withToken(holder.accessToken, org);
    },
    kill: () => functions.close(),
    async close() {
      await functions.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function callJson(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  return {
    status: response.status,
    headers: response.headers,
    body: parsed,
    at: (...path) => path.reduce<unknown>((value, step) => (isIndexable(value) ? value[step] : undefined), parsed),
  };
}

/** A JSON list's objects; anything else in it, or no list at all, is left out. */
export function recordsIn(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndexable(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
