import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from 'hono';
import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { OrgDefinition } from '../orgs/org-definition.ts';

/** Who is signed in to the CRM's pages. There are no passwords, and every user of every org can be chosen. */
export interface ChosenUser {
  readonly org: OrgDefinition;
  readonly userKey: string;
}

/** What the pages learn when they open. */
export interface SessionAnswer {
  readonly org: { readonly key: string; readonly dc: string; readonly orgId: string; readonly name: string };
  readonly orgs: readonly { readonly key: string; readonly name: string }[];
  readonly user: string;
  readonly users: readonly { readonly key: string; readonly name: string; readonly profile: string }[];
  /** The user's own token for the REST API; good for this sandbox alone. */
  readonly accessToken: string;
  /** Origin of the widgets; null when the sandbox runs without them. */
  readonly widgetsUrl: string | null;
}

const wishSchema = z.strictObject({
  /** `pageOrgKey`; absent or unknown = the org of the last choice. */
  org: z.string().max(60).optional(),
  /** Absent or unknown = the user of the last choice, else the org's first. */
  user: z.string().max(60).optional(),
});

/** How an org stands in page addresses: org ids are unique only inside a data centre. */
export function pageOrgKey({ dc, orgId }: OrgKey): string {
  return `${dc}-${orgId}`;
}

/**
 * `POST /sandbox/session`: chooses who looks, and answers with that user's token. It exists in the sandbox alone; in a CRM
 * the session is a login.
 */
export async function answerSession(
  c: Context,
  orgs: readonly OrgDefinition[],
  answer: (chosen: ChosenUser) => SessionAnswer,
): Promise<Response> {
  if (!isOwnPage(c)) return c.json({ code: 'FORBIDDEN' }, 403);
  const url = new URL(c.req.url);
  const wish = wishSchema.safeParse(await c.req.json().catch(() => null));
  if (!wish.success) return c.json({ code: 'INVALID_DATA' }, 400);
  const chosen = choose(orgs, wish.data, readChosenUser(c, orgs));
  if (chosen === null) return c.json({ code: 'INVALID_DATA' }, 400);
  setCookie(c, cookieName(url), `${pageOrgKey(chosen.org)}.${chosen.userKey}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
  });
  c.header('Cache-Control', 'no-store');
  return c.json(answer(chosen));
}

/**
 * Whether a POST comes from a page of this very origin. Browsers state where one comes from and let no page choose another name,
 * so that neither a widget (another origin, and one that gets no CORS header here) nor a rebound DNS name can ask.
 */
export function isOwnPage(c: Context): boolean {
  const url = new URL(c.req.url);
  return isLoopback(url.hostname) && c.req.header('Origin') === url.origin;
}

/** The user of the last choice; null before the first. A name, not a secret: it opens nothing without a page of this origin. */
export function readChosenUser(c: Context, orgs: readonly OrgDefinition[]): ChosenUser | null {
  const [orgKey, userKey] = splitLast(getCookie(c, cookieName(new URL(c.req.url))) ?? '');
  const org = orgs.find((each) => pageOrgKey(each) === orgKey);
  if (org === undefined || !org.users.some(({ key }) => key === userKey)) return null;
  return { org, userKey };
}

function choose(
  orgs: readonly OrgDefinition[],
  wish: z.infer<typeof wishSchema>,
  last: ChosenUser | null,
): ChosenUser | null {
  const org = orgs.find((each) => pageOrgKey(each) === wish.org) ?? last?.org ?? orgs[0];
  if (org === undefined) return null;
  const keys = org.users.map(({ key }) => key);
  const userKey = [wish.user, last?.userKey, keys[0]].find((key) => key !== undefined && keys.includes(key));
  return userKey === undefined ? null : { org, userKey };
}

/** Cookies do not tell ports apart; two sandboxes on one machine must not share a user. */
function cookieName(url: URL): string {
  return `crm_user_${url.port}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}

function splitLast(text: string): readonly [string, string] {
  const at = text.lastIndexOf('.');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
