import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Hono, type Context } from 'hono';
import type { Clock } from '#core/clock.ts';
import { invalidToken, ZohoError } from '../api/zoho-error.ts';
import { MAX_UPLOAD_BYTES } from '../bulk/bulk-limits.ts';
import type { ApiAnswer } from '../workers/messages.ts';
import type { ApiClient } from './api-client.ts';
import { answerWithFault } from '../faults/answer-with-fault.ts';
import type { FaultDesk } from '../faults/fault-desk.ts';
import type { WorldChange } from '../faults/fault-effect.ts';
import { isHeavyCall, type CallOnTheWay, type ConcurrencyGate, type ConcurrencyReading } from './concurrency.ts';
import { addControlRoutes } from './control-routes.ts';
import type { CreditBalance, CreditLedger } from './credit-ledger.ts';
import { ACCESS_TOKEN_SECONDS, type TokenHolder, type TokenOffice } from './token-office.ts';

/** What the HTTP thread keeps per org. */
export interface OrgGate {
  readonly credits: CreditLedger;
  readonly concurrency: ConcurrencyGate;
}

/** What an org has used and may use. */
export interface OrgBalance extends CreditBalance {
  readonly org: string;
  readonly concurrency: ConcurrencyReading;
}

export interface HttpAppOptions {
  readonly api: ApiClient;
  readonly tokens: TokenOffice;
  readonly clock: Clock;
  /** By `formatOrgKey`. */
  gate(orgKey: string): OrgGate;
  balances(): readonly OrgBalance[];
  readonly faults: FaultDesk;
  /** The CRM's clock jumps by so many milliseconds. */
  turnClock(ms: number): void;
  /** Resolves when no reset is under way. */
  ready(): Promise<void>;
  /** Every API call waits for it once it has its place among those at a time. */
  delay(call: CallOnTheWay): Promise<void>;
  reset(): Promise<void>;
  reportBug(message: string): void;
  /** The CRM's pages; null = the API alone. */
  readonly pages: Hono | null;
}

/** Room for the form around an upload. Bytes. */
const MAX_BODY_BYTES = MAX_UPLOAD_BYTES + 64 * 1024;
const FORWARDED_HEADERS = ['content-type', 'if-modified-since', 'if-unmodified-since', 'feature', 'x-crm-org'];
const CREDITS_HEADER = 'X-API-CREDITS-REMAINING';

/** The thread that answers: tokens, credits, concurrency and streaming; everything that touches a database is elsewhere. */
export function createHttpApp(options: HttpAppOptions): Hono {
  const app = new Hono();
  app.post('/oauth/v2/token', (c) => meetFault(c, options, () => answerToken(c, options)));
  app.post('/oauth/v2/token/revoke', (c) => answerRevocation(c, options));
  addControlRoutes(app, options);
  if (options.pages !== null) app.route('/', options.pages);
  app.all('*', (c) => meetFault(c, options, (body) => answerApi(c, options, body)));
  app.onError((error, c) => {
    if (error instanceof ZohoError) return c.json(error.envelope(), error.status);
    options.reportBug(error.stack ?? error.message);
    return c.json(new ZohoError(500, 'INTERNAL_ERROR', 'Internal Server Error').envelope(), 500);
  });
  return app;
}

/** Zoho answers refusals with 200 and `{error}`; throttling with 400. Parameters come in the query or as a form. */
async function answerToken(c: Context, { tokens, clock }: HttpAppOptions): Promise<Response> {
  const form = new Map(Object.entries(c.req.query()));
  for (const [name, value] of Object.entries(await c.req.parseBody()))
    if (typeof value === 'string') form.set(name, value);
  const answer = tokens.exchange(form, clock.now());
  if (answer.kind === 'refused') return c.json({ error: answer.error });
  if (answer.kind === 'throttled') {
    const error_description = 'You have made too many requests continuously. Please try again after some time.';
    return c.json({ error_description, error: 'Access Denied', status: 'failure' }, 400);
  }
  return c.json({
    access_token: answer.accessToken,
    ...(answer.refreshToken === null ? {} : { refresh_token: answer.refreshToken }),
    api_domain: new URL(c.req.url).origin,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
  });
}

/** A user or the application gives the grant back. */
async function answerRevocation(c: Context, { tokens }: HttpAppOptions): Promise<Response> {
  const form = await c.req.parseBody();
  const token = c.req.query('token') ?? (typeof form['token'] === 'string' ? form['token'] : '');
  return tokens.revokeRefreshToken(token)
    ? c.json({ status: 'success' })
    : c.json({ status: 'failure', error: 'invalid_token' }, 400);
}

