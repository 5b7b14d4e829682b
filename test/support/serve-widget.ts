import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Route } from 'playwright-core';

export const WIDGETS = 'https://widgets.lodestar.invalid';
const FUNCTIONS = 'https://functions.lodestar.invalid';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The server functions of a browser test. Status 0 = there is no connection. */
export interface WidgetServer {
  handle(method: string, path: string, body: unknown): { readonly status: number; readonly body: unknown };
}

/** What stands behind a widget's page in a browser test. */
interface Behind {
  /** The built pages. */
  readonly folder: string;
  readonly server: WidgetServer;
  /** In place of Zoho's script. */
  readonly script: string;
}

/** Answers what the page asks of its own origin, of Zoho's and of the functions; nothing leaves the machine. */
export async function serveWidget(route: Route, { folder, server, script }: Behind): Promise<void> {
  const request = route.request();
  const url = new URL(request.url());
  if (url.origin === FUNCTIONS) return answerFunction(route, server);
  if (url.pathname.endsWith('ZohoEmbededAppSDK.min.js')) {
    return route.fulfill({ contentType: 'text/javascript', body: script });
  }
  if (url.origin !== WIDGETS) return route.abort();
  const body = await readFile(join(folder, url.pathname)).catch(() => null);
  if (body === null) return route.fulfill({ status: 404 });
  return route.fulfill({ contentType: TYPES[extname(url.pathname)] ?? 'application/octet-stream', body });
}

async function answerFunction(route: Route, server: WidgetServer): Promise<void> {
  const request = route.request();
  const { pathname, search } = new URL(request.url());
  if (pathname === '/signed-in')
    return route.fulfill({ contentType: 'text/html', body: '<script>window.close()</script>' });
  const headers = {
    'access-control-allow-origin': WIDGETS,
    'access-control-allow-headers': 'authorization, x-abm-authorization, content-type',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-expose-headers': 'content-disposition',
  };
  if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers });
  const sent: unknown = request.postDataJSON();
  const { status, body } = server.handle(request.method(), pathname + search, sent);
  if (status === 0) return route.abort('internetdisconnected');
  if (pathname.startsWith('/v1/export-links/') && status === 200) {
    return route.fulfill({
      status,
      headers: { ...headers, 'content-disposition': 'attachment; filename="lodestar-export.zip"' },
      contentType: 'application/zip',
      body: 'zip',
    });
  }
  return route.fulfill({ status, headers, contentType: 'application/json', body: JSON.stringify(body) });
}
