import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { DataCentre } from '#core/crm/org-key.ts';

/**
 * What the functions ask of a user: who they are and what they may see. Records are read as the installer; the last three,
 * all of them for reading, say which of them the user may see in orgs that respect record sharing (PER-3).
 */
export const USER_SCOPES = [
  'ZohoCRM.users.READ',
  'ZohoCRM.org.READ',
  'ZohoCRM.settings.modules.READ',
  'ZohoCRM.settings.fields.READ',
  'ZohoCRM.settings.profiles.READ',
  'ZohoCRM.settings.currencies.READ',
  'ZohoCRM.modules.READ',
  'ZohoCRM.coql.READ',
  'ZohoCRM.bulk.READ',
] as const;

/** An accounts server that does not answer in this time is down. Milliseconds. */
const TIMEOUT_MS = 20_000;

/** `location` of Zoho's callback: where the user's org lives, whichever accounts server was asked. */
const LOCATIONS: ReadonlyMap<string, DataCentre> = new Map([
  ['us', 'com'],
  ['eu', 'eu'],
  ['in', 'in'],
  ['au', 'com.au'],
  ['cn', 'com.cn'],
  ['jp', 'jp'],
  ['sa', 'sa'],
  ['ca', 'ca'],
  ['uk', 'uk'],
]);

export interface GrantedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Zoho's accounts servers, as the extension's registered client. */
export interface OAuthClient {
  /** Where the user consents; the first data centre's server sends others on. */
  authorizeUrl(state: string, redirectUri: string): string;
  /** null = a place that this deployment does not serve. Never the `accounts-server` of the address, which anybody may write. */
  dataCentreAt(location: string | null): DataCentre | null;
  /** The one-time code for tokens; null = refused. Throws `CrmError` when the server does not answer. */
  exchange(dc: DataCentre, code: string, redirectUri: string): Promise<GrantedTokens | null>;
  /** Ends a refresh token. Best effort: whoever signs out is signed out here either way. */
  revoke(dc: DataCentre, refreshToken: string): Promise<void>;
}

const tokensSchema = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1) });

export interface OAuthClientOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The first one is asked first. */
  readonly accounts: readonly { readonly dc: DataCentre; readonly accountsUrl: string }[];
}

export function createOAuthClient({ fetch, clientId, clientSecret, accounts }: OAuthClientOptions): OAuthClient {
  const serverOf = (dc: DataCentre | undefined): string | null =>
    accounts.find((each) => each.dc === dc)?.accountsUrl ?? null;
  const post = async (url: URL, body: URLSearchParams): Promise<unknown> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
      return await response.json();
    } catch (cause) {
      throw new CrmError('unavailable', 'the accounts server did not answer', {}, cause);
    }
  };
  return {
    authorizeUrl(state, redirectUri) {
      const url = new URL('/oauth/v2/auth', accounts[0]?.accountsUrl ?? 'https://accounts.zoho.com');
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        scope: USER_SCOPES.join(','),
        redirect_uri: redirectUri,
        state,
        access_type: 'offline',
        // A refresh token comes with an explicit consent only.
        prompt: 'consent',
      }).toString();
      return url.href;
    },
    dataCentreAt(location) {
      const dc = location === null ? accounts[0]?.dc : LOCATIONS.get(location);
      return serverOf(dc) === null ? null : (dc ?? null);
    },
    async exchange(dc, code, redirectUri) {
      const server = serverOf(dc);
      if (server === null) return null;
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uri: redirectUri,
        code,
      });
      // Refusals come as 200 with {error}: what counts is whether tokens came.
      const parsed = tokensSchema.safeParse(await post(new URL('/oauth/v2/token', server), body));
      return parsed.success ? { accessToken: parsed.data.access_token, refreshToken: parsed.data.refresh_token } : null;
    },
    async revoke(dc, refreshToken) {
      const server = serverOf(dc);
      if (server === null) return;
      await post(new URL('/oauth/v2/token/revoke', server), new URLSearchParams({ token: refreshToken })).catch(
        () => undefined,
      );
    },
  };
}
