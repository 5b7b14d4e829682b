import { cors } from 'hono/cors';
import type { MiddlewareHandler } from 'hono';

/** A browser asks again after this time. Seconds. */
const PREFLIGHT_SECONDS = 600;
/** What widgets send and read beyond what browsers let pass anyway. */
const SENT = ['authorization', 'x-abm-authorization', 'content-type', 'x-crm-dc'];
const READ = ['content-disposition', 'content-length', 'repr-digest'];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/**
 * CORS by exact origin. A page of any other origin is refused before anything is read, not merely kept from reading the
 * answer; a call without an origin is no page's (navigation of the pop-up, command line, another server).
 */
export function allowOrigins(origins: ReadonlySet<string>): MiddlewareHandler {
  const allow = cors({
    origin: (origin) => (origins.has(origin) ? origin : null),
    allowMethods: METHODS,
    allowHeaders: SENT,
    exposeHeaders: READ,
    maxAge: PREFLIGHT_SECONDS,
  });
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (origin !== undefined && !origins.has(origin)) return c.json({ code: 'request.originNotAllowed' }, 403);
    return allow(c, next);
  };
}
