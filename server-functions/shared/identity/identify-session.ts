import type { Clock } from '#core/clock.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { fail } from '#core/result.ts';
import type { AccessTokens } from '../rest/access-tokens.ts';
import type { RestSender } from '../rest/send-rest.ts';
import { askCrm, type GridOf } from './ask-crm.ts';
import { createCallerCache } from './caller-cache.ts';
import type { Credentials } from './credentials.ts';
import type { IdentifyCaller } from './identify-caller.ts';
import { isSessionBearer, SESSION_MS, type Sessions } from './sessions.ts';

/** Users whose access tokens are held at once; the oldest leave first. */
const MAX_HELD = 1_000;

export interface SessionIdentityOptions {
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly gridOf: GridOf;
  /** Access tokens from a user's refresh token. */
  readonly tokensFrom: (org: OrgKey, refreshToken: string) => AccessTokens | null;
  readonly senderWith: (org: OrgKey, tokens: AccessTokens) => RestSender | null;
  /** For every other `Authorization`: a user's own OAuth token. */
  readonly byToken: IdentifyCaller;
}

/**
 * The caller behind a session, asked of the CRM with the user's stored refresh token: a session says whose token to ask with,
 * and never who that is. The session itself is looked up at every request, so that a sign-out holds at once.
 */
export function createIdentifyAny(options: SessionIdentityOptions): IdentifyCaller {
  const callers = createCallerCache(options.clock);
  /** By last use: the first ones rest longest. */
  const held = new Map<
    string,
    { readonly refreshToken: string; readonly sender: RestSender; readonly usedAt: number }
  >();

  /** Whoever has not asked for as long as a session lives has signed out or gone: their tokens are not kept in memory. */
  const letGo = (): void => {
    for (const [name, { usedAt }] of held) {
      if (held.size <= MAX_HELD && options.clock.now() - usedAt < SESSION_MS) return;
      held.delete(name);
      callers.forget(name);
    }
  };

  const senderOf = (org: OrgKey, name: string, refreshToken: string): RestSender | null => {
    const known = held.get(name);
    held.delete(name);
    const isSame = known?.refreshToken === refreshToken;
    if (!isSame) callers.forget(name);
    const tokens = isSame ? null : options.tokensFrom(org, refreshToken);
    const sender = isSame ? known.sender : tokens === null ? null : options.senderWith(org, tokens);
    if (sender !== null) held.set(name, { refreshToken, sender, usedAt: options.clock.now() });
    letGo();
    return sender;
  };

  return async (authorization, dataCentre) => {
    const bearer = bearerOf(authorization);
    if (bearer === null) return options.byToken(authorization, dataCentre);
    const session = await options.sessions.find(bearer);
    if (session === null) return fail('notAuthenticated');
    const { org, userId } = session;
    const name = `${formatOrgKey(org)}/${userId}`;
    const refreshToken = await options.credentials.read(org, userId);
    const sender = refreshToken === null ? null : senderOf(org, name, refreshToken);
    if (sender === null) return fail('notAuthenticated');
    const caller = await callers.get(name, () => askCrm(sender, org.dc, options.gridOf));
    if (!caller.ok) return caller;
    // The stored token speaks for somebody else: nothing that follows may rest on it.
    const isThem = caller.value.userId === userId && formatOrgKey(caller.value.org) === formatOrgKey(org);
    return isThem ? caller : fail('notVerifiable');
  };
}

/** The session in an `Authorization` header; null for anything else. */
export function bearerOf(authorization: string | undefined): string | null {
  const token = authorization?.startsWith('Bearer ') === true ? authorization.slice('Bearer '.length) : '';
  return isSessionBearer(token) ? token : null;
}
