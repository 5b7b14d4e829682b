import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import { readBody, RefusedError, type FunctionApp, type FunctionEnv } from '../shared/http/function-app.ts';
import { bearerOf } from '../shared/identity/identify-session.ts';
import { presentedAuthorization } from '../shared/identity/presented-authorization.ts';
import type { FunctionPorts, SignInPorts } from '../shared/ports.ts';
import { HANDOFF_MS, TOKEN, type Grant } from './handoff.ts';
import { popUpPolicy, renderPopUp, type PopUpPage } from './pages.ts';

const COOKIE = 'lodestar_sign_in';
const CALLBACK = '/v1/sign-in/callback';
const MS_PER_SECOND = 1_000;

const beginSchema = z.strictObject({ verifierHash: z.string().regex(TOKEN) });
const takeSchema = z.strictObject({ verifier: z.string().min(16).max(200) });

/**
 * Decision 7: pop-up -> the CRM's consent page -> callback -> one-time handoff -> the widget polls. These routes stand before
 * anybody is known; a session's own two stand here too, since they look at the bearer and not at the caller.
 */
export function addSignInRoutes(app: FunctionApp, ports: FunctionPorts): void {
  const signIn = ports.signIn;
  if (signIn === null) return;
  const { handoffs, sessions } = signIn;
  /** What is left and not when it ends: the browser's clock is its own. */
  const secondsTo = (at: number): number => Math.max(1, Math.floor((at - ports.clock.now()) / MS_PER_SECOND));

  app.post('/v1/sign-in', async (c) => {
    const { verifierHash } = await readBody(c, beginSchema);
    const state = signIn.randomToken();
    await handoffs.begin(state, verifierHash);
    return c.json({ state, url: `${signIn.publicUrl()}/v1/sign-in/${state}/start` }, 201);
  });

  app.get('/v1/sign-in/:state{[A-Za-z0-9_-]{43}}/start', async (c) => {
    const state = c.req.param('state');
    const cookie = getCookie(c, COOKIE) ?? signIn.randomToken();
    if (!(await handoffs.open(state, cookie))) return page(c, 'late', 410);
    setCookie(c, COOKIE, cookie, {
      path: '/v1/sign-in',
      httpOnly: true,
      // The way back from the CRM is a navigation from another site.
      sameSite: 'Lax',
      secure: signIn.publicUrl().startsWith('https:'),
      maxAge: HANDOFF_MS / MS_PER_SECOND,
    });
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    return c.redirect(signIn.oauth.authorizeUrl(state, signIn.publicUrl() + CALLBACK));
  });

  app.get(CALLBACK, async (c) => {
    const { state = '', code, location = null, error } = c.req.query();
    const cookie = getCookie(c, COOKIE) ?? '';
    if (!(await handoffs.isAwaited(state, cookie))) return page(c, 'late', 410);
    if (error !== undefined || code === undefined) {
      await handoffs.settle(state, cookie, 'refused');
      return page(c, 'refused', 200);
    }
    const kept = await grantFor(ports, signIn, code, location);
    // The widget is told at once instead of waiting for its patience to end.
    const isInTime = await handoffs.settle(state, cookie, kept?.grant ?? 'notConfirmed');
    if (kept !== null) await (isInTime ? revokeFormer(signIn, kept) : takeBack(signIn, kept));
    if (!isInTime) return page(c, 'late', 410);
    return kept === null ? page(c, 'failed', 403) : page(c, 'done', 200);
  });

  app.post('/v1/sign-in/:state{[A-Za-z0-9_-]{43}}', async (c) => {
    const { verifier } = await readBody(c, takeSchema);
    const taken = await handoffs.take(c.req.param('state'), verifier);
    switch (taken.kind) {
      case 'waiting':
        return c.json({ pending: true }, 202);
      case 'refused':
        throw new RefusedError(403, { code: 'signIn.refused' });
      case 'notConfirmed':
        throw new RefusedError(403, { code: 'signIn.notConfirmed' });
      case 'gone':
        throw new RefusedError(410, { code: 'signIn.gone' });
      case 'granted': {
        const { org, userId, userName } = taken.grant;
        const { bearer, expiresAt } = await sessions.issue(org, userId, ports.clock.now());
        c.header('cache-control', 'no-store');
        return c.json({
          session: bearer,
          expiresIn: secondsTo(expiresAt),
          caller: { id: userId, name: userName, orgId: org.orgId },
        });
      }
    }
  });

  app.post('/v1/session', async (c) => {
    const bearer = bearerOf(presentedAuthorization(c));
    const renewed = bearer === null ? null : await sessions.renew(bearer);
    if (renewed === null) throw new RefusedError(401, { code: 'identity.notAuthenticated' });
    c.header('cache-control', 'no-store');
    return c.json({ session: renewed.bearer, expiresIn: secondsTo(renewed.expiresAt) });
  });

  app.delete('/v1/session', async (c) => {
    const bearer = bearerOf(presentedAuthorization(c));
    const session = bearer === null ? null : await sessions.find(bearer);
    if (session === null) throw new RefusedError(401, { code: 'identity.notAuthenticated' });
    const { org, userId } = session;
    await sessions.endAll(org, userId);
    const refreshToken = await signIn.credentials.read(org, userId);
    await signIn.credentials.forget(org, userId);
    if (refreshToken !== null) await signIn.oauth.revoke(org.dc, refreshToken);
    ports.logger.info('session.ended', { dc: org.dc, orgId: org.orgId, userId });
    return c.body(null, 204);
  });
}

