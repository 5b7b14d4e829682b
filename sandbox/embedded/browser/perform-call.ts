import { failure, type CallOutcome } from './call-outcome.ts';
import { namesAreSafe, toRest, type RestRequest } from './call-to-rest.ts';
import { DEFAULT_MANNERS, type HostManners } from './host-manners.ts';
import { performUi, type HostActions } from './perform-ui.ts';
import { performZrc } from './perform-zrc.ts';
import { findCall } from './protocol-table.ts';
import { isObject } from './wire.ts';

/** The CRM's REST API as the user who looks at the page. undefined body = none. An empty answer (204) has a null body. */
export type CrmRest = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }>;

/** What an org holds beside its records, and not every page does. Each takes a call's `data` as the widget sent it. */
export interface HostServices {
  /** FUNCTIONS.execute: `{code: 'success', details: {output, type, id}, message}`. */
  readonly functions?: (data: Readonly<Record<string, unknown>>) => Promise<CallOutcome>;
  /** CONNECTION.invoke, and zrc through a connection. */
  readonly connections?: (data: Readonly<Record<string, unknown>>) => Promise<CallOutcome>;
  /** CONNECTOR and HTTP. */
  readonly connectors?: (data: Readonly<Record<string, unknown>>) => Promise<CallOutcome>;
  /** Uploads, downloads, attachments. A `File` arrives as one. */
  readonly files?: (data: Readonly<Record<string, unknown>>) => Promise<CallOutcome>;
  /** BLUEPRINT.proceed and WIZARD.post. */
  readonly processes?: (data: Readonly<Record<string, unknown>>) => Promise<CallOutcome>;
}

export interface HostPorts {
  readonly rest: CrmRest;
  readonly actions: HostActions;
  readonly services?: HostServices;
  readonly manners?: HostManners;
  /** Of the CRM: what `GET_PARENT_URL` answers. */
  readonly origin: string;
}

/** Fields one call may name; what a list reads when the caller names none. Source: Zoho CRM API v8. */
const MAX_FIELDS = 50;

const SERVICES: Readonly<Record<string, keyof HostServices>> = {
  FUNCTIONS_EXECUTE: 'functions',
  CRM_CONNECTION: 'connections',
  CONNECTOR: 'connectors',
  FILES: 'files',
  CRM_BLUEPRINT: 'processes',
  CRM_WIZARD: 'processes',
};

/** Calls of which no document says what they answer. */
const UNDOCUMENTED: readonly string[] = ['ORG_LEVEL_INFO', 'USER_PREFERENCE'];

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Performs one `CRM_EVENT` of the protocol's table, by the REST API wherever that can. Rejects when the CRM cannot be reached. */
export async function performCall(data: unknown, ports: HostPorts): Promise<CallOutcome> {
  const { failures } = ports.manners ?? DEFAULT_MANNERS;
  if (isObject(data) && (data['category'] === 'GET_PARENT_URL' || data['category'] === 'ZRC_REQUEST')) {
    return await performZrc(data, ports);
  }
  const outcome = await perform(data, ports);
  return outcome.ok || failures === 'rejections' ? outcome : { ok: true, data: outcome.data };
}

async function perform(data: unknown, ports: HostPorts): Promise<CallOutcome> {
  if (!isObject(data)) return failure('INVALID_DATA', 'the call has no data');
  if (findCall('CRM_EVENT', data) === undefined) {
    return failure('NOT_SUPPORTED', `the call ${text(data['category'])} ${text(data['type'])} is not known`);
  }
  if (data['category'] === 'UI') return performUi(data, ports.actions);
  const service = data['type'] === 'ATTACHMENT' ? 'files' : SERVICES[text(data['category'])];
  if (service !== undefined) {
    const serve = ports.services?.[service];
    return serve === undefined ? failure('NOT_SUPPORTED', `this org has no ${service}`) : await serve(data);
  }
  if (!namesAreSafe(data)) return failure('INVALID_DATA', 'a name or id of the call is not one');
  if (data['category'] === 'CONFIG' && data['type'] === 'VARIABLE')
    return await readVariables(data['nameSpace'], ports);
  const known = ports.manners?.undocumented !== 'refused' || !UNDOCUMENTED.includes(text(data['type']));
  const request = known ? toRest(data) : null;
  if (request === null) return failure('NOT_SUPPORTED', `nothing says what ${text(data['type'])} answers`);
  // A name or id that the call lacks would address the whole list.
  if (/\/(?:$|[/?])/.test(request.path)) return failure('MANDATORY_NOT_FOUND', 'the call lacks a name or an id');
  return await ask(await withFields(request, ports.rest), data, ports);
}

async function ask(
  request: RestRequest,
  data: Readonly<Record<string, unknown>>,
  { rest, manners = DEFAULT_MANNERS }: HostPorts,
): Promise<CallOutcome> {
  const { status, body } = await rest(request.method, request.path, request.body);
  if (status === 204) return { ok: true, data: manners.empty === 'text' ? '' : null };
  // A refused row of a batch is an answer, not a failure of the call.
  if (status >= 400 && !hasRows(body)) return { ok: false, data: body };
  if (isObject(body)) {
    const users: unknown = body['users'];
    if (data['type'] === 'CURRENT_USER' && manners.user === 'flat' && Array.isArray(users)) {
      return { ok: true, data: users[0] };
    }
    if (request.upsert === true && manners.upsert === 'bareArray') return { ok: true, data: body['data'] };
  }
  return { ok: true, data: body };
}

async function withFields(request: RestRequest, rest: CrmRest): Promise<RestRequest> {
  if (request.listOf === undefined) return request;
  const { body } = await rest('GET', `/settings/fields?module=${request.listOf}`);
  const fields: readonly unknown[] = isObject(body) && Array.isArray(body['fields']) ? body['fields'] : [];
  const names = fields.flatMap((each) =>
    isObject(each) && each['data_type'] !== 'subform' ? [text(each['api_name'])] : [],
  );
  const separator = request.path.includes('?') ? '&' : '?';
  return { ...request, path: `${request.path}${separator}fields=${names.slice(0, MAX_FIELDS).join(',')}` };
}

function hasRows(body: unknown): boolean {
  return isObject(body) && Array.isArray(body['data']);
}

/** How REST names a variable. */
const VARIABLE = /^\w{1,50}$/;

/** One by its name, `{Success: {Content}}`; several by `{apiKeys}`, `{Success: {content: {name: {value}}}}`. */
async function readVariables(asked: unknown, { rest }: HostPorts): Promise<CallOutcome> {
  const several = isObject(asked) && Array.isArray(asked['apiKeys']);
  const names = several && Array.isArray(asked['apiKeys']) ? asked['apiKeys'].map(text) : [text(asked)];
  if (!names.every((name) => VARIABLE.test(name))) return failure('INVALID_DATA', 'the name of a variable is not one');
  const values = new Map<string, unknown>();
  for (const name of names) {
    const { status, body } = await rest('GET', `/settings/variables/${name}`);
    if (status >= 400) return { ok: false, data: body };
    const variables: readonly unknown[] = isObject(body) && Array.isArray(body['variables']) ? body['variables'] : [];
    const [variable] = variables;
    if (isObject(variable)) values.set(name, variable['value']);
  }
  if (!several) return { ok: true, data: { Success: { Content: values.get(names[0] ?? '') ?? null } } };
  return {
    ok: true,
    data: { Success: { content: Object.fromEntries([...values].map(([name, value]) => [name, { value }])) } },
  };
}
