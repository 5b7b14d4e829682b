import { writeFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { ZipError } from '#server-functions/shared/zip/zip-error.ts';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';
import type { RecordWriter } from '../api/write-record.ts';
import type { StoredModule } from '../store/stored-metadata.ts';
import type { BulkWriteRequest, WriteResult } from './bulk-jobs.ts';
import { MAX_WRITE_ROWS } from './bulk-limits.ts';
import { formatCsvCell, parseCsvRows } from './parse-csv-rows.ts';
import { writeRows, type RowOutcome, type RowPlan, type WriteColumn } from './write-rows.ts';

/** Rows a transaction: the API's writes wait this long at most. */
const ROWS_PER_TRANSACTION = 250;
/** An upload, unpacked. Bytes. */
const MAX_CSV_BYTES = 256 * 1024 * 1024;
/** The result file repeats this many of the upload's mapped columns. */
const REPEATED_COLUMNS = 3;

/** Writes an uploaded CSV and its result archive. A file that cannot be used at all is told by `code`, not thrown. */
export async function runWriteJob(
  writer: RecordWriter,
  request: BulkWriteRequest,
  paths: { readonly upload: string; readonly result: string },
): Promise<WriteResult> {
  const [resource] = request.resource;
  const module = resource === undefined ? undefined : writer.store.modules.get(resource.module.api_name);
  if (resource === undefined || module === undefined) return refusal('INVALID_MODULE', '');
  const file = await readUpload(paths.upload);
  if (file === null) return refusal('INVALID_FILE_FORMAT', '');
  const [header, ...rows] = parseCsvRows(file.text);
  if (header === undefined) return refusal('EMPTY_FILE', file.name);
  if (rows.length > MAX_WRITE_ROWS) return refusal('LIMIT_EXCEEDED', file.name);
  const columns = mapColumns(module, header, resource.field_mappings);
  if (columns === null) return refusal('INVALID_FIELD_MAPPING', file.name);
  const plan: RowPlan = {
    module,
    columns,
    operation: request.operation,
    findBy: resource.find_by ?? (request.operation === 'insert' ? null : 'id'),
    ignoreEmpty: request.ignore_empty,
  };
  const outcomes: RowOutcome[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_TRANSACTION) {
    outcomes.push(...writeRows(writer, plan, rows.slice(from, from + ROWS_PER_TRANSACTION)));
    await turn();
  }
  await writeResult(paths.result, module, file.name, columns, rows, outcomes);
  const count = (status: RowOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    added: count('ADDED'),
    updated: count('UPDATED'),
    skipped: count('SKIPPED'),
    total: rows.length,
    fileName: file.name,
    code: null,
  };
}

function refusal(code: string, fileName: string): WriteResult {
  return { added: 0, updated: 0, skipped: 0, total: 0, fileName, code };
}

async function readUpload(path: string): Promise<{ readonly name: string; readonly text: string } | null> {
  try {
    for await (const entry of readZip(path, { maxEntries: 1, maxTotalBytes: MAX_CSV_BYTES, maxRatio: 1_000 })) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry.chunks) chunks.push(chunk);
      return { name: entry.name, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
    }
    return null;
  } catch (error) {
    if (error instanceof ZipError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Mappings by index, or the header's own words as api names. null when one names no field. */
function mapColumns(
  module: StoredModule,
  header: readonly string[],
  mappings: readonly { readonly api_name: string; readonly index: number }[] | undefined,
): readonly WriteColumn[] | null {
  const wanted = mappings ?? header.map((name, index) => ({ api_name: name.trim(), index }));
  const columns = wanted.flatMap(({ api_name, index }): WriteColumn[] => {
    const head = header[index];
    if (head === undefined) return [];
    if (api_name.toLowerCase() === 'id') return [{ index, header: head, field: null }];
    const field = module.fields.find((each) => each.api_name === api_name && each.subform === null);
    return field === undefined ? [] : [{ index, header: head, field }];
  });
  return columns.length === wanted.length ? columns : null;
}

async function writeResult(
  path: string,
  module: StoredModule,
  fileName: string,
  columns: readonly WriteColumn[],
  rows: readonly (readonly string[])[],
  outcomes: readonly RowOutcome[],
): Promise<void> {
  const repeated = columns.slice(0, REPEATED_COLUMNS);
  const lines = [[...repeated.map((column) => column.header), 'STATUS', 'RECORD_ID', 'ERRORS']];
  for (const [index, outcome] of outcomes.entries()) {
    const cells = repeated.map((column) => rows[index]?.[column.index] ?? '');
    lines.push([...cells, outcome.status, outcome.recordId, outcome.errors]);
  }
  const text = lines.map((cells) => `${cells.map(formatCsvCell).join(',')}\n`).join('');
  async function* content(): AsyncGenerator<Uint8Array, void, void> {
    yield Buffer.from(text);
  }
  const name = `${module.api_name}-${fileName.replaceAll(/[^A-Za-z0-9._-]/g, '_')}`.slice(0, 100);
  const archive: Uint8Array[] = [];
  for await (const chunk of writeZip([{ name, chunks: content() }])) archive.push(chunk);
  await writeFile(path, Buffer.concat(archive));
}
