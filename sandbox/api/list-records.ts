import type { Parameter } from '../coql/to-parameter.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import { isIdText } from '../store/record-id.ts';
import type { StoredModule } from '../store/stored-metadata.ts';
import { decodePageToken, encodePageToken, PAGE_TOKEN_LIFETIME_MS, type PageToken } from './page-token.ts';
import { MAX_PER_PAGE, readChoice, readCount, readFieldNames, readInstantHeader } from './read-parameters.ts';
import { readRecords, selectFields } from './read-records.ts';
import type { ApiContext } from './request-context.ts';
import { invalidData, ZohoError, type JsonObject } from './zoho-error.ts';

/** Records that `page` reaches. Source: Zoho CRM API v8. */
export const MAX_PAGED_RECORDS = 2_000;
/** Records that `page_token` reaches; beyond, bulk read. */
export const MAX_TOKEN_RECORDS = 100_000;
const MAX_IDS = 100;
const SORT_FIELDS = ['id', 'Created_Time', 'Modified_Time'] as const;

interface ListRequest {
  readonly names: readonly string[];
  readonly perPage: number;
  readonly page: number;
  readonly sortBy: (typeof SORT_FIELDS)[number];
  readonly descending: boolean;
  readonly modifiedSince: number | null;
  readonly ids: readonly bigint[] | null;
  readonly token: PageToken | null;
  readonly bound: string;
}

/** A page of a module, or why there is none: 304 nothing modified since, 204 nothing at all. Throws `ZohoError`. */
export function listRecords(c: ApiContext, module: StoredModule): Response {
  const { context } = c.env;
  const request = readRequest(c, module);
  const { where, parameters } = condition(request);
  const order = request.descending ? 'DESC' : 'ASC';
  const sort = request.sortBy === 'id' ? '' : `t0.${quoteIdentifier(request.sortBy)} ${order}, `;
  const offset = request.token === null ? (request.page - 1) * request.perPage : 0;
  const records = readRecords(context, {
    module,
    fields: selectFields(context, module, request.names),
    tail: `${where} ORDER BY ${sort}t0.id ${order} LIMIT ? OFFSET ?`,
    parameters: [...parameters, request.perPage + 1, offset],
  });
  const data = records.slice(0, request.perPage);
  if (data.length === 0) return c.body(null, request.modifiedSince === null ? 204 : 304);
  const shown = (request.token?.shown ?? offset) + data.length;
  const more = records.length > data.length;
  const next = more ? nextToken(c, module, request, data, shown) : null;
  const info = {
    per_page: request.perPage,
    count: data.length,
    page: Math.ceil(shown / request.perPage),
    sort_by: request.sortBy,
    sort_order: request.descending ? 'desc' : 'asc',
    more_records: more,
    next_page_token: next,
    previous_page_token: null,
    page_token_expiry: next === null ? null : context.formatInstant((context.now + PAGE_TOKEN_LIFETIME_MS) / 1_000),
  };
  return c.json({ data, info });
}

function readRequest(c: ApiContext, module: StoredModule): ListRequest {
  const { context } = c.env;
  const names = readFieldNames(c, true) ?? [];
  const perPage = readCount(c, 'per_page', MAX_PER_PAGE, MAX_PER_PAGE);
  const sortBy = readChoice(c, 'sort_by', SORT_FIELDS, 'id');
  const descending = readChoice(c, 'sort_order', ['asc', 'desc'], 'desc') === 'desc';
  const modifiedSince = readInstantHeader(c, 'If-Modified-Since');
  const ids = readIds(c);
  const bound = JSON.stringify([module.api_name, names, perPage, sortBy, descending, modifiedSince, ids?.map(String)]);
  const tokenText = c.req.query('page_token');
  if (tokenText !== undefined && c.req.query('page') !== undefined) {
    throw new ZohoError(400, 'AMBIGUITY_DURING_PROCESSING', 'ambiguity while processing the request', {
      ambiguity_due_to: [{ param_name: 'page' }, { param_name: 'page_token' }],
    });
  }
  const page = readCount(c, 'page', 1, Number.MAX_SAFE_INTEGER);
  if (page * perPage > MAX_PAGED_RECORDS) {
    throw new ZohoError(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'page and per_page reach too far; use page_token', {
      limit: MAX_PAGED_RECORDS,
      param_name: 'page',
    });
  }
  const token = tokenText === undefined ? null : decodePageToken(tokenText, bound, context.now);
  if (token !== null && token.shown + perPage > MAX_TOKEN_RECORDS) {
    throw new ZohoError(400, 'PAGINATION_LIMIT_EXCEEDED', 'page_token reaches no further; use bulk read', {
      limit: MAX_TOKEN_RECORDS,
      param_name: 'page_token',
    });
  }
  return { names, perPage, page, sortBy, descending, modifiedSince, ids, token, bound };
}

function readIds(c: ApiContext): readonly bigint[] | null {
  const text = c.req.query('ids');
  if (text === undefined) return null;
  const ids = text.split(',').map((id) => id.trim());
  if (ids.length > MAX_IDS) throw invalidData('invalid data', { param_name: 'ids', maximum_length: MAX_IDS });
  const bad = ids.find((id) => !isIdText(id));
  if (bad !== undefined) throw invalidData('the id given seems to be invalid', { param_name: 'ids' });
  return ids.map(BigInt);
}

function condition(request: ListRequest): { readonly where: string; readonly parameters: readonly Parameter[] } {
  const parts: string[] = [];
  const parameters: Parameter[] = [];
  if (request.modifiedSince !== null) {
    parts.push('t0.Modified_Time >= ?');
    parameters.push(request.modifiedSince);
  }
  if (request.ids !== null) {
    parts.push(`t0.id IN (${request.ids.map(() => '?').join(', ')})`);
    parameters.push(...request.ids);
  }
  if (request.token !== null) {
    const [value, id] = request.token.after;
    const beyond = request.descending ? '<' : '>';
    if (request.sortBy === 'id') {
      parts.push(`t0.id ${beyond} ?`);
    } else {
      parts.push(`(t0.${quoteIdentifier(request.sortBy)}, t0.id) ${beyond} (?, ?)`);
      parameters.push(value ?? 0);
    }
    parameters.push(BigInt(id));
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, parameters };
}

/** Continues after the last record by its sort value, so that writes in between neither repeat nor skip records. */
function nextToken(
  c: ApiContext,
  module: StoredModule,
  request: ListRequest,
  data: readonly JsonObject[],
  shown: number,
): string {
  const { context } = c.env;
  const last = data.at(-1)?.['id'];
  const id = typeof last === 'string' ? last : '0';
  const row =
    request.sortBy === 'id'
      ? undefined
      : context
          .store()
          .database.prepare(
            `SELECT ${quoteIdentifier(request.sortBy)} AS value FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`,
          )
          .get(BigInt(id));
  const value = row === undefined ? null : Number(row['value']);
  return encodePageToken({
    bound: request.bound,
    shown,
    after: [value, id],
    expires: context.now + PAGE_TOKEN_LIFETIME_MS,
  });
}
