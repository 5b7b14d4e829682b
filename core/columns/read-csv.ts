import type { ColumnTable } from './column-table.ts';
import type { CsvSpec } from './csv-spec.ts';

/**
 * CSV bytes in chunks of any size to tables of at most `batchRows` rows, streaming and without an object per row. RFC 4180
 * with any line end; UTF-8 with or without byte order mark. A file with a header and no rows gives no table. Text
 * dictionaries grow across the tables of one reading and never reorder. The iteration throws `CsvError` and whatever the
 * chunks throw.
 */
export async function* readCsv(_chunks: AsyncIterable<Uint8Array>, _spec: CsvSpec): AsyncGenerator<ColumnTable, void, void> {
  throw new Error('in progress');
}
