import type { ColumnTable } from './column-table.ts';

/**
 * All batches as one table. Columns are those of the first batch; every batch must have them with the same kinds. Texts of
 * different dictionaries are brought to one. No batch at all = a table of 0 rows and no columns.
 */
export async function collectTable(_batches: AsyncIterable<ColumnTable> | Iterable<ColumnTable>): Promise<ColumnTable> {
  throw new Error('in progress');
}