/** Lets the planned faults at a call; without one it is performed. */
async function meetFault(
  c: Context,
  options: HttpAppOptions,
  perform: (body?: Uint8Array<ArrayBuffer>) => Promise<Response>,
): Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  const holder = holderOf(c, options);
  const effect = options.faults.meet({ method: c.req.method, path: pathname + search, org: holder?.orgKey ?? null });
  if (effect === null) return perform();
  return answerWithFault(effect, {
    env: c.env,
    signal: c.req.raw.signal,
    body: async () => new Uint8Array(await c.req.arrayBuffer()),
    perform: async (body) => {
      try {
        return await perform(body);
      } catch (error) {
        if (error instanceof ZohoError) return c.json(error.envelope(), error.status);
        throw error;
      }
    },
    changeWorld: (change) => changeWorld(change, options, holder, accessTokenOf(c)),
  });
}

/** A call without a valid token changes nothing: whose world would it be? */
async function changeWorld(
  change: WorldChange,
  { api, clock, gate, tokens, turnClock }: HttpAppOptions,
  holder: TokenHolder | null,
  accessToken: string | null,
): Promise<void> {
  if (holder === null || accessToken === null) return;
  switch (change.kind) {
    case 'revokeAccessToken':
      tokens.revoke(accessToken);
      break;
    case 'revokeGrant':
      tokens.revokeGrants(holder);
      break;
    case 'spendCredits': {
      const { credits } = gate(holder.orgKey);
      credits.spend(credits.balance(clock.now()).remaining, clock.now());
      break;
    }
    case 'turnClock':
      turnClock(change.ms);
      break;
    case 'org':
      await api.change(holder.orgKey, change.change, clock.now());
      break;
  }
}

async function answerApi(
  c: Context,
  options: HttpAppOptions,
  changedBody?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  await options.ready();
  const holder = authenticate(c, options);
  const gate = options.gate(holder.orgKey);
  if (gate.credits.balance(options.clock.now()).remaining === 0) {
    c.header(CREDITS_HEADER, '0');
    throw new ZohoError(429, 'LICENSE_UTILITY_LIMIT_EXCEEDED', 'the API credits of the org are used up');
  }
  const url = new URL(c.req.url);
  const leave = gate.concurrency.enter(isHeavyCall(c.req.method, url.pathname));
  if (leave === null) throw new ZohoError(429, 'TOO_MANY_REQUESTS', 'too many calls at a time');
  try {
    await options.delay({ org: holder.orgKey, method: c.req.method, path: url.pathname });
    const answer = await options.api.send({
      method: c.req.method,
      path: url.pathname + url.search,
      headers: forwardedHeaders(c),
      body: changedBody ?? (await readBody(c)),
      ...holder,
      scopes: [...holder.scopes],
      now: options.clock.now(),
      origin: url.origin,
    });
    gate.credits.spend(answer.credits, options.clock.now());
    const { limit, spent, remaining } = gate.credits.balance(options.clock.now());
    if (answer.bug !== null) options.reportBug(answer.bug);
    return await toResponse(answer, spent * 2 >= limit ? { [CREDITS_HEADER]: String(remaining) } : {});
  } finally {
    leave();
  }
}

function authenticate(c: Context, options: HttpAppOptions): TokenHolder {
  if (c.req.header('Authorization') === undefined)
    throw new ZohoError(401, 'AUTHENTICATION_FAILURE', 'Authentication failed');
  const holder = holderOf(c, options);
  if (holder === null) throw invalidToken();
  return holder;
}

function holderOf(c: Context, { tokens, clock }: HttpAppOptions): TokenHolder | null {
  const token = accessTokenOf(c);
  return token === null ? null : tokens.holder(token, clock.now());
}

function accessTokenOf(c: Context): string | null {
  return /^(?:Zoho-oauthtoken|Bearer) (\S+)$/.exec(c.req.header('Authorization') ?? '')?.[1] ?? null;
}

function forwardedHeaders(c: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of FORWARDED_HEADERS) {
    const value = c.req.header(name);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

async function readBody(c: Context): Promise<Uint8Array<ArrayBuffer> | null> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return null;
  const tooLarge = () =>
    new ZohoError(413, 'FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'the body is too large', { limit: MAX_BODY_BYTES });
  if (Number(c.req.header('Content-Length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (body.length > MAX_BODY_BYTES) throw tooLarge();
  return body;
}

/** A file streams from disk as fast as the client takes it. */
async function toResponse(answer: ApiAnswer, creditHeaders: Readonly<Record<string, string>>): Promise<Response> {
  const { status, file, body } = answer;
  const headers = { ...answer.headers, ...creditHeaders };
  if (file === null) return new Response(body.length === 0 ? null : Uint8Array.from(body), { status, headers });
  const { size } = await stat(file);
  return new Response(streamFile(file), { status, headers: { ...headers, 'Content-Length': String(size) } });
}

function streamFile(path: string): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<unknown> = createReadStream(path)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else if (next.value instanceof Uint8Array) controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
