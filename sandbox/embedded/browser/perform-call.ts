import { isObject } from './wire.ts';

/** How a call ended: the host answers EVENT_RESPONSE or EVENT_RESPONSE_FAILURE with `data`. */
export interface CallOutcome {
  readonly ok: boolean;
  readonly data: unknown;
}

/** The CRM's REST API as the user who looks at the page. null body = GET. An empty answer (204) is null. */
export type CrmRest = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;

/** What the page itself can do for a widget. */
export interface HostActions {
  resize(width: unknown, height: unknown): void;
  openRecord(entity: string, id: string): void;
}

/**
 * Whatever becomes part of a path. A widget is a guest: `..` for a module would reach other addresses of this origin with the
 * user's token.
 */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
const ID = /^[0-9]{1,19}$/;
/** Fields one call may name; what a list reads when the caller names none. Source: Zoho CRM API v8. */
const MAX_FIELDS = 50;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function query(parameters: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null || value === '') continue;
    search.set(name, Array.isArray(value) ? value.join(',') : text(value));
  }
  const shown = search.toString();
  return shown === '' ? '' : `?${shown}`;
}

function failure(code: string, message: string): CallOutcome {
  return { ok: false, data: { code, message, status: 'error', details: {} } };
}

/** Performs one `CRM_EVENT` by the REST API: what the published SDK sends per call. */
export async function performCall(data: unknown, rest: CrmRest, actions: HostActions): Promise<CallOutcome> {
  if (!isObject(data)) return failure('INVALID_DATA', 'the call has no data');
  if (!namesAreSafe(data)) return failure('INVALID_DATA', 'a name or id of the call is not one');
  const call = await withFields(toRequest(data), rest);
  if (call === 'unknown')
    return failure('NOT_SUPPORTED', `the call ${text(data['category'])} ${text(data['type'])} is not known`);
  if (call === 'ui') return performUi(data, actions);
  const answer = await rest(call.method, call.path, call.body);
  if (answer.status === 204) return { ok: true, data: '' };
  if (answer.status >= 400 && !hasRows(answer.body)) return { ok: false, data: answer.body };
  return { ok: true, data: answer.body };
}

interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** A list that REST answers only for named fields, while the SDK's caller need not name any. */
  readonly listOf?: string;
}

function namesAreSafe(data: Readonly<Record<string, unknown>>): boolean {
  const input = isObject(data['APIData']) ? data['APIData'] : {};
  const fits = (pattern: RegExp, ...values: readonly unknown[]): boolean =>
    values.every((value) => value === undefined || pattern.test(text(value)));
  return (
    fits(NAME, data['Entity'], input['Entity'], input['RelatedList'], data['RelatedList']) &&
    fits(ID, data['RecordID'], input['RecordID'], data['RelatedID'], data['ID'])
  );
}

async function withFields(
  call: RestRequest | 'ui' | 'unknown',
  rest: CrmRest,
): Promise<RestRequest | 'ui' | 'unknown'> {
  if (typeof call === 'string' || call.listOf === undefined) return call;
  const { body } = await rest('GET', `/settings/fields${query({ module: call.listOf })}`);
  const fields: readonly unknown[] = isObject(body) && Array.isArray(body['fields']) ? body['fields'] : [];
  const names = fields.flatMap((each) =>
    isObject(each) && each['data_type'] !== 'subform' ? [text(each['api_name'])] : [],
  );
  const separator = call.path.includes('?') ? '&' : '?';
  return { ...call, path: `${call.path}${separator}fields=${names.slice(0, MAX_FIELDS).join(',')}` };
}

function hasRows(body: unknown): boolean {
  return isObject(body) && Array.isArray(body['data']);
}

