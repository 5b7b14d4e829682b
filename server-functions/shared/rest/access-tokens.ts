import type { Clock } from '#core/clock.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { tokenAnswer } from './zoho-answers.ts';

/** Where access tokens come from. `invalidate` takes the refused token, so that a newer one is never thrown away. */
export interface AccessTokens {
  token(): Promise<string>;
  invalidate(token: string): void;
  /** Can a refused token be replaced? A user's presented token cannot. */
  readonly renewable: boolean;
}

/** A token somebody presented: used as it is. */
export function createPresentedToken(token: string): AccessTokens {
  return { token: () => Promise.resolve(token), invalidate: () => undefined, renewable: false };
}

export interface RefreshCredentials {
  /** Origin of the accounts server, e.g. https://accounts.zoho.com */
  readonly accountsUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** Renew this long before the stated end, so that a call in flight does not cross it. Milliseconds. */
const RENEW_EARLY_MS = 60_000;
/** An accounts server that does not answer in this time is down. Milliseconds. */
const REFRESH_TIMEOUT_MS = 20_000;

/**
 * Access tokens from a refresh token, one refresh in flight however many callers wait: Zoho issues 10 access tokens per
 * 10 minutes and refresh token (Zoho CRM API v8). Throws `CrmError`: `notAuthenticated` where Zoho refuses the credentials,
 * `rateLimited`, `unavailable` and `timeout` otherwise.
 */
export function createRefreshingTokens(
  credentials: RefreshCredentials,
  { fetch, clock }: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
): AccessTokens {
  let current: { readonly token: string; readonly renewAt: number } | null = null;
  let refreshing: Promise<string> | null = null;

  const refresh = async (): Promise<string> => {
    const answer = await requestToken(credentials, fetch);
    current = { token: answer.access_token, renewAt: clock.now() + answer.expires_in * 1_000 - RENEW_EARLY_MS };
    return answer.access_token;
  };

  return {
    renewable: true,
    token() {
      if (current !== null && clock.now() < current.renewAt) return Promise.resolve(current.token);
      refreshing ??= refresh().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    invalidate(token) {
      if (current?.token === token) current = null;
    },
  };
}

async function requestToken(credentials: RefreshCredentials, fetch: typeof globalThis.fetch) {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    refresh_token: credentials.refreshToken,
  });
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL('/oauth/v2/token', credentials.accountsUrl), {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
    });
    text = await response.text();
  } catch (cause) {
    throw new CrmError('unavailable', 'the accounts server did not answer', {}, cause);
  }
  // Throttling comes as 400 "Access Denied" in Zoho's answers, as 429 in everybody else's.
  if (response.status === 429 || /"error"\s*:\s*"Access Denied"/.test(text))
    throw new CrmError('rateLimited', 'token refresh throttled', { status: response.status });
  if (response.status >= 500)
    throw new CrmError('unavailable', 'the accounts server failed', { status: response.status });
  const parsed = tokenAnswer.safeParse(parseJson(text));
  // Zoho answers 200 with {error: ..} for refused credentials, so a missing token decides, not the status.
  if (!parsed.success) throw new CrmError('notAuthenticated', 'token refresh refused', { status: response.status });
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
