import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import type { WriteOutcome } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { readZip } from '../zip/read-zip.ts';
import { isBrokenTransfer, ZipError } from '../zip/zip-error.ts';

/** 25,000 rows of ours are a few megabytes; a result this large is not ours. Bytes. */
const MAX_RESULT_BYTES = 256 * 1024 * 1024;

export type RefusedRow = WriteOutcome['failed'][number];

const spec = {
  source: 'bulk-write-result.csv',
  separator: ',',
  columns: [
    { header: 'id', as: 'id', kind: 'text' },
    { header: 'STATUS', as: 'status', kind: 'text' },
    { header: 'ERRORS', as: 'errors', kind: 'text', required: false },
  ],
} as const;

/**
 * Rows of a bulk write's result archive whose status is no success. It has to account for all `rows` that were sent: a row
 * that it is silent about would pass for written. Throws `CrmError`, `unreadableAnswer` for what another transfer may mend.
 */
export async function readWriteResult(
  body: ReadableStream<Uint8Array>,
  id: string,
  rows: number,
): Promise<readonly RefusedRow[]> {
  const archive = await collect(body);
  const failed: RefusedRow[] = [];
  let found = 0;
  try {
    for await (const entry of readZip(archive)) {
      for await (const table of readCsv(entry.chunks, spec)) {
        found += table.length;
        for (let row = 0; row < table.length; row++) {
          const status = cellAt(table, 'status', row);
          if (status === 'UPDATED' || status === 'ADDED') continue;
          const [code = 'UNKNOWN', ...words] = (cellAt(table, 'errors', row) ?? 'UNKNOWN').split(/[:-]/);
          failed.push({ id: cellAt(table, 'id', row) ?? '', code: code.trim(), message: words.join(' ').trim() });
        }
      }
    }
  } catch (cause) {
    if (!(cause instanceof ZipError || cause instanceof CsvError)) throw cause;
    const reason = cause instanceof CsvError || isBrokenTransfer(cause) ? 'unreadableAnswer' : 'limitExceeded';
    throw new CrmError(reason, `the result of bulk write ${id} cannot be read`, {}, cause);
  }
  if (found !== rows) {
    const details = { code: 'rowsDiffer', announced: rows, found };
    throw new CrmError('unreadableAnswer', `the result of bulk write ${id} has other rows than were sent`, details);
  }
  return failed;
}

async function collect(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_RESULT_BYTES)
      throw new CrmError('limitExceeded', 'the result is too large', { limit: MAX_RESULT_BYTES });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function cellAt(table: ColumnTable, key: string, row: number): string | null {
  const column = table.columns.get(key);
  if (column?.kind !== 'text') return null;
  return textAt(column, row);
}
