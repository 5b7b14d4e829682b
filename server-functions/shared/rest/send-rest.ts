import {
  bulkhead,
  circuitBreaker,
  BrokenCircuitError,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel';
import type * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { AccessTokens } from './access-tokens.ts';
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

export interface SenderOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Origin of the API, e.g. https://www.zohoapis.com */
  readonly apiUrl: string;
  readonly tokens: AccessTokens;
  readonly retryDelay?: { readonly initialMs: number; readonly maxMs: number };
  /** Simultaneous calls. Default `DEFAULT_CONCURRENCY`. */
  readonly concurrency?: number;
}

/** Free edition's calls at a time per org and app; larger editions allow up to 25 (facts/crm-api.md). */
export const DEFAULT_CONCURRENCY = 5;
/** Retries of one call; with the default delays the last one starts after about a minute. */
export const MAX_RETRIES = 6;
/** Failures in a row that open the circuit, and how long it stays open. A whole run's share of one bad minute. */
const BREAK_AFTER_FAILURES = 30;
const HALF_OPEN_AFTER_MS = 15_000;
/** A retry budget: when more than a fifth of all calls are retries the CRM is not helped by more of them. Calls. */
const FREE_RETRIES = 30;
const RETRY_SHARE = 0.2;
const JSON_TIMEOUT_MS = 60_000;
const DOWNLOAD_TIMEOUT_MS = 600_000;
/** The largest JSON answer the product asks for is a module's field list, some megabytes. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;

const RETRYABLE = new Set(['rateLimited', 'unavailable', 'timeout', 'unreadableAnswer']);

export function isRetryable(error: unknown): boolean {
  return error instanceof CrmError && RETRYABLE.has(error.reason);
}

/**
 * The one layer with retry, back-off, circuit breaker and concurrency; nothing above retries. Every call the adapters make may
 * be repeated safely: reads, updates to fixed values, jobs whose effect is the same twice, field creation (a repeated one is
 * told by its code). A refused access token is renewed once per call.
 */
export function createRestSender(options: SenderOptions): RestSender {
  const { initialMs, maxMs } = options.retryDelay ?? { initialMs: 400, maxMs: 30_000 };
  let calls = 0;
  let retries = 0;
  const withinBudget = (): boolean => retries < FREE_RETRIES + calls * RETRY_SHARE;

  const retrying = retry(
    handleWhen((error) => isRetryable(error) && withinBudget()),
    { maxAttempts: MAX_RETRIES, backoff: new ExponentialBackoff({ initialDelay: initialMs, maxDelay: maxMs }) },
  );
  retrying.onRetry(() => {
    retries += 1;
  });
  // Only an unreachable CRM opens the circuit; 429 is an answer and has its own back-off.
  const breaking = circuitBreaker(
    handleWhen((error) => error instanceof CrmError && (error.reason === 'unavailable' || error.reason === 'timeout')),
    { halfOpenAfter: HALF_OPEN_AFTER_MS, breaker: new ConsecutiveBreaker(BREAK_AFTER_FAILURES) },
  );
  // Innermost, so that a call waiting for its next attempt holds no place.
  const limiting = bulkhead(options.concurrency ?? DEFAULT_CONCURRENCY, Number.MAX_SAFE_INTEGER);
  const policy = wrap(retrying, breaking, limiting);

  const perform = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    try {
      return await policy.execute(work);
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new CrmError('unavailable', 'the CRM keeps failing; calls are paused', {}, error);
      }
      throw error;
    }
  };

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
      const response = await attempt(request, JSON_TIMEOUT_MS);
      const body = response.status === 204 ? null : await readJson(response);
      if (response.ok || request.accept?.includes(response.status) === true) return { status: response.status, body };
      throw toCrmError(response.status, body, response.headers.get('x-api-credits-remaining'));
    });

  return {
    send,
    async read(request, schema) {
      const { body } = await send(request);
      if (body === null) return null;
      return parseAnswer(schema, body, request.path);
    },
    download: (request, consume) =>
      perform(async () => {
        const response = await attempt(request, DOWNLOAD_TIMEOUT_MS);
        if (!response.ok || response.body === null) {
          throw toCrmError(response.status, await readJson(response), response.headers.get('x-api-credits-remaining'));
        }
        try {
          return await consume(response.body);
        } catch (cause) {
          if (cause instanceof CrmError) throw cause;
          throw new CrmError('unavailable', 'the download broke off', { path: request.path }, cause);
        }
      }),
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
    return await options.fetch(url, {
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body }),
      // A redirect would carry the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new CrmError(timedOut ? 'timeout' : 'unavailable', `no answer from the CRM to ${request.path}`, {}, cause);
  }
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
