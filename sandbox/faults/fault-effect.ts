import type { JsonObject } from '../api/zoho-error.ts';
import type { OrgChange } from './org-change.ts';

/** A page as a gateway in front of the API gives it. */
export const GATEWAY_PAGE = '<!doctype html><html><title>Service unavailable</title><h1>Please try again</h1></html>';

/** What a fault does to a call that it meets. */
export type FaultEffect =
  /** Answered without being performed; costs nothing. */
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Performed, and its answer changed on the way. */
  | { readonly kind: 'alter'; readonly how: AnswerChange }
  /** The rows of a write, all but the first performed; the first one is answered with this code. */
  | { readonly kind: 'refuseFirstRow'; readonly code: string; readonly message: string; readonly status: 200 | 207 }
  /** An uploaded file whose first row names a record that is not there any more. */
  | { readonly kind: 'orphanFirstRow' }
  /** Never answered: the caller's patience decides. */
  | { readonly kind: 'silence' }
  /** The connection ends, before the call is performed or after it. */
  | { readonly kind: 'hangUp'; readonly performed: boolean }
  /** Performed twice, answered once: a proxy that repeated the request. */
  | { readonly kind: 'repeat' }
  /** The world changes, then the call goes on in the changed world. */
  | { readonly kind: 'change'; readonly change: WorldChange };

export type AnswerChange =
  | 'cutConnection'
  | 'cutBody'
  | 'gatewayPage'
  | 'htmlType'
  | 'noContent'
  | 'jobFailed'
  | 'jobStuck'
  | 'flipByte'
  | 'cutFile'
  | 'csvBom'
  | 'csvWithoutLastRow'
  | 'csvLastRowTwice'
  | 'emptyArchive';

export type WorldChange =
  /** What the caller holds: the access token, or everything that was granted to the user. */
  | { readonly kind: 'revokeAccessToken' }
  | { readonly kind: 'revokeGrant' }
  /** The rest of the org's day, spent by somebody else. */
  | { readonly kind: 'spendCredits' }
  /** The CRM's clock jumps. */
  | { readonly kind: 'turnClock'; readonly ms: number }
  | { readonly kind: 'org'; readonly change: OrgChange };

export function refuse(
  status: number,
  code: string,
  message: string,
  details: JsonObject = {},
  headers: Readonly<Record<string, string>> = {},
): FaultEffect {
  const body = JSON.stringify({ code, details, message, status: 'error' });
  return { kind: 'refuse', status, headers: { 'content-type': 'application/json;charset=UTF-8', ...headers }, body };
}

export function refuseWithPage(status: number): FaultEffect {
  return { kind: 'refuse', status, headers: { 'content-type': 'text/html' }, body: GATEWAY_PAGE };
}
