import { isObject } from './wire.ts';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** A list that REST answers only for named fields, while the SDK's caller need not name any: the module whose fields it reads. */
  readonly listOf?: string;
  readonly upsert?: boolean;
}

type CallData = Readonly<Record<string, unknown>>;

/**
 * Whatever becomes part of a path. A widget is a guest: `..` for a module would reach other addresses of this origin with the
 * user's token.
 */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
const ID = /^[0-9]{1,19}$/;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function query(parameters: CallData): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null || value === '') continue;
    search.set(name, Array.isArray(value) ? value.join(',') : text(value));
  }
  const shown = search.toString();
  return shown === '' ? '' : `?${shown}`;
}

export function namesAreSafe(data: CallData): boolean {
  const input = isObject(data['APIData']) ? data['APIData'] : {};
  const fits = (pattern: RegExp, ...values: readonly unknown[]): boolean =>
    values.every((value) => value === undefined || pattern.test(text(value)));
  return (
    fits(NAME, data['Entity'], input['Entity'], input['RelatedList'], data['RelatedList']) &&
    fits(ID, data['RecordID'], input['RecordID'], data['RelatedID'], data['RelatedRecordID'], data['ID'], data['Id'])
  );
}

/** A call as one request of REST v8, or null: no document says what answers it. Names and ids were checked before. */
export function toRest(data: CallData): RestRequest | null {
  const input = isObject(data['APIData']) ? data['APIData'] : {};
  const entity = text(data['Entity'] ?? input['Entity']);
  switch (data['category']) {
    case 'READ':
      return readRequest(entity, input);
    case 'CREATE':
      return createRequest(entity, data);
    case 'UPDATE':
      return updateRequest(entity, data);
    case 'DELETE':
      return data['type'] === 'RELATED_RECORD'
        ? { method: 'DELETE', path: relatedPath(entity, data) }
        : { method: 'DELETE', path: `/${entity}/${text(data['RecordID'])}` };
    case 'SEARCH':
      return {
        method: 'GET',
        path: `/${entity}/search${query({ [text(data['Type'])]: data['Query'], page: data['page'], per_page: data['per_page'] })}`,
      };
    case 'QUERY':
      return { method: 'POST', path: '/coql', body: { select_query: input['select_query'] } };
    case 'USER':
      return data['ID'] === undefined
        ? get(`/users${query({ type: data['Type'], page: data['page'], per_page: data['per_page'] })}`)
        : get(`/users/${text(data['ID'])}`);
    case 'PROFILES':
      return get(data['type'] === 'GET_PROFILE' ? `/settings/profiles/${text(data['ID'])}` : '/settings/profiles');
    case 'META':
      return metaRequest(entity, data);
    case 'CONFIG':
      // What the last two answer nothing documents; the host's manners decide whether they are answered at all.
      if (data['type'] === 'ORG' || data['type'] === 'ORG_LEVEL_INFO') return get('/org');
      if (data['type'] === 'CURRENT_USER' || data['type'] === 'USER_PREFERENCE') return get('/users?type=CurrentUser');
      return null;
    default:
      return null;
  }
}

function get(path: string): RestRequest {
  return { method: 'GET', path };
}

function relatedPath(entity: string, data: CallData): string {
  return `/${entity}/${text(data['RecordID'])}/${text(data['RelatedList'])}/${text(data['RelatedRecordID'])}`;
}

function readRequest(entity: string, input: CallData): RestRequest {
  const { RecordID: id, RelatedList: list, page, per_page, fields, sort_by, sort_order } = input;
  const base = id === undefined ? `/${entity}` : `/${entity}/${text(id)}`;
  const path = list === undefined ? base : `${base}/${text(list)}`;
  // A related list is named for its module in all lists that widgets read.
  const listed = list === undefined ? entity : text(list);
  const lacksFields = (id === undefined || list !== undefined) && fields === undefined && list !== 'Emails';
  return {
    ...get(`${path}${query({ page, per_page, fields, sort_by, sort_order })}`),
    ...(lacksFields ? { listOf: listed } : {}),
  };
}

function createRequest(entity: string, data: CallData): RestRequest | null {
  const payload = data['APIData'];
  if (data['type'] === 'NOTES') {
    const notes = rowsOf(payload).map((note) =>
      isObject(note) && 'Content' in note ? { Note_Title: note['Title'], Note_Content: note['Content'] } : note,
    );
    return { method: 'POST', path: `/${entity}/${text(data['RelatedID'])}/Notes`, body: { data: notes } };
  }
  if (data['type'] !== 'RECORD') return null;
  const upsert = extraOf(payload, 'action') === 'UPSERT';
  return {
    method: 'POST',
    path: upsert ? `/${entity}/upsert` : `/${entity}`,
    body: { data: rowsOf(payload), ...writeOptions(payload) },
    ...(upsert ? { upsert } : {}),
  };
}

function updateRequest(entity: string, data: CallData): RestRequest | null {
  const payload = data['APIData'];
  switch (data['type']) {
    case 'RECORD':
      return { method: 'PUT', path: `/${entity}`, body: { data: rowsOf(payload), ...writeOptions(payload) } };
    case 'RELATED_RECORD':
      return { method: 'PUT', path: relatedPath(entity, data), body: { data: rowsOf(payload) } };
    case 'PROFILE':
      return { method: 'PUT', path: `/settings/profiles/${text(data['ID'])}`, body: { profiles: rowsOf(payload) } };
    default:
      return null;
  }
}

function metaRequest(entity: string, data: CallData): RestRequest | null {
  const ofModule = query({ module: entity });
  const id = data['Id'] === undefined ? '' : `/${text(data['Id'])}`;
  switch (data['type']) {
    case 'FIELD_LIST':
      return get(`/settings/fields${ofModule}`);
    case 'MODULE_LIST':
      return get('/settings/modules');
    case 'RELATED_LIST':
      return get(`/settings/related_lists${ofModule}`);
    case 'LAYOUTS':
    case 'LAYOUT':
      return get(`/settings/layouts${id}${ofModule}`);
    case 'CUSTOM_VIEWS':
    case 'CUSTOM_VIEW':
      return get(`/settings/custom_views${id}${ofModule}`);
    case 'ASSIGNMENT_RULES':
      return get(`/settings/automation/assignment_rules${ofModule}`);
    default:
      return null;
  }
}

const EXTRAS: readonly string[] = ['trigger', 'action', 'duplicate_check_fields'];

/** Properties that the SDK hangs on the payload, an array included: they survive structured clone only. */
function extraOf(payload: unknown, name: string): unknown {
  if (typeof payload !== 'object' || payload === null) return undefined;
  return Reflect.get(payload, name);
}

function writeOptions(payload: unknown): CallData {
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
  return [Object.fromEntries(Object.entries(payload).filter(([name]) => !EXTRAS.includes(name)))];
}
