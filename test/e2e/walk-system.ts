import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { startLocal, type LocalSystem } from '#sandbox/once/start-local.ts';
import { parseStartOptions } from '#sandbox/once/start-options.ts';

/** Small enough to score in a second, large enough for percentiles of five levels without a warning. */
const ACCOUNTS = 300;

/**
 * CRM, widgets and functions as `npm start` runs them, three origins on free ports, nothing configured yet. `widgetFolder`:
 * pages that were built elsewhere, such as an unpacked archive; null = the built ones.
 */
export async function startWalkSystem(
  widgetFolder: string | null = process.env['LODESTAR_PACKED_APP'] ?? null,
): Promise<LocalSystem> {
  const ports = ['--port', '0', '--functions-port', '0', '--widgets-port', '0'];
  const options = parseStartOptions(
    // Labels change when a person of the walk says so.
    [...ports, '--without-refresh', '--accounts', String(ACCOUNTS)],
    process.cwd(),
  );
  if (!options.ok) throw new Error(options.error);
  return await startLocal(options.value, null, widgetFolder === null ? {} : { widgetFolder });
}

export type RestCall = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Zylker's own REST API as one of its users; the parsed body. Throws when it refuses. */
export function restOf({ sandbox }: LocalSystem, user: string): RestCall {
  const holder = sandbox.tokens.find((each) => each.dc === ZYLKER.dc && each.user === user);
  if (holder === undefined) throw new Error(`Zylker has no user "${user}"`);
  return async (method, path, body) => {
    const response = await fetch(`${sandbox.url}/crm/v8${path}`, {
      method,
      headers: { authorization: `Zoho-oauthtoken ${holder.accessToken}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return parsed;
  };
}
