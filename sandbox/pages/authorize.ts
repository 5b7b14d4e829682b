import type { Context } from 'hono';
import * as z from 'zod';
import type { DataCentre } from '#core/crm/org-key.ts';
import { CLIENT_ID } from '../http/token-office.ts';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import { isOwnPage, readChosenUser, type ChosenUser } from './session.ts';

/** `GET /oauth/v2/auth`, the page on which a user agrees. Source: Zoho's OAuth documentation, server-based applications. */
export interface AuthorizationRequest {
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
}

const SCOPE = /^Zoho[A-Za-z]+(?:\.[A-Za-z_]+)+$/;
/** Zoho's callback names the data centre by a word of its own. */
const LOCATIONS: Readonly<Partial<Record<DataCentre, string>>> = { com: 'us', 'com.au': 'au', 'com.cn': 'cn' };

/** The request, or a sentence that says what is wrong: without a good address there is nowhere to send a refusal. */
export function parseAuthorizationRequest(search: URLSearchParams): AuthorizationRequest | string {
  if (search.get('client_id') !== CLIENT_ID) return 'Invalid client: this sandbox knows one, named by `npm start`.';
  if (search.get('response_type') !== 'code') return 'Invalid response type: only `code` is supported.';
  const redirectUri = search.get('redirect_uri') ?? '';
  if (!isLocalAddress(redirectUri)) return 'Invalid redirect address: the sandbox sends codes to this machine only.';
  const scopes = (search.get('scope') ?? '').split(/[ ,]/).filter((scope) => scope !== '');
  if (scopes.length === 0 || !scopes.every((scope) => SCOPE.test(scope))) return 'Invalid scope.';
  return { scopes, redirectUri, state: search.get('state') ?? '' };
}

const consentSchema = z.strictObject({ query: z.string().max(4_000), agreed: z.boolean() });

/** `POST /sandbox/authorize`: the answer given on the consent page. Tells where to go on, with a code or with the refusal. */
export async function answerConsent(
  c: Context,
  orgs: readonly OrgDefinition[],
  grant: (chosen: ChosenUser, request: AuthorizationRequest) => string,
): Promise<Response> {
  if (!isOwnPage(c)) return c.json({ code: 'FORBIDDEN' }, 403);
  const consent = consentSchema.safeParse(await c.req.json().catch(() => null));
  const request = consent.success
    ? parseAuthorizationRequest(new URLSearchParams(consent.data.query))
    : 'Invalid answer.';
  const chosen = readChosenUser(c, orgs);
  if (!consent.success || typeof request === 'string' || chosen === null) return c.json({ code: 'INVALID_DATA' }, 400);
  const next = new URL(request.redirectUri);
  if (request.state !== '') next.searchParams.set('state', request.state);
  if (consent.data.agreed) {
    next.searchParams.set('code', grant(chosen, request));
    next.searchParams.set('location', LOCATIONS[chosen.org.dc] ?? chosen.org.dc);
    next.searchParams.set('accounts-server', new URL(c.req.url).origin);
  } else {
    next.searchParams.set('error', 'access_denied');
  }
  c.header('Cache-Control', 'no-store');
  return c.json({ next: next.href });
}

function isLocalAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
