import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';

export const NOON = Date.UTC(2026, 2, 1, 17);

/** An answer of the API, its body reached by path so that no test asserts a type. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  at(...path: readonly (string | number)[]): unknown;
  /** `data`, as plain records. */
  readonly rows: readonly Record<string, unknown>[];
}

export interface Caller {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  coql(query: string): Promise<Answer>;
  readonly token: string;
}

export interface TestSandbox extends Sandbox {
  readonly clock: { ms: number };
  as(user: string, org?: OrgKey): Caller;
  withToken(token: string): Caller;
  /** Rows straight from the org's tables. */
  sql(query: string, org?: OrgKey): readonly Record<string, unknown>[];
  id(module: 'Accounts' | 'Contacts' | 'Products' | 'Deals' | 'Deal_Line_Items' | 'Campaigns', ordinal: number): string;
}

const NUMBERS = { Accounts: 11, Contacts: 12, Products: 13, Deals: 14, Deal_Line_Items: 15, Campaigns: 41 } as const;
const SMALL_SEED = { moduleUrl: new URL('./small-seed.ts', import.meta.url).href, options: null };

/** A sandbox with the small seed in Zylker and in Nordlicht, on its own clock, closed when the test or file ends. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const clock = { ms: NOON };
  const sandbox = await createSandbox({
    orgs: [
      { definition: ZYLKER, seed: SMALL_SEED },
      { definition: NORDLICHT, seed: SMALL_SEED },
    ],
    clock: { now: () => clock.ms },
    ...options,
  });
  const withToken = (token: string) => createCaller(sandbox.url, token);
  return {
    ...sandbox,
    clock,
    withToken,
    as(user, org = ZYLKER) {
      const entry = sandbox.tokens.find((each) => each.user === user && each.dc === org.dc && each.orgId === org.orgId);
      if (entry === undefined) throw new Error(`No user ${user}`);
      return withToken(entry.accessToken);
    },
    sql(query, org = ZYLKER) {
      const database = new DatabaseSync(sandbox.databasePath(org), { readOnly: true });
      try {
        return database.prepare(query).all();
      } finally {
        database.close();
      }
    },
    id: (module, ordinal) => `${ZYLKER.idPrefix}${NUMBERS[module]}${String(ordinal).padStart(10, '0')}`,
  };
}

/** The same, for one test that needs its own. */
export async function startSandboxForTest(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

function createCaller(url: string, token: string): Caller {
  async function send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Zoho-oauthtoken ${token}`, ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
    });
    return toAnswer(response);
  }
  return {
    token,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path, undefined),
    coql: (query) => send('POST', '/crm/v8/coql', { select_query: query }),
  };
}

export async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  const at = (...path: readonly (string | number)[]): unknown => path.reduce(step, body);
  const data = at('data');
  return {
    status: response.status,
    headers: response.headers,
    body,
    at,
    rows: Array.isArray(data) ? data.filter(isRecord) : [],
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function step(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value.at(key) : undefined;
  return isRecord(value) ? value[key] : undefined;
}
