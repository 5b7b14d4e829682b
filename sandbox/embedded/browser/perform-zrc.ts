import type { CallOutcome } from './call-outcome.ts';
import { DEFAULT_MANNERS } from './host-manners.ts';
import type { HostPorts } from './perform-call.ts';
import { isObject } from './wire.ts';

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** The API that this CRM has; a widget reaches nothing else of the CRM's origin with the user's token. */
const API_PATH = /^\/crm\/v8((?:\/[A-Za-z0-9_]+)+)$/;
const REFUSED: readonly string[] = ['NO_PERMISSION', 'OAUTH_SCOPE_MISMATCH', 'AUTHENTICATION_FAILURE'];

type ErrorType = 'ConnectionError' | 'ZrcValidationError' | 'ZrcError' | 'ApiError' | 'PermissionException';

/**
 * SDK 1.5's zrc: the parent's address, and requests answered with `{status, headers, data}`. It always rejects, with
 * `{errorType, errorMessage}` or with that inside `error`.
 */
export async function performZrc(data: Readonly<Record<string, unknown>>, ports: HostPorts): Promise<CallOutcome> {
  if (data['category'] === 'GET_PARENT_URL') return { ok: true, data: ports.origin };
  const { zrcFailure } = ports.manners ?? DEFAULT_MANNERS;
  const refuse = (errorType: ErrorType, errorMessage: string): CallOutcome => {
    const error = { errorType, errorMessage };
    return { ok: false, data: zrcFailure === 'nested' ? { error } : error };
  };
  const config = isObject(data['requestConfig']) ? data['requestConfig'] : {};
  const method = config['method'];
  if (typeof method !== 'string' || !METHODS.includes(method.toUpperCase())) {
    return refuse('ZrcValidationError', 'the request has no method that is known');
  }
  if (config['connection'] !== undefined) {
    const through = ports.services?.connections;
    if (through === undefined) return refuse('ConnectionError', 'there is no such connection');
    const outcome = await through(data);
    return outcome.ok ? outcome : refuse('ConnectionError', 'the connection failed');
  }
  const path = apiPath(data['url'], config['params'], ports.origin);
  if (path === null) return refuse('ZrcValidationError', 'the address is none of the CRM’s API');
  try {
    const { status, body, headers = {} } = await ports.rest(method.toUpperCase(), path, config['body']);
    if (status < 400) return { ok: true, data: { status, headers, data: body } };
    const code = isObject(body) ? body['code'] : undefined;
    const message = typeof code === 'string' ? code : String(status);
    const refused = status === 401 || status === 403 || (typeof code === 'string' && REFUSED.includes(code));
    return refuse(refused ? 'PermissionException' : 'ApiError', message);
  } catch {
    return refuse('ZrcError', 'the CRM could not be reached');
  }
}

function apiPath(asked: unknown, params: unknown, origin: string): string | null {
  if (typeof asked !== 'string') return null;
  const url = URL.parse(asked, origin);
  const path = url === null || url.origin !== origin ? null : API_PATH.exec(url.pathname)?.[1];
  if (url === null || path === null || path === undefined) return null;
  for (const [name, value] of Object.entries(isObject(params) ? params : {})) {
    url.searchParams.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return path + url.search;
}
