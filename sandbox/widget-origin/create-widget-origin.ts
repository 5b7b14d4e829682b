import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { Clock } from '#core/clock.ts';
import { refuseForeignHost } from '#server-functions/shared/http/own-host.ts';
import type { BuiltFile, BuiltPages } from './built-files.ts';
import { rewritePage } from './rewrite-page.ts';

export interface WidgetOriginOptions {
  /** 0 = any free port. */
  readonly port?: number;
  readonly pages: BuiltPages;
  /** Origin of the server functions; null while they are starting. */
  functionsUrl(): string | null;
  /** The sandbox's time, where it is not the machine's: the widgets then live in it too. */
  readonly clock?: Clock;
}

export interface WidgetOrigin {
  /**
   * On the name `localhost`, the CRM on 127.0.0.1: to a browser these are two sites, as Zoho's are, so that a widget's frame
   * has a process of its own and shares no cookie or storage with the CRM.
   */
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const SDK_PATH = '/sdk/ZohoEmbededAppSDK.min.js';
/** What SDK 1.2 asks the host for during its handshake. Empty: the widgets use nothing of it. */
export const ZDK_PATH = '/sdk/zdk.js';
/** The bundler puts a file's hash into its name. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** Starts the origin that serves the widgets' built pages, and nothing else. Rejects when the port is taken. */
export async function createWidgetOrigin(options: WidgetOriginOptions): Promise<WidgetOrigin> {
  const app = createWidgetApp(options);
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (!refuseForeignHost(request, response)) void listener(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://localhost:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function createWidgetApp({ pages, functionsUrl, clock }: WidgetOriginOptions): Hono {
  const app = new Hono();
  app.use('*', async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
  });
  app.get(SDK_PATH, async (c) => {
    const client = (await pages.sandbox()).get('sdk-client.js');
    return client === undefined ? c.notFound() : send(c, client);
  });
  app.get(ZDK_PATH, (c) =>
    c.body('', 200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' }),
  );
  app.get('/app/*', async (c) => {
    // A look-up by name: a path that climbs, however it is written, is a name that no file has.
    const name = new URL(c.req.url).pathname.slice('/app/'.length);
    const file = (await pages.widgets()).get(name);
    if (file === undefined) return c.notFound();
    if (!file.type.startsWith('text/html')) return send(c, file, name.startsWith('assets/') ? IMMUTABLE : 'no-cache');
    const functions = functionsUrl();
    if (functions === null) return c.text('The server functions are starting. Try again in a moment.', 503);
    const html = rewritePage(new TextDecoder().decode(file.bytes), {
      sdkUrl: SDK_PATH + clockQuery(clock),
      functionsUrl: functions,
    });
    return c.body(html, 200, { 'Content-Type': file.type, 'Cache-Control': 'no-cache' });
  });
  app.notFound((c) => c.text('Not found', 404));
  app.onError((error, c) => c.text(error.message, 500));
  return app;
}

function send(c: Context, file: BuiltFile, caching = 'no-cache'): Response {
  return c.body(file.bytes, 200, { 'Content-Type': file.type, 'Cache-Control': caching });
}

/** Smaller differences are the machine's own affair. Milliseconds. */
const NOTICEABLE_MS = 60_000;

function clockQuery(clock: Clock | undefined): string {
  const offset = clock === undefined ? 0 : Math.round(clock.now() - Date.now());
  return Math.abs(offset) < NOTICEABLE_MS ? '' : `?clock=${offset}`;
}
