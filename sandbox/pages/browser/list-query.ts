import { LABEL_FIELD_NAMES } from '#core/labels/label-fields.ts';
import { MORE_LABEL_FIELD_NAMES } from '#core/labels/more-label-fields.ts';
import type { FieldInfo } from './crm-api.ts';

/** Rows a page of the list. */
export const PAGE_ROWS = 50;
/** COQL reaches this many rows by LIMIT and OFFSET (Zoho CRM API v8). */
const MAX_REACHABLE_ROWS = 100_000;
export const LAST_PAGE = MAX_REACHABLE_ROWS / PAGE_ROWS;
/** Stands in the address for "no label"; no option of a picklist is empty. */
export const NO_LABEL = '';

export interface ListState {
  readonly search: string;
  /** From 1. */
  readonly page: number;
  /** Field api name. */
  readonly sort: string;
  readonly descending: boolean;
  /** Per label field the chosen options; `NO_LABEL` = accounts without one. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Columns and filters of a list, and beside a record's name, as far as the org has them. */
export const LABEL_FIELDS: readonly string[] = [
  LABEL_FIELD_NAMES.rfmLabel,
  LABEL_FIELD_NAMES.firmographicsLabel,
  MORE_LABEL_FIELD_NAMES.engagementLabel,
  MORE_LABEL_FIELD_NAMES.recommendationsLabel,
  MORE_LABEL_FIELD_NAMES.voiceLabel,
];
/** Own fields that are for machines. */
const HIDDEN_FIELDS: readonly string[] = [LABEL_FIELD_NAMES.evidence];
/** Read, though not shown, where amounts are: they are said in the record's own currency. */
const CURRENCY_FIELD = 'Currency';
const FIRST_COLUMNS = ['Account_Name', ...LABEL_FIELDS, 'Industry', 'Billing_Country', 'Employees', 'Annual_Revenue'];
/** Fields an org added itself, as far as the table has room. */
const OWN_COLUMNS = 2;
const SORTABLE = [
  'text',
  'picklist',
  'integer',
  'bigint',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'email',
  'phone',
];

export function isSortable(field: FieldInfo): boolean {
  return SORTABLE.includes(field.data_type);
}

/** Whether a person should see the field at all. */
export function isShown(field: FieldInfo): boolean {
  return !HIDDEN_FIELDS.includes(field.api_name) && field.data_type !== 'subform';
}

/** The list's columns among those the user may see: the usual ones, labels, what the org added, the owner. */
export function listColumns(fields: readonly FieldInfo[]): readonly FieldInfo[] {
  const byName = new Map(fields.filter(isShown).map((field) => [field.api_name, field]));
  const named = FIRST_COLUMNS.flatMap((name) => byName.get(name) ?? []);
  const own = [...byName.values()]
    .filter((field) => field.custom_field && !field.api_name.startsWith('ABM_'))
    .slice(0, OWN_COLUMNS);
  const owner = byName.get('Owner');
  return [...named, ...own.filter((field) => field.data_type !== 'textarea'), ...(owner === undefined ? [] : [owner])];
}

/** The criteria of a state, paired as Zoho demands. Fields that do not exist for the user are left out. */
export function toCriteria(state: ListState, fields: readonly FieldInfo[]): string {
  const names = new Set(fields.map((field) => field.api_name));
  const parts: string[] = [];
  const search = state.search.trim();
  if (search !== '') parts.push(`Account_Name like ${quoteText(`%${search}%`)}`);
  for (const [name, chosen] of state.labels) {
    if (!names.has(name) || chosen.size === 0) continue;
    const values = [...chosen].filter((value) => value !== NO_LABEL);
    const isIn = values.length === 0 ? null : `${name} in (${values.map(quoteText).join(', ')})`;
    const isNone = chosen.has(NO_LABEL) ? `${name} is null` : null;
    if (isIn !== null && isNone !== null) parts.push(`(${isIn} or ${isNone})`);
    else parts.push(isIn ?? isNone ?? 'id is not null');
  }
  const [first = 'id is not null', ...rest] = parts;
  return rest.reduce((joined, part) => `(${joined} and ${part})`, first);
}

export function toQuery(state: ListState, columns: readonly FieldInfo[], fields: readonly FieldInfo[]): string {
  const sorted = columns.some((column) => column.api_name === state.sort) ? state.sort : 'Account_Name';
  const names = columns.map((column) => column.api_name);
  const amounts = columns.some((column) => column.data_type === 'currency');
  const silent = amounts && fields.some((field) => field.api_name === CURRENCY_FIELD) ? [CURRENCY_FIELD] : [];
  return [
    `select ${[...new Set([...names, ...silent])].join(', ')} from Accounts`,
    `where ${toCriteria(state, fields)}`,
    `order by ${sorted} ${state.descending ? 'desc' : 'asc'}`,
    `limit ${PAGE_ROWS} offset ${(state.page - 1) * PAGE_ROWS}`,
  ].join(' ');
}

/** The state that an address names; what it does not know is ignored. */
export function parseListState(search: URLSearchParams): ListState {
  const page = Number(search.get('page') ?? '1');
  const sort = search.get('sort') ?? '';
  return {
    search: search.get('q') ?? '',
    page: Number.isInteger(page) && page >= 1 && page <= LAST_PAGE ? page : 1,
    sort: /^[A-Za-z]\w*$/.test(sort) ? sort : 'Account_Name',
    descending: search.get('order') === 'desc',
    labels: new Map(LABEL_FIELDS.map((name) => [name, new Set(search.getAll(name))])),
  };
}

export function formatListState(state: ListState): string {
  const search = new URLSearchParams();
  if (state.search !== '') search.set('q', state.search);
  for (const [name, chosen] of state.labels) for (const value of chosen) search.append(name, value);
  if (state.sort !== 'Account_Name') search.set('sort', state.sort);
  if (state.descending) search.set('order', 'desc');
  if (state.page > 1) search.set('page', String(state.page));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** As sandbox/coql/quote-text.ts, which a page may not import: pages share no code with the server. */
function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
