import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CsvEncoder } from '#core/export/encode-csv.ts';

/** Some hundred kilobytes of CSV: what waits to be deflated is that, and not a whole batch. Rows. */
const CHUNK_ROWS = 1_024;

/** A table's rows as CSV, a little at a time; a chunk is good until the next but one is asked for. */
export function* csvChunks(encoder: CsvEncoder, table: ColumnTable): Generator<Uint8Array, void, void> {
  for (let from = 0; from < table.length; from += CHUNK_ROWS)
    yield encoder.lendRows(table, from, Math.min(from + CHUNK_ROWS, table.length));
}
