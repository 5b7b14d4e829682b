import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createFunctionApp } from '../http/function-app.ts';
import { addAllRoutes } from '../local/all-routes.ts';
import { addOpenRoutes } from '../local/open-routes.ts';
import { describeBug } from '../log/describe-bug.ts';
import { readPeakRssMb } from '../local/peak-memory.ts';
import { connectServices } from './connect-services.ts';
import { createCatalystPlatform, type CatalystPlatform } from './create-catalyst-ports.ts';
import { readCatalystSettings, SettingsError, type CatalystSettings } from './settings.ts';

/** What was recorded is written down before the answer leaves, since the instance may then be frozen; but not for ever. */
const LONGEST_SETTLING_MS = 2_000;

type HttpFunction = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * An Advanced I/O function that answers everything. The environment is read at the first request: what is missing is then
 * said in the function's log, and the caller hears 503.
 */
export function createHttpFunction(env: Readonly<Record<string, string | undefined>>): HttpFunction {
  let started: {
    readonly settings: CatalystSettings;
    readonly platform: CatalystPlatform;
    readonly answer: HttpFunction;
  };
  const start = (): typeof started => {
    const settings = readCatalystSettings(env);
    const platform = createCatalystPlatform(settings);
    return { settings, platform, answer: createListener(platform) };
  };
  return async (request, response) => {
    try {
      started ??= start();
      const { settings, platform, answer } = started;
      request.url = withoutPlatformPath(request.url ?? '/');
      const services = await connectServices({ headers: request.headers }, settings);
      await platform.during(services, () => answer(request, response));
    } catch (error) {
      process.stderr.write(`${error instanceof SettingsError ? error.message : JSON.stringify(describeBug(error))}\n`);
      refuse(response, error instanceof SettingsError ? 'settings.missing' : 'platform.unavailable');
    }
  };
}

function createListener({ http }: CatalystPlatform): HttpFunction {
  const app = new Hono();
  app.get('/v1/health', (c) => c.json({ ok: true, peakRssMb: readPeakRssMb() }));
  app.route('/', createFunctionApp(http, addAllRoutes, addOpenRoutes));
  const listener = getRequestListener(
    async (request) => {
      const response = await app.fetch(request);
      await settle(http);
      return response;
    },
    { overrideGlobalObjects: false },
  );
  return async (request, response) => {
    const ended = new Promise<void>((resolve) => {
      response.once('close', resolve);
    });
    await listener(request, response);
    // The invocation lasts until the last byte: a file is still being read from the bucket.
    if (!response.writableFinished) await ended;
  };
}

async function settle({ audit }: CatalystPlatform['http']): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_SETTLING_MS);
  });
  await Promise.race([audit.settled(), late]);
  clearTimeout(timer);
}

/** A function's address is `/server/<name>/execute/...`; what of that it is given to see is not documented. */
export function withoutPlatformPath(url: string): string {
  const path = url.replace(/^\/server\/[^/?]+(?=[/?]|$)/, '').replace(/^\/execute(?=[/?]|$)/, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function refuse(response: ServerResponse, code: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ code }));
}
