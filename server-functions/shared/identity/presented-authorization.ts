import type { Context } from 'hono';

/** What widgets send: gateways of platforms keep `Authorization` to themselves (Catalyst takes it for its own sign-in). */
const OWN_HEADER = 'x-abm-authorization';

/** What the caller presents, in our header or, where nothing stands before the functions, in the usual one. */
export function presentedAuthorization(c: Context): string | undefined {
  return c.req.header(OWN_HEADER) ?? c.req.header('authorization');
}
