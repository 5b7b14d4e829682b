import { PROTOCOL_CALLS, type ProtocolCall } from '#sandbox/embedded/browser/protocol-table.ts';
import { isObject } from '#sandbox/embedded/browser/wire.ts';

/** Keys around a call, by what kind of message it is. Source: messages of SDK 1.2. */
const ENVELOPES: Readonly<Record<string, readonly string[]>> = {
  REGISTER: ['type', 'eventName', 'appOrigin'],
  DEREGISTER: ['type', 'eventName', 'appOrigin', 'uniqueID'],
  CRM_EVENT: ['type', 'eventName', 'appOrigin', 'uniqueID', 'promiseid', 'time', 'data'],
  ZDK_EVENT: ['type', 'eventName', 'appOrigin', 'uniqueID', 'promiseid', 'time', 'data'],
};

/** How a widget's message differs from what the SDK sends; none = it is of the protocol, every key of it. */
export function protocolProblems(message: unknown): readonly string[] {
  if (!isObject(message)) return ['no message'];
  const { type, eventName, data } = message;
  const envelope = typeof eventName === 'string' ? ENVELOPES[eventName] : undefined;
  if (type !== 'SDK.EVENT' || envelope === undefined) return [`unknown kind ${String(type)} ${String(eventName)}`];
  const present = Object.keys(message);
  const around = [
    ...present.filter((key) => !envelope.includes(key)).map((key) => `extra ${key}`),
    ...envelope.filter((key) => !present.includes(key)).map((key) => `lacks ${key}`),
  ];
  if (!envelope.includes('data')) return around;
  return [...around, ...(isObject(data) ? callProblems(String(eventName), data) : ['no data'])];
}

/** Names of the rows that a call's data fits in every key. */
export function rowsOfCall(event: string, data: Readonly<Record<string, unknown>>): readonly ProtocolCall[] {
  return PROTOCOL_CALLS.filter(
    (row) =>
      row.event === event &&
      Object.entries(row.fixed).every(([key, value]) => data[key] === value) &&
      // A key that is there without a value is dropped by nobody: structured clone carries it.
      Object.keys(data).every((key) => key in row.fixed || row.keys.includes(key)),
  );
}

function callProblems(event: string, data: Readonly<Record<string, unknown>>): readonly string[] {
  const rows = rowsOfCall(event, data);
  return rows.length === 1 ? [] : [`${rows.length} rows of the table fit ${JSON.stringify(data)}`];
}
