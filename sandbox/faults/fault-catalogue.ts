import { refuse, refuseWithPage, type AnswerChange, type FaultEffect } from './fault-effect.ts';
import type { OrgChange } from './org-change.ts';

export interface FaultDefinition {
  readonly name: string;
  /** One sentence for a person. */
  readonly description: string;
  /** The calls it meets unless the plan says otherwise: method and path, `*` within a path part, `**` across parts. */
  readonly on: string;
  readonly times: number | 'always';
  readonly effect: FaultEffect;
}

const ANY_CALL = '* /crm/**';
const ANY_READ = 'GET /crm/**';
const BULK_JOB = 'GET /crm/bulk/v8/read/*';
const BULK_RESULT = 'GET /crm/bulk/v8/read/*/result';
const UPLOAD = 'POST /crm/v8/upload';
const BULK_WRITE = 'POST /crm/bulk/v8/write';
const BULK_WRITE_JOB = 'GET /crm/bulk/v8/write/*';
const BULK_WRITE_RESULT = 'GET /v2/crm/*/bulk-write/*/*';
const TOKEN = 'POST /oauth/v2/token';
/** Drift sets in when the first rows are about to be read: what was learnt of the org by then is out of date. */
const FIRST_READ_JOB = 'POST /crm/bulk/v8/read';
const HOUR_MS = 3_600_000;
/** Seconds. */
const RETRY_AFTER = '1';

/**
 * Everything that can go wrong at the API, of the faults that the product must survive and of
 * the documented limits of the CRM API. What a fault did to records and metadata stays until the sandbox is reset.
 */
