/**
 * The Embedded SDK's wire protocol, as the published SDK speaks it. Structured-cloned objects; nothing here is ever
 * passed through JSON, since bulk arrays carry extra properties that JSON would drop.
 */
export interface WidgetMessage {
  readonly type: 'SDK.EVENT';
  readonly eventName: 'REGISTER' | 'DEREGISTER' | 'CRM_EVENT' | 'ZDK_EVENT';
  readonly appOrigin: string;
  readonly uniqueID?: string;
  readonly promiseid?: string;
  readonly time?: number;
  readonly data?: unknown;
}

export interface HostMessage {
  readonly type: 'FRAMEWORK.EVENT';
  /** `SET_CONTEXT`, `EVENT_RESPONSE`, `EVENT_RESPONSE_FAILURE`, or an event for `embeddedApp.on`. */
  readonly eventName: string;
  readonly promiseid?: string;
  readonly data?: unknown;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const WIDGET_EVENTS: readonly string[] = ['REGISTER', 'DEREGISTER', 'CRM_EVENT', 'ZDK_EVENT'];
/** An address, an id, the name of a promise: none of them is long. Characters. */
const MAX_WORD_CHARS = 2_000;

/** Narrows a message from a frame; anything that is not of the protocol is ignored by the caller. */
export function isWidgetMessage(value: unknown): value is WidgetMessage {
  return (
    isObject(value) &&
    value['type'] === 'SDK.EVENT' &&
    typeof value['eventName'] === 'string' &&
    WIDGET_EVENTS.includes(value['eventName']) &&
    isWord(value['appOrigin']) &&
    (value['uniqueID'] === undefined || isWord(value['uniqueID'])) &&
    (value['promiseid'] === undefined || isWord(value['promiseid']))
  );
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_WORD_CHARS;
}

/** Host replies may be objects or JSON texts. */
export function parseHostMessage(value: unknown): HostMessage | null {
  let message = value;
  if (typeof message === 'string') {
    try {
      message = JSON.parse(message);
    } catch {
      return null;
    }
  }
  if (!isObject(message) || message['type'] !== 'FRAMEWORK.EVENT') return null;
  const { eventName, promiseid, data } = message;
  if (typeof eventName !== 'string') return null;
  if (promiseid !== undefined && typeof promiseid !== 'string') return null;
  return { type: 'FRAMEWORK.EVENT', eventName, data, ...(promiseid === undefined ? {} : { promiseid }) };
}
