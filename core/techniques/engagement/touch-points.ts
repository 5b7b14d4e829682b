import { formatIsoDay } from '#core/crm/days.ts';
import { TOUCHES, type Channel } from './touches.ts';

/** No contact, no account, no hour. */
export const NOBODY = -1;
export const NO_HOUR = -1;

/** Decision 16: one touch point, as timelines show it. */
export interface TouchPoint {
  /** `source:recordId:response`: the same event read twice is the same touch point. */
  readonly id: string;
  readonly source: string;
  readonly recordId: string;
  readonly channel: Channel;
  readonly response: string;
  readonly contactId: string | null;
  readonly accountId: string;
  /** Org-local day. */
  readonly at: string;
}

/** Touch points of one source as columns. Arrays may be longer than `length`. */
export interface TouchPointColumns {
  readonly length: number;
  /** Id of the recipe they came by. */
  readonly source: string;
  readonly recordId: BigInt64Array;
  /** Place in `TOUCHES`. */
  readonly touch: Uint8Array;
  /** Account ordinal, `NOBODY` = none. */
  readonly account: Int32Array;
  /** Contact ordinal, `NOBODY` = none. */
  readonly contact: Int32Array;
  /** Org-local epoch day, never empty. */
  readonly day: Int32Array;
  /** Org-local hour, 0 to 23; `NO_HOUR` = not known. */
  readonly hour: Int8Array;
}

/** One of them with the CRM's ids; null when it belongs to no account. */
export function touchPointAt(
  points: TouchPointColumns,
  row: number,
  { accountIds, contactIds }: { readonly accountIds: BigInt64Array; readonly contactIds: BigInt64Array },
): TouchPoint | null {
  const account = points.account[row] ?? NOBODY;
  const contact = points.contact[row] ?? NOBODY;
  const touch = TOUCHES[points.touch[row] ?? TOUCHES.length];
  if (account === NOBODY || touch === undefined || row >= points.length) return null;
  const recordId = String(points.recordId[row]);
  return {
    id: `${points.source}:${recordId}:${touch.response}`,
    source: points.source,
    recordId,
    channel: touch.channel,
    response: touch.response,
    contactId: contact === NOBODY ? null : String(contactIds[contact]),
    accountId: String(accountIds[account]),
    at: formatIsoDay(points.day[row] ?? 0),
  };
}
