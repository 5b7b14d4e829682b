import { invalidData, limitExceeded, requiredParameter, ZohoError, type JsonObject } from './zoho-error.ts';
import type { ApiContext } from './request-context.ts';

/** Fields a records call may name. Source: Zoho CRM API v8. */
export const MAX_FIELDS = 50;
/** Records a page. */
export const MAX_PER_PAGE = 200;

/** The `fields` parameter; required by lists, optional for one record (null = all). */
export function readFieldNames(c: ApiContext, required: boolean): readonly string[] | null {
  const text = c.req.query('fields');
  if (text === undefined || text === '') {
    if (required) throw requiredParameter('fields');
    return null;
  }
  const names = text.split(',').map((name) => name.trim());
  if (names.length > MAX_FIELDS)
    throw limitExceeded('fields limit exceeded', { limit: MAX_FIELDS, param_name: 'fields' });
  return names;
}

/** A positive whole number parameter. Throws INVALID_DATA naming it. */
export function readCount(c: ApiContext, name: string, fallback: number, maximum: number): number {
  const text = c.req.query(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalidData('invalid data', { param_name: name, expected_data_type: 'integer' });
  if (value > maximum) throw invalidData('invalid data', { param_name: name, maximum_length: maximum, limit: maximum });
  return value;
}

/** One of a few words. */
export function readChoice<T extends string>(c: ApiContext, name: string, choices: readonly T[], fallback: T): T {
  const text = c.req.query(name);
  if (text === undefined) return fallback;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) throw invalidData('invalid data', { param_name: name, supported_values: choices });
  return choice;
}

/** `If-Modified-Since` and its like, as Zoho's ISO text or an HTTP date. Epoch seconds; null when absent. */
export function readInstantHeader(c: ApiContext, name: string): number | null {
  const text = c.req.header(name);
  if (text === undefined) return null;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds))
    throw invalidData('invalid data', { header_name: name, expected_data_type: 'datetime' });
  return Math.floor(milliseconds / 1_000);
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as a JSON object. Throws INVALID_DATA. */
export async function readJsonBody(c: ApiContext): Promise<Record<string, unknown>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw new ZohoError(400, 'INVALID_DATA', 'body of the request is no valid JSON', {
      expected_data_type: 'jsonobject',
    });
  }
  if (!isJsonObject(body)) throw invalidData('invalid data', { expected_data_type: 'jsonobject', json_path: '$' });
  return body;
}

/** The rows under a batch's root key, checked for presence, kind and number. */
export function readRows(body: Record<string, unknown>, root: string, maximum: number): readonly unknown[] {
  const rows = body[root];
  const place: JsonObject = { api_name: root, json_path: `$.${root}` };
  if (rows === undefined) throw new ZohoError(400, 'MANDATORY_NOT_FOUND', 'required field not found', place);
  if (!Array.isArray(rows)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonarray' });
  if (rows.length === 0) throw invalidData('invalid data', { ...place, minimum_length: 1 });
  if (rows.length > maximum) throw invalidData('invalid data', { ...place, maximum_length: maximum, limit: maximum });
  return rows;
}