interface KeptGrant {
  readonly grant: Grant;
  readonly refreshToken: string;
  /** What stood before it, or was first. */
  readonly superseded: string | null;
}

/** A token that nobody holds any more must not stay good at the CRM: one a sign-in would add up. */
async function revokeFormer(signIn: SignInPorts, { grant, superseded }: KeptGrant): Promise<void> {
  if (superseded !== null) await signIn.oauth.revoke(grant.org.dc, superseded);
}

/** Nobody waits for this sign-in any more: what stood before stands again, for the user's other tabs. */
async function takeBack(signIn: SignInPorts, { grant, refreshToken, superseded }: KeptGrant): Promise<void> {
  const { org, userId } = grant;
  if (superseded === null) await signIn.credentials.forget(org, userId);
  else if (superseded !== refreshToken) await signIn.credentials.keep(org, userId, superseded);
  await signIn.oauth.revoke(org.dc, refreshToken);
}

/** Whom the code stands for, by the CRM's answers; their refresh token is kept. null = refused somewhere on the way. */
async function grantFor(
  ports: FunctionPorts,
  signIn: SignInPorts,
  code: string,
  location: string | null,
): Promise<KeptGrant | null> {
  const dc = signIn.oauth.dataCentreAt(location);
  if (dc === null) return null;
  try {
    const tokens = await signIn.oauth.exchange(dc, code, signIn.publicUrl() + CALLBACK);
    if (tokens === null) return null;
    const caller = await ports.identify(`Bearer ${tokens.accessToken}`, dc);
    if (!caller.ok) return null;
    const { org, userId, userName } = caller.value;
    const { refreshToken } = tokens;
    const superseded = await signIn.credentials.keep(org, userId, refreshToken);
    ports.logger.info('session.signedIn', { dc: org.dc, orgId: org.orgId, userId });
    return { grant: { org: { ...org }, userId, userName }, refreshToken, superseded };
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}

function page(c: Context<FunctionEnv>, name: PopUpPage, status: 200 | 403 | 410): Response {
  const nonce = crypto.randomUUID();
  return c.html(renderPopUp(name, c.req.header('accept-language'), nonce), status, {
    'content-security-policy': popUpPolicy(nonce),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
}
