import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { errorAnswer } from './zoho-answers.ts';

/** Codes that say more than their status. Message texts vary in case and wording: only codes are matched (Zoho CRM API v8). */
const BY_CODE: ReadonlyMap<string, CrmErrorReason> = new Map([
  ['INVALID_TOKEN', 'notAuthenticated'],
  ['AUTHENTICATION_FAILURE', 'notAuthenticated'],
  ['OAUTH_SCOPE_MISMATCH', 'scopeMissing'],
  ['NO_PERMISSION', 'noPermission'],
  ['INVALID_MODULE', 'invalidModule'],
  ['INVALID_QUERY', 'invalidQuery'],
  ['SYNTAX_ERROR', 'invalidQuery'],
  ['INVALID_DATA', 'invalidData'],
  ['MANDATORY_NOT_FOUND', 'invalidData'],
  ['RESOURCE_NOT_FOUND', 'notFound'],
  ['DUPLICATE_DATA', 'conflict'],
  ['ALREADY_MODIFIED', 'conflict'],
  ['LIMIT_EXCEEDED', 'limitExceeded'],
  ['DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'limitExceeded'],
  ['PAGINATION_LIMIT_EXCEEDED', 'limitExceeded'],
]);

/** Detail keys that name things of ours or of the vendor's metadata; never a record's contents. */
const SAFE_DETAILS = new Set([
  'api_name',
  'json_path',
  'expected_data_type',
  'maximum_length',
  'resource_path_index',
  'param_name',
  'limit',
  'permissions',
  'clause',
]);

/** Status and body of a refused call as a domain error. 429 is decided by the status alone: its codes differ. */
export function toCrmError(status: number, body: unknown, headers: Headers = new Headers()): CrmError {
  const parsed = errorAnswer.safeParse(body);
  const code = parsed.success ? parsed.data.code : null;
  const details = Object.fromEntries(
    Object.entries(parsed.success ? parsed.data.details : {}).filter(([key]) => SAFE_DETAILS.has(key)),
  );
  const reason = toReason(status, code, headers.get('x-api-credits-remaining'));
  const retryAfterMs = readRetryAfter(headers.get('retry-after'));
  return new CrmError(reason, `CRM answered ${status}${code === null ? '' : ` ${code}`}`, {
    status,
    code,
    ...details,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

/** Seconds, as every API writes it; a date would need the CRM's clock, and is ignored. */
function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text.trim()) ? Number(text) * 1_000 : null;
}

function toReason(status: number, code: string | null, creditsRemaining: string | null): CrmErrorReason {
  if (status === 429) return creditsRemaining === '0' ? 'creditsExhausted' : 'rateLimited';
  if (status >= 500) return 'unavailable';
  // A missing record may come as 404 INVALID_DATA: the status says it better.
  if (status === 404 && code !== 'INVALID_MODULE') return 'notFound';
  const known = code === null ? undefined : BY_CODE.get(code);
  if (known !== undefined) return known;
  if (status === 401) return 'notAuthenticated';
  if (status === 403) return 'noPermission';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 413) return 'limitExceeded';
  return 'invalidData';
}
