import { quoteId } from '#core/criteria/coql-literal.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { ChangePlace } from './change-place.ts';
import { holdsForNone } from './count-records.ts';
import { isQueryable, limitFor, ROWS_PER_QUERY } from './query-rows.ts';
import type { CsvQuery } from './read-csv-parts.ts';
import type { RestSender } from './send-rest.ts';
import { recordsAnswer } from './zoho-answers.ts';

/** Zoho's own field of every record: the second of its last change, by whomever. */
export const MODIFIED_FIELD = 'Modified_Time';
/** An answer without content where records are counted is asked for again so often. */
const MAX_ASKS = 3;

type Changed = Readonly<Record<string, unknown>>;

export interface ChangedPage {
  readonly records: readonly Changed[];
  readonly next: ChangePlace | null;
}

/**
 * The rows at a place, by the second of their change. Nobody documents whether the CRM sorts by parts of a second, so none is
 * relied on: the last second of a page is left to the next one, and a page of one second alone is read anew by ids. Rows that
 * change meanwhile move on to a later second; none is passed over. null = read it in bulk. Throws `CrmError`.
 */
export async function queryChangedPage(
  rest: RestSender,
  query: CsvQuery,
  place: ChangePlace,
): Promise<ChangedPage | null> {
  if (!isQueryable(query)) return null;
  const limit = limitFor(place.rows ?? ROWS_PER_QUERY);
  const { where, order } = conditionOf(place);
  const columns = [...new Set([...query.fields, 'id', MODIFIED_FIELD])].join(', ');
  const select = `select ${columns} from ${query.module} where ${where} order by ${order} asc limit ${limit}`;
  const found = await askForRows(rest, query.module, where, select);
  if (found === null) return null;
  const { records, more } = found;
  return place.after === null ? upToLastSecond(records, more) : withinSecond(place, records, more);
}

function conditionOf({ second, after }: ChangePlace): { readonly where: string; readonly order: string } {
  const from = `${MODIFIED_FIELD} >= '${toInstantText(second)}'`;
  if (after === null) return { where: from, order: MODIFIED_FIELD };
  const within = `(${from} and ${MODIFIED_FIELD} < '${toInstantText(second + 1)}')`;
  return { where: `(${within} and id > ${quoteId(after)})`, order: 'id' };
}

/** No content is how a query says that there is nothing, and what a failing gateway may say too. */
async function askForRows(
  rest: RestSender,
  module: string,
  where: string,
  select: string,
): Promise<{ readonly records: readonly (Changed & { readonly id: string })[]; readonly more: boolean } | null> {
  for (let asked = 0; asked < MAX_ASKS; asked++) {
    const request = { method: 'POST', path: '/crm/v8/coql', json: { select_query: select } } as const;
    const answer = await rest.read(request, recordsAnswer);
    if (answer !== null && answer.data.length > 0) return { records: answer.data, more: answer.info.more_records };
    const none = await holdsForNone(rest, module, where);
    if (none === null) return null;
    if (none) return { records: [], more: false };
  }
  throw new CrmError('unreadableAnswer', `the CRM counts changed records of ${module} and gives none`, {
    code: 'rowsDiffer',
  });
}

function upToLastSecond(records: readonly Changed[], more: boolean): ChangedPage {
  const last = records.at(-1);
  const first = records[0];
  if (!more || first === undefined || last === undefined) return { records, next: null };
  const second = secondOf(last);
  const rest = { second, inBulk: false, rows: null };
  if (second === secondOf(first)) return { records: [], next: { ...rest, after: BEFORE_ALL_IDS } };
  return { records: records.filter((record) => secondOf(record) !== second), next: { ...rest, after: null } };
}

/** Below every id of the CRM. */
const BEFORE_ALL_IDS = '1';

function withinSecond(
  place: ChangePlace,
  records: readonly (Changed & { readonly id: string })[],
  more: boolean,
): ChangedPage {
  const last = records.at(-1);
  if (more && last !== undefined) return { records, next: { ...place, after: last.id, rows: null } };
  return { records, next: { second: place.second + 1, after: null, inBulk: false, rows: null } };
}

function secondOf(record: Changed): number {
  const ms = Date.parse(String(record[MODIFIED_FIELD]));
  if (Number.isNaN(ms))
    throw new CrmError('unreadableAnswer', 'a record does not say when it changed', { api_name: MODIFIED_FIELD });
  return Math.floor(ms / 1_000);
}

/** An instant as COQL's samples have it, with an offset. `second` in epoch seconds. */
export function toInstantText(second: number): string {
  return `${new Date(second * 1_000).toISOString().slice(0, 19)}+00:00`;
}
