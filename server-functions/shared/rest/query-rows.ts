import type { Cancellation } from '#core/cancellation.ts';
import { quoteId } from '#core/criteria/coql-literal.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { askCount, holdsForNone, listsNothing } from './count-records.ts';
import type { RestSender } from './send-rest.ts';
import { recordsAnswer } from './zoho-answers.ts';

/** Rows of one COQL answer, for 3 credits; a bulk read job costs 50 and its polls (Zoho CRM API v8). */
export const ROWS_PER_QUERY = 2_000;
/** Up to here 16 queries cost less than one job. Rows. */
export const QUERY_UP_TO_ROWS = 32_000;
/** Its prices rise at these limits (third parties' figures). Rows. */
const CHEAP_LIMITS = [200, 1_000] as const;
/** COQL selects this many columns (Zoho CRM API v8). */
const MAX_COLUMNS = 500;
/** The id and the time of change, where nobody asks for them. */
const OWN_COLUMNS = 2;
/** Names reach a query's text: nothing else may. */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
/** A JSON number of more digits is not what the CRM keeps. Digits. */
const EXACT_DIGITS = 15;

/** Every record there is. */
const ALL = 'id is not null';

/** What a query may refuse that a bulk read may still give; whatever else fails, fails. */
const REFUSALS: ReadonlySet<CrmErrorReason> = new Set([
  'invalidQuery',
  'invalidModule',
  'invalidField',
  'invalidData',
  'limitExceeded',
  'noPermission',
  'notFound',
  'scopeMissing',
]);

/**
 * A small module's rows by COQL, as the CSV that a bulk read would give: a header, then a chunk a page, in the order of ids, so
 * that what is added or deleted meanwhile shifts no page. null = read it in bulk: more than `upToRows`, refused, other rows than
 * counted, or with values whose exact text JSON does not carry.
 */
export async function queryRows(
  rest: RestSender,
  { module, fields }: { readonly module: string; readonly fields: readonly string[] },
  {
    upToRows,
    emptyToo = false,
    condition = ALL,
    cancellation,
  }: {
    readonly upToRows: number;
    /** In COQL, one pair of brackets around it where it is more than a comparison. Default: every record. */
    readonly condition?: string;
    /** Nothing to read is usual here, and asked about once more instead of by a job. */
    readonly emptyToo?: boolean;
    readonly cancellation?: Cancellation | undefined;
  },
): Promise<readonly Uint8Array[] | null> {
  if (upToRows === 0 || !isQueryable({ module, fields })) return null;
  try {
    const counted = (await askCount(rest, module, condition)) ?? 0;
    if (counted === 0 && condition !== ALL)
      return (await holdsForNone(rest, module, condition)) === true ? [encode([fields])] : null;
    // Nothing at all is what failures look like, too: an empty module is worth a job that says so.
    if (counted === 0) return emptyToo && (await listsNothing(rest, module)) ? [encode([fields])] : null;
    if (counted > upToRows) return null;
    const limit = condition === ALL ? ROWS_PER_QUERY : limitFor(counted);
    const chunks = [encode([fields])];
    let where = condition;
    for (let rows = 0; ;) {
      cancellation?.throwIfAborted();
      const select = `select ${fields.join(', ')} from ${module} where ${where} order by id asc limit ${limit}`;
      const request = { method: 'POST', path: '/crm/v8/coql', json: { select_query: select } } as const;
      const { data = [], info } = (await rest.read(request, recordsAnswer)) ?? {};
      const cells = data.map((record) => toCells(record, fields));
      const whole = cells.filter((row) => row !== null);
      rows += data.length;
      if (whole.length < cells.length || rows > upToRows) return null;
      chunks.push(encode(whole));
      const last = data.at(-1);
      // No content is how a query says that there is nothing, and what a failing gateway may say too: the count decides.
      if (last === undefined || info?.more_records !== true) return rows === counted ? chunks : null;
      const beyond = `id > ${quoteId(last.id)}`;
      where = condition === ALL ? beyond : `(${condition} and ${beyond})`;
    }
  } catch (error) {
    if (isQueryRefusal(error)) return null;
    throw error;
  }
}

/** The CRM takes no such query, or not from us; a bulk read may be another matter. */
export function isQueryRefusal(error: unknown): error is CrmError {
  return error instanceof CrmError && REFUSALS.has(error.reason);
}

/** Few enough columns, and nothing but names in the query's text. */
export function isQueryable({
  module,
  fields,
}: {
  readonly module: string;
  readonly fields: readonly string[];
}): boolean {
  return fields.length <= MAX_COLUMNS - OWN_COLUMNS && [module, ...fields].every((name) => NAME.test(name));
}

/** The cheapest limit of a query that is to give so many rows. */
export function limitFor(rows: number): number {
  return CHEAP_LIMITS.find((limit) => rows <= limit) ?? ROWS_PER_QUERY;
}

/** Records as CSV lines; null where a value's exact text cannot be told from its JSON. */
export function encodeRecords(
  records: readonly Readonly<Record<string, unknown>>[],
  fields: readonly string[],
): Uint8Array | null {
  const rows = records.map((record) => toCells(record, fields));
  const whole = rows.filter((row) => row !== null);
  return whole.length < rows.length ? null : encode(whole);
}

function toCells(record: Readonly<Record<string, unknown>>, fields: readonly string[]): readonly string[] | null {
  const cells = fields.map((field) => toCell(record[field]));
  const whole = cells.filter((cell) => cell !== null);
  return whole.length < cells.length ? null : whole;
}

/** The value as bulk read writes it; null where that cannot be told from the JSON. */
function toCell(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return isExact(value) ? String(value) : null;
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string') ? value.join(';') : null;
  // A lookup or an owner: what counts is whom it names.
  if (typeof value === 'object' && 'id' in value && typeof value.id === 'string') return value.id;
  return null;
}

function isExact(value: number): boolean {
  const text = String(value);
  return !text.includes('e') && text.replaceAll(/\D/g, '').length <= EXACT_DIGITS;
}

function encode(rows: readonly (readonly string[])[]): Uint8Array {
  return Buffer.from(rows.map((row) => `${row.map(quote).join(',')}\r\n`).join(''));
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
