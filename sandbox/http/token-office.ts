import { createHash } from 'node:crypto';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { DEVELOPER_SCOPES } from '../api/scopes.ts';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import { createAuthorizationCodes } from './authorization-codes.ts';

/** Access tokens live this long. Source of all figures here: Zoho CRM API v8. */
export const ACCESS_TOKEN_SECONDS = 3_600;
export const MAX_ACCESS_TOKENS = 10;
export const ACCESS_TOKEN_WINDOW_MS = 10 * 60 * 1_000;

/** The one client application that the sandbox knows. */
export const CLIENT_ID = '1000.LODESTAR0SANDBOX0CLIENT';
export const CLIENT_SECRET = 'lodestar-sandbox-secret';

export interface TokenHolder {
  /** `formatOrgKey`. */
  readonly orgKey: string;
  readonly userKey: string;
  readonly scopes: readonly string[];
}

export interface DeveloperTokens {
  /** Never expires; for trying things by hand. */
  readonly accessToken: string;
  readonly refreshToken: string;
}

export type TokenAnswer =
  | { readonly kind: 'issued'; readonly accessToken: string; readonly refreshToken: string | null }
  | { readonly kind: 'refused'; readonly error: 'invalid_client' | 'invalid_code' | 'unsupported_grant_type' }
  | { readonly kind: 'throttled' };

export interface TokenOffice {
  /** Who presents the token; null when it is unknown or has expired. */
  holder(accessToken: string, now: number): TokenHolder | null;
  /** The token endpoint: grants `refresh_token` and `authorization_code`, the latter with a refresh token of its own. */
  exchange(form: ReadonlyMap<string, string>, now: number): TokenAnswer;
  /** What a user has agreed to on the consent page, as a code for `redirectUri`. */
  grantCode(holder: TokenHolder, redirectUri: string, now: number): string;
  /** A token with other scopes or a shorter life, for tests. */
  issue(holder: TokenHolder, expires: number | null): string;
  developerTokens(org: OrgKey, userKey: string): DeveloperTokens;
  /** The access token is good for nothing from now on. */
  revoke(accessToken: string): void;
  /** Everything that was issued to the token's holder, refresh tokens included. */
  revokeGrants(holder: TokenHolder): void;
  /** `POST /oauth/v2/token/revoke`: a refresh token and the access tokens that it gave; what else the holder granted stands. False when it is unknown. */
  revokeRefreshToken(refreshToken: string): boolean;
  /** Forgets everything that was issued. */
  reset(): void;
}

/** Tokens are derived, not random: the same calls give the same tokens. */
export function createTokenOffice(orgs: readonly OrgDefinition[]): TokenOffice {
  const holders = new Map<string, TokenHolder>();
  const refreshTokens = new Map<string, TokenHolder>();
  const issued = new Map<
    string,
    { readonly holder: TokenHolder; readonly expires: number | null; readonly grant: string | null }
  >();
  const recent = new Map<string, number[]>();
  const codes = createAuthorizationCodes();
  const issuedRefreshTokens = new Map<string, TokenHolder>();
  const revoked = new Set<string>();
  let counter = 0;
  for (const org of orgs) {
    for (const user of org.users) {
      const holder = { orgKey: formatOrgKey(org), userKey: user.key, scopes: DEVELOPER_SCOPES };
      const tokens = developerTokens(org, user.key);
      holders.set(tokens.accessToken, holder);
      refreshTokens.set(tokens.refreshToken, holder);
    }
  }

  /** 64 characters that no other call gives. */
  function derive(holder: TokenHolder): string {
    counter++;
    const digest = createHash('sha256').update(`${holder.orgKey}/${holder.userKey}/${counter}`).digest('hex');
    return `${digest.slice(0, 32)}.${digest.slice(32)}`;
  }

  function issue(holder: TokenHolder, expires: number | null, grant: string | null = null): string {
    const token = `1000.${derive(holder)}`;
    issued.set(token, { holder, expires, grant });
    return token;
  }

  function holderOfGrant(refreshToken: string): TokenHolder | undefined {
    return refreshTokens.get(refreshToken) ?? issuedRefreshTokens.get(refreshToken);
  }

  function revokeGrants(holder: TokenHolder): void {
    const same = (other: TokenHolder): boolean => other.orgKey === holder.orgKey && other.userKey === holder.userKey;
    for (const [token, each] of [...refreshTokens, ...issuedRefreshTokens]) if (same(each)) revoked.add(token);
    for (const [token, each] of issued) if (same(each.holder)) revoked.add(token);
  }

  function refresh(refreshToken: string, now: number): TokenAnswer {
    const holder = holderOfGrant(refreshToken);
    if (holder === undefined || revoked.has(refreshToken)) return { kind: 'refused', error: 'invalid_code' };
    const times = (recent.get(refreshToken) ?? []).filter((time) => time > now - ACCESS_TOKEN_WINDOW_MS);
    recent.set(refreshToken, times);
    if (times.length >= MAX_ACCESS_TOKENS) return { kind: 'throttled' };
    times.push(now);
    return {
      kind: 'issued',
      accessToken: issue(holder, now + ACCESS_TOKEN_SECONDS * 1_000, refreshToken),
      refreshToken: null,
    };
  }

  function redeem(code: string, redirectUri: string, now: number): TokenAnswer {
    const holder = codes.redeem(code, redirectUri, now);
    if (holder === null) return { kind: 'refused', error: 'invalid_code' };
    const refreshToken = `1000.refresh.${derive(holder)}`;
    issuedRefreshTokens.set(refreshToken, holder);
    return {
      kind: 'issued',
      accessToken: issue(holder, now + ACCESS_TOKEN_SECONDS * 1_000, refreshToken),
      refreshToken,
    };
  }

  return {
    developerTokens,
    issue,
    revoke: (accessToken) => void revoked.add(accessToken),
    revokeGrants,
    revokeRefreshToken(refreshToken) {
      if (holderOfGrant(refreshToken) === undefined || revoked.has(refreshToken)) return false;
      revoked.add(refreshToken);
      for (const [token, { grant }] of issued) if (grant === refreshToken) revoked.add(token);
      return true;
    },
    holder(accessToken, now) {
      if (revoked.has(accessToken)) return null;
      const fixed = holders.get(accessToken);
      if (fixed !== undefined) return fixed;
      const found = issued.get(accessToken);
      if (found === undefined) return null;
      return found.expires !== null && found.expires <= now ? null : found.holder;
    },
    grantCode: codes.grant,
    exchange(form, now) {
      if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET) {
        return { kind: 'refused', error: 'invalid_client' };
      }
      switch (form.get('grant_type')) {
        case 'refresh_token':
          return refresh(form.get('refresh_token') ?? '', now);
        case 'authorization_code':
          return redeem(form.get('code') ?? '', form.get('redirect_uri') ?? '', now);
        default:
          return { kind: 'refused', error: 'unsupported_grant_type' };
      }
    },
    reset() {
      issued.clear();
      revoked.clear();
      recent.clear();
      codes.reset();
      issuedRefreshTokens.clear();
      counter = 0;
    },
  };
}

function developerTokens(org: OrgKey, userKey: string): DeveloperTokens {
  const name = `${org.dc}.${org.orgId}.${userKey}`;
  return { accessToken: `1000.dev.${name}`, refreshToken: `1000.refresh.${name}` };
}
