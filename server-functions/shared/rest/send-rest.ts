import type * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { AccessTokens } from './access-tokens.ts';
import { createCallPolicy, type CallPolicy, type CallPolicyOptions } from './call-policy.ts';
import { priceOfCall, REFUSED_CALL } from '../credits/price-of-call.ts';
import type { CreditMeter } from '../credits/credit-meter.ts';
import { toCrmError } from './to-crm-error.ts';

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Absolute path, e.g. "/crm/v8/org". */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: () => FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses beyond 2xx whose body the caller reads itself (400 of a batch where every row fails). */
  readonly accept?: readonly number[];
  /** There is always something to say: 204 is a failure of the moment, not an empty answer. */
  readonly mustAnswer?: boolean;
  /** Resolves when one more such request may go out; asked before every attempt, which holds no place meanwhile. */
  readonly gate?: () => Promise<void>;
  /** Whose call it is; told of every answered attempt (PLT-4). */
  readonly meter?: Pick<CreditMeter, 'note'>;
}

export interface RestAnswer {
  readonly status: number;
  /** null on 204. */
  readonly body: unknown;
}

/** Every call to the CRM goes through here. Throws `CrmError` only. */
export interface RestSender {
  send(request: RestRequest): Promise<RestAnswer>;
  /** As `send`, the body parsed; null on 204. A body of another shape is `unreadableAnswer`. */
  read<T>(request: RestRequest, schema: z.ZodType<T>): Promise<T | null>;
  /** Hands the body to `consume`, again from the start after a failure; what `consume` throws as retryable `CrmError` is retried too. */
  download<T>(request: RestRequest, consume: (body: ReadableStream<Uint8Array>) => Promise<T>): Promise<T>;
}

export interface SenderOptions extends CallPolicyOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Origin of the API, e.g. https://www.zohoapis.com */
  readonly apiUrl: string;
  readonly tokens: AccessTokens;
  /** What several senders share; without it this one has its own, made by the other options. */
  readonly policy?: CallPolicy;
  readonly timeouts?: CallTimeouts;
  /** Told of every answered attempt of all calls. */
  readonly meter?: Pick<CreditMeter, 'note'>;
}

/** How long an answer may take, its body included. Milliseconds. */
export interface CallTimeouts {
  readonly jsonMs: number;
  readonly downloadMs: number;
}

const DEFAULT_TIMEOUTS: CallTimeouts = { jsonMs: 60_000, downloadMs: 600_000 };
/** The largest JSON answer the product asks for is a module's field list, some megabytes. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;

/**
 * The one layer with retry, back-off, circuit breaker and concurrency; nothing above retries. Every call the adapters make may
 * be repeated safely: reads, updates to fixed values, jobs whose effect is the same twice, field creation (a repeated one is
 * told by its code). A refused access token is renewed once per call.
 */
export function createRestSender(options: SenderOptions): RestSender {
  const perform = options.policy ?? createCallPolicy(options);
  const { jsonMs, downloadMs } = options.timeouts ?? DEFAULT_TIMEOUTS;

  const attempt = async (request: RestRequest, timeoutMs: number): Promise<Response> => {
    const first = await options.tokens.token();
    const response = await fetchOnce(options, request, first, timeoutMs);
    if (response.status !== 401 || !options.tokens.renewable) return response;
    await response.body?.cancel();
    options.tokens.invalidate(first);
    return fetchOnce(options, request, await options.tokens.token(), timeoutMs);
  };

  const send = (request: RestRequest): Promise<RestAnswer> =>
    perform(async () => {
      const response = await attempt(request, jsonMs);
      const body = response.status === 204 ? null : await readJson(response);
      if (body === null && response.ok && request.mustAnswer === true) {
        throw new CrmError('unreadableAnswer', `no content from ${request.path}`, { status: response.status });
      }
      if (response.ok || request.accept?.includes(response.status) === true) return { status: response.status, body };
      throw toCrmError(response.status, body, response.headers);
    }, request.gate);

  return {
    send,
    async read(request, schema) {
      const { body } = await send(request);
      if (body === null) return null;
      return parseAnswer(schema, body, request.path);
    },
    download: (request, consume) =>
      perform(async () => {
        const response = await attempt(request, downloadMs);
        if (!response.ok || response.body === null) {
          throw toCrmError(response.status, await readJson(response), response.headers);
        }
        try {
          return await consume(response.body);
        } catch (cause) {
          if (cause instanceof CrmError) throw cause;
          throw new CrmError('unavailable', 'the download broke off', { path: request.path }, cause);
        }
      }, request.gate),
  };
}

/** A body in the shape the product needs, or `unreadableAnswer` naming the first place that differs. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, path: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  // Thrown outside the retrying layer: the same request would give the same shape.
  throw new CrmError('unreadableAnswer', `the CRM's answer to ${path} has another shape at "${at}"`, { path, at });
}

async function fetchOnce(
  options: SenderOptions,
  request: RestRequest,
  token: string,
  timeoutMs: number,
): Promise<Response> {
  const url = new URL(request.path, options.apiUrl);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const headers: Record<string, string> = { authorization: `Zoho-oauthtoken ${token}`, ...request.headers };
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  const body = request.json === undefined ? request.form?.() : JSON.stringify(request.json);
  try {
    const response = await options.fetch(url, {
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body }),
      // A redirect would carry the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    meterCall(options, request, response.status);
    return response;
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new CrmError(timedOut ? 'timeout' : 'unavailable', `no answer from the CRM to ${request.path}`, {}, cause);
  }
}

/** Turned away at the door, for its token (401) or for there being too many (429), a call is free. */
function meterCall({ meter }: SenderOptions, request: RestRequest, status: number): void {
  if (status === 401 || status === 429) return;
  const isPerformed = status < 400 || request.accept?.includes(status) === true;
  const price = isPerformed ? priceOfCall(request) : REFUSED_CALL;
  meter?.note(price);
  request.meter?.note(price);
}

async function readJson(response: Response): Promise<unknown> {
  let text: string;
  try {
    if (Number(response.headers.get('content-length') ?? 0) > MAX_JSON_BYTES) {
      throw new CrmError('limitExceeded', 'the answer is too large', { limit: MAX_JSON_BYTES });
    }
    text = await response.text();
  } catch (cause) {
    if (cause instanceof CrmError) throw cause;
    throw new CrmError('unavailable', 'the answer broke off', { status: response.status }, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    // An HTML page of a gateway, or half an answer. A refusal keeps its status, a success is not one.
    if (!response.ok) return null;
    throw new CrmError('unreadableAnswer', 'the answer is not JSON', { status: response.status }, cause);
  }
}
