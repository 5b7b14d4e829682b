import { Hono, type Context } from 'hono';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import type { BuiltFiles } from '../widget-origin/built-files.ts';
import { answerConsent, parseAuthorizationRequest } from './authorize.ts';
import { answerSession, pageOrgKey, readChosenUser, type SessionAnswer } from './session.ts';

/** What the CRM's pages need of the rest of the sandbox. */
export interface PagesOptions {
  /** The built scripts and styles. */
  files(): Promise<BuiltFiles>;
  /** Origin of the widgets; null while there is none. */
  widgetsUrl(): string | null;
}

interface PagesAppOptions extends PagesOptions {
  readonly orgs: readonly OrgDefinition[];
  accessToken(org: OrgKey, userKey: string): string;
  grantCode(org: OrgKey, userKey: string, scopes: readonly string[], redirectUri: string): string;
}

/** Pages are one document; its script reads from the address which one is wanted. */
const PAGE_PATHS = ['tab/Accounts', 'tab/:module/:id{[0-9]{1,19}}', 'tab/ABM', 'settings/ABM'];
const ASSETS = ['pages.js', 'pages.css'];

/** The CRM's own pages, beside the API on its origin: `/crm/{dc}-{org id}/tab/..`. Other paths fall through to the API. */
export function createPagesApp(options: PagesAppOptions): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const org = readChosenUser(c, options.orgs)?.org ?? options.orgs[0];
    return org === undefined ? c.notFound() : c.redirect(`/crm/${pageOrgKey(org)}/tab/Accounts`);
  });
  for (const path of PAGE_PATHS) {
    app.get(`/crm/:org{[a-z.]+-[0-9]+}/${path}`, (c) => answerPage(c, options));
  }
  for (const name of ASSETS) {
    app.get(`/sandbox/pages/${name}`, async (c) => {
      const file = (await options.files()).get(name);
      if (file === undefined) return c.text('Not found', 404);
      const headers = { 'Content-Type': file.type, 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };
      return c.body(file.bytes, 200, headers);
    });
  }
  app.get('/oauth/v2/auth', async (c) => {
    const request = parseAuthorizationRequest(new URL(c.req.url).searchParams);
    return typeof request === 'string' ? c.text(request, 400) : await answerDocument(c, options);
  });
  app.post('/sandbox/authorize', (c) =>
    answerConsent(c, options.orgs, ({ org, userKey }, request) =>
      options.grantCode(org, userKey, request.scopes, request.redirectUri),
    ),
  );
  app.post('/sandbox/session', (c) =>
    answerSession(c, options.orgs, ({ org, userKey }): SessionAnswer => ({
      org: { key: pageOrgKey(org), dc: org.dc, orgId: org.orgId, name: org.companyName },
      orgs: options.orgs.map((each) => ({ key: pageOrgKey(each), name: each.companyName })),
      user: userKey,
      users: org.users.map((user) => ({
        key: user.key,
        name: `${user.first_name} ${user.last_name}`,
        profile: org.profiles.find(({ key }) => key === user.profile)?.name ?? '',
      })),
      accessToken: options.accessToken(org, userKey),
      widgetsUrl: options.widgetsUrl(),
    })),
  );
  return app;
}

async function answerPage(c: Context, options: PagesAppOptions): Promise<Response> {
  const org = options.orgs.find((each) => pageOrgKey(each) === c.req.param('org'));
  return org === undefined
    ? c.text('There is no such organisation in this sandbox.', 404)
    : await answerDocument(c, options);
}

async function answerDocument(c: Context, { files, widgetsUrl }: PagesAppOptions): Promise<Response> {
  try {
    await files();
  } catch (error) {
    // A page without its script is blank; what stopped the build is what its author wants to read.
    return c.text(error instanceof Error ? error.message : String(error), 500);
  }
  return c.html(DOCUMENT, 200, {
    'Content-Security-Policy': contentPolicy(widgetsUrl()),
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
}

/** Frames come from the widgets' origin alone; nobody frames the CRM. */
function contentPolicy(widgetsUrl: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${widgetsUrl ?? "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The script renders nothing before it knows the theme, and the page paints nothing before the script: no flash of white. */
const DOCUMENT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>CRM</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/sandbox/pages/pages.css">
    <script type="module" src="/sandbox/pages/pages.js" blocking="render"></script>
  </head>
  <body>
    <div id="root"></div>
    <noscript>The pages of the sandbox CRM need JavaScript.</noscript>
  </body>
</html>
`;