export const FAULTS = [
  fault('tooManyRequests', '429 without Retry-After', ANY_CALL, refuse(429, 'RATE_LIMITED', 'Too many requests')),
  fault(
    'retryAfter',
    '429 that says after how many seconds to come again',
    ANY_CALL,
    refuse(429, 'TOO_MANY_REQUESTS', 'too many requests', {}, { 'retry-after': RETRY_AFTER }),
  ),
  fault(
    'concurrencyExceeded',
    'the org has as many calls under way as its edition allows',
    ANY_CALL,
    refuse(429, 'TOO_MANY_REQUESTS', 'too many calls at a time'),
  ),
  fault('creditsUsedUp', 'somebody else spends the rest of the day’s credits', FIRST_READ_JOB, world('spendCredits')),
  fault(
    'downloadsExceeded',
    'the eleventh download of a minute',
    BULK_RESULT,
    refuse(429, 'TOO_MANY_REQUESTS', 'too many downloads in a minute'),
  ),
  fault('internalError', '500 INTERNAL_ERROR', ANY_CALL, refuse(500, 'INTERNAL_ERROR', 'Internal Server Error')),
  fault('serviceUnavailable', '503 with a gateway’s HTML page', ANY_CALL, refuseWithPage(503)),
  fault('noAnswer', 'the call is never answered', ANY_READ, { kind: 'silence' }),
  fault('connectionReset', 'the connection ends before an answer', ANY_CALL, { kind: 'hangUp', performed: false }),
  fault('answerLost', 'the call is performed, and its answer never comes', ANY_CALL, {
    kind: 'hangUp',
    performed: true,
  }),
  fault('bodyCutOff', 'the connection ends in the middle of the answer', ANY_READ, alter('cutConnection')),
  fault('brokenJson', 'half an answer that claims to be whole', 'GET /crm/v8/**', alter('cutBody')),
  fault('htmlPage', 'a gateway’s HTML page with status 200', ANY_READ, alter('gatewayPage')),
  fault('wrongContentType', 'the right answer, declared as HTML', ANY_READ, alter('htmlType'), 'always'),
  fault('noContent', '204 where records or metadata were asked for', 'GET /crm/v8/**', alter('noContent')),
  fault('duplicateDelivery', 'a proxy sends the call twice', ANY_CALL, { kind: 'repeat' }, 'always'),
  fault('rowErrorsIn200', '200 whose first row failed', 'PUT /crm/v8/*', {
    kind: 'refuseFirstRow',
    code: 'INVALID_DATA',
    message: 'invalid data',
    status: 200,
  }),
  fault('partialWrite', '207: the first row failed', 'PUT /crm/v8/*', {
    kind: 'refuseFirstRow',
    code: 'INVALID_DATA',
    message: 'invalid data',
    status: 207,
  }),
  fault('recordLocked', '207: the first record is locked by an approval', 'PUT /crm/v8/*', {
    kind: 'refuseFirstRow',
    code: 'RECORD_LOCKED',
    message: 'the record is locked',
    status: 207,
  }),
  fault('tokenExpired', 'the access token expires between two calls', FIRST_READ_JOB, world('revokeAccessToken')),
  fault('refreshThrottled', 'the accounts server refuses a further access token for now', TOKEN, {
    kind: 'refuse',
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error_description: 'You have made too many requests continuously. Please try again after some time.',
      error: 'Access Denied',
      status: 'failure',
    }),
  }),
  fault('grantRevoked', 'the installer disconnects the extension during a run', FIRST_READ_JOB, world('revokeGrant')),
  fault(
    'scopeMissing',
    '401: the grant lacks a scope',
    FIRST_READ_JOB,
    refuse(401, 'OAUTH_SCOPE_MISMATCH', 'invalid oauth scope to access this URL'),
    'always',
  ),
  drift('permissionLost', 'the installer may no longer see deals', {
    kind: 'removePermission',
    permission: 'Crm_Implied_View_Deals',
  }),
  fault('bulkJobFails', 'a bulk read job ends with FAILURE', BULK_JOB, alter('jobFailed')),
  fault('bulkJobStuck', 'a bulk read job never ends', BULK_JOB, alter('jobStuck'), 'always'),
  fault(
    'bulkResultExpired',
    'the result of a finished bulk read is gone',
    BULK_RESULT,
    refuse(404, 'RESOURCE_NOT_FOUND', 'the requested resource does not exist', { resource_path_index: 1 }),
  ),
  fault('zipDamaged', 'a flipped bit in a result archive', BULK_RESULT, alter('flipByte')),
  fault('zipCutOff', 'half of a result archive, declared as whole', BULK_RESULT, alter('cutFile')),
  fault('zipEmpty', 'a result archive without a file', BULK_RESULT, alter('emptyArchive')),
  fault('csvBom', 'a byte order mark before the first header', BULK_RESULT, alter('csvBom'), 'always'),
  fault('csvRowsMissing', 'a sound archive with a row less than announced', BULK_RESULT, alter('csvWithoutLastRow')),
  fault('csvRowsTwice', 'a sound archive that gives a row twice', BULK_RESULT, alter('csvLastRowTwice')),
  fault(
    'uploadRefused',
    'the file of a bulk write is not taken',
    UPLOAD,
    refuse(400, 'INVALID_FILE_FORMAT', 'the file format is not supported'),
    'always',
  ),
  fault('bulkRowRefused', 'the first row of a bulk write names a record that is gone', UPLOAD, {
    kind: 'orphanFirstRow',
  }),
  fault('bulkWriteUnclear', 'a bulk write begins, and its answer never comes', BULK_WRITE, {
    kind: 'hangUp',
    performed: true,
  }),
  fault('bulkWriteFails', 'a bulk write job ends with FAILED', BULK_WRITE_JOB, alter('jobFailed')),
  fault('bulkWriteStuck', 'a bulk write job never ends', BULK_WRITE_JOB, alter('jobStuck'), 'always'),
  fault(
    'bulkWriteExpired',
    'the result of a bulk write is gone',
    BULK_WRITE_RESULT,
    refuse(404, 'RESOURCE_NOT_FOUND', 'the requested resource does not exist'),
  ),
  drift('fieldDeleted', 'an administrator deletes a field that the run reads', {
    kind: 'deleteField',
    module: 'Accounts',
    field: 'Employees',
  }),
  drift('fieldRenamed', 'an administrator gives a field another api name', {
    kind: 'renameField',
    module: 'Accounts',
    field: 'Employees',
    to: 'Staff',
  }),
  drift('fieldHidden', 'an administrator hides a field from the installer', {
    kind: 'hideField',
    module: 'Deals',
    field: 'Amount',
  }),
  drift('fieldTypeChanged', 'a field of numbers becomes a field of text', {
    kind: 'retypeField',
    module: 'Accounts',
    field: 'Employees',
    to: 'text',
  }),
  drift('picklistChanged', 'a stage gets another name, in the picklist and in the deals', {
    kind: 'renameOption',
    module: 'Deals',
    field: 'Stage',
    from: 'Negotiation/Review',
    to: 'Final talks',
  }),
  drift('moduleRenamed', 'the module of deals gets another api name', {
    kind: 'renameModule',
    module: 'Deals',
    to: 'Opportunities',
  }),
  drift('recordDeleted', 'somebody deletes an account', { kind: 'deleteRecord', module: 'Accounts' }),
  drift('recordMerged', 'somebody merges two accounts', { kind: 'mergeAccounts' }),
  fault('clockSkew', 'the CRM’s clock jumps an hour ahead', FIRST_READ_JOB, {
    kind: 'change',
    change: { kind: 'turnClock', ms: HOUR_MS },
  }),
  drift('timeZoneChanged', 'the org moves to another time zone', { kind: 'setTimeZone', to: 'Asia/Kolkata' }),
  drift('homeCurrencyChanged', 'the org’s home currency changes', { kind: 'setHomeCurrency', to: 'EUR' }),
] as const satisfies readonly FaultDefinition[];

export type FaultName = (typeof FAULTS)[number]['name'];

function fault<N extends string>(
  name: N,
  description: string,
  on: string,
  effect: FaultEffect,
  times: number | 'always' = 1,
): FaultDefinition & { readonly name: N } {
  return { name, description, on, times, effect };
}

function alter(how: AnswerChange): FaultEffect {
  return { kind: 'alter', how };
}

function world(kind: 'spendCredits' | 'revokeAccessToken' | 'revokeGrant'): FaultEffect {
  return { kind: 'change', change: { kind } };
}

function drift<N extends string>(
  name: N,
  description: string,
  change: OrgChange,
): FaultDefinition & { readonly name: N } {
  return fault(name, description, FIRST_READ_JOB, { kind: 'change', change: { kind: 'org', change } });
}
