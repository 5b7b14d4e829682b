import type { Cancellation } from '#core/cancellation.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { quoteId } from '#core/criteria/coql-literal.ts';
import type { TableRequest } from '#core/crm/crm-batch.ts';
import { QUERY_UP_TO_ROWS, queryRows } from './query-rows.ts';
import { readBulkTable } from './read-bulk-table.ts';
import { readCsvParts, streamOf, type BulkTableOptions } from './read-csv-parts.ts';

/** Zoho CRM API v8, COQL. */
const IDS_PER_QUERY = 100;
/** A count and an answer for a hundred ids: above this a bulk read of the module costs hardly more. Ids. */
const ASK_UP_TO_IDS = 2_000;

/** `SlicedCrmBatch.readRelated`. Throws RangeError where the lookup is not among the fields. */
export async function readRelatedRows(
  options: BulkTableOptions,
  request: TableRequest,
  lookup: string,
  ids: BigInt64Array,
  cancellation?: Cancellation,
): Promise<ColumnTable> {
  const refused = { whole: ids.length > ASK_UP_TO_IDS };
  if (!refused.whole) {
    const { batches } = readCsvParts(options, request, async function* (query) {
      for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
        cancellation?.throwIfAborted();
        const listed = [...ids.subarray(from, from + IDS_PER_QUERY)].map((id) => quoteId(String(id)));
        const condition = `${lookup} in (${listed.join(', ')})`;
        const rows = await queryRows(options.rest, query, { upToRows: QUERY_UP_TO_ROWS, condition, cancellation });
        refused.whole ||= rows === null;
        if (rows === null) return;
        yield { chunks: streamOf(rows), header: query.fields };
      }
    });
    const found = await collectTable(batches);
    if (!refused.whole) return found;
  }
  return rowsOf(await collectTable(readBulkTable(options, request, cancellation).batches), request, lookup, ids);
}

/** Those of a whole module. */
function rowsOf(table: ColumnTable, { fields }: TableRequest, lookup: string, ids: BigInt64Array): ColumnTable {
  const key = fields.find((field) => field.apiName === lookup && field.kind === 'id')?.as;
  const column = table.columns.get(key ?? '');
  if (column?.kind !== 'id') throw new RangeError('the lookup is read as an id');
  const wanted = new Set(ids);
  const rows = [...Array(table.length).keys()].filter((row) => wanted.has(column.values[row] ?? 0n));
  return permuteTable(table, Int32Array.from(rows));
}