function toRequest(data: Readonly<Record<string, unknown>>): RestRequest | 'ui' | 'unknown' {
  const input = isObject(data['APIData']) ? data['APIData'] : {};
  const entity = encodeURIComponent(text(data['Entity'] ?? input['Entity']));
  switch (data['category']) {
    case 'READ':
      return readRequest(entity, input);
    case 'CREATE':
      return createRequest(entity, data);
    case 'UPDATE':
      if (data['type'] !== 'RECORD') return 'unknown';
      return {
        method: 'PUT',
        path: `/${entity}`,
        body: { data: rowsOf(data['APIData']), ...writeOptions(data['APIData']) },
      };
    case 'DELETE':
      return { method: 'DELETE', path: `/${entity}/${encodeURIComponent(text(data['RecordID']))}` };
    case 'SEARCH':
      return {
        method: 'GET',
        path: `/${entity}/search${query({ [text(data['Type'])]: data['Query'], page: data['page'], per_page: data['per_page'] })}`,
      };
    case 'QUERY':
      return { method: 'POST', path: '/coql', body: { select_query: input['select_query'] } };
    case 'USER':
      return data['ID'] === undefined
        ? {
            method: 'GET',
            path: `/users${query({ type: data['Type'], page: data['page'], per_page: data['per_page'] })}`,
          }
        : { method: 'GET', path: `/users/${encodeURIComponent(text(data['ID']))}` };
    case 'PROFILES':
      return data['type'] === 'GET_PROFILE'
        ? { method: 'GET', path: `/settings/profiles/${encodeURIComponent(text(data['ID']))}` }
        : { method: 'GET', path: '/settings/profiles' };
    case 'META':
      return metaRequest(entity, data);
    case 'CONFIG':
      if (data['type'] === 'ORG') return { method: 'GET', path: '/org' };
      if (data['type'] === 'CURRENT_USER') return { method: 'GET', path: '/users?type=CurrentUser' };
      return 'unknown';
    case 'UI':
      return 'ui';
    default:
      return 'unknown';
  }
}

function readRequest(entity: string, input: Readonly<Record<string, unknown>>): RestRequest {
  const { RecordID: id, RelatedList: list, page, per_page, fields } = input;
  const base = id === undefined ? `/${entity}` : `/${entity}/${encodeURIComponent(text(id))}`;
  const path = list === undefined ? base : `${base}/${encodeURIComponent(text(list))}`;
  // A related list is named for its module in all lists that widgets read.
  const listed = list === undefined ? entity : text(list);
  const lacksFields = (id === undefined || list !== undefined) && fields === undefined && list !== 'Emails';
  return {
    method: 'GET',
    path: `${path}${query({ page, per_page, fields })}`,
    ...(lacksFields ? { listOf: listed } : {}),
  };
}

function createRequest(entity: string, data: Readonly<Record<string, unknown>>): RestRequest | 'unknown' {
  if (data['type'] !== 'RECORD') return 'unknown';
  const payload = data['APIData'];
  const upsert = extraOf(payload, 'action') === 'UPSERT';
  return {
    method: 'POST',
    path: upsert ? `/${entity}/upsert` : `/${entity}`,
    body: { data: rowsOf(payload), ...writeOptions(payload) },
  };
}

function metaRequest(entity: string, data: Readonly<Record<string, unknown>>): RestRequest | 'unknown' {
  switch (data['type']) {
    case 'FIELD_LIST':
      return { method: 'GET', path: `/settings/fields${query({ module: decodeURIComponent(entity) })}` };
    case 'MODULE_LIST':
      return { method: 'GET', path: '/settings/modules' };
    case 'RELATED_LIST':
      return { method: 'GET', path: `/settings/related_lists${query({ module: decodeURIComponent(entity) })}` };
    default:
      return 'unknown';
  }
}

/** Properties that the SDK hangs on the payload, an array included: they survive structured clone only. */
function extraOf(payload: unknown, name: string): unknown {
  if (typeof payload !== 'object' || payload === null) return undefined;
  return Reflect.get(payload, name);
}

function writeOptions(payload: unknown): Readonly<Record<string, unknown>> {
  const trigger = extraOf(payload, 'trigger');
  const duplicates = extraOf(payload, 'duplicate_check_fields');
  return {
    ...(Array.isArray(trigger) ? { trigger } : {}),
    ...(typeof duplicates === 'string' ? { duplicate_check_fields: duplicates.split(',') } : {}),
  };
}

function rowsOf(payload: unknown): readonly unknown[] {
  if (Array.isArray(payload)) return payload;
  if (!isObject(payload)) return [];
  return [
    Object.fromEntries(
      Object.entries(payload).filter(([name]) => !['trigger', 'action', 'duplicate_check_fields'].includes(name)),
    ),
  ];
}

function performUi(data: Readonly<Record<string, unknown>>, actions: HostActions): CallOutcome {
  const target = isObject(data['data']) ? data['data'] : {};
  if (data['action'] === 'RESIZE') {
    actions.resize(target['width'], target['height']);
    return { ok: true, data: true };
  }
  if (isObject(data['action']) && data['action']['record'] === 'OPEN') {
    actions.openRecord(text(target['Entity']), text(target['RecordID']));
    return { ok: true, data: true };
  }
  return failure('NOT_SUPPORTED', 'this page does not perform that action');
}
