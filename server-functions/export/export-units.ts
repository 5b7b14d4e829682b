import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { createCsvEncoder, type CsvEncoder } from '#core/export/encode-csv.ts';
import { columnOf } from '../score/column-of.ts';
import { joinZip } from '../shared/zip/join-zip.ts';
import { csvChunks } from './csv-chunks.ts';
import type { ExportContext, ExportInputs, ExportUnit } from './export-context.ts';
import type { ExportCursor, ExportStep } from './export-cursor.ts';
import { exportFileBlob, exportFolder, isExportOver, type ExportRow } from './export-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { freezeExport } from './freeze-export.ts';
import { withRecordNames } from './record-names.ts';
import { readPieces, writePieces } from './write-pieces.ts';

/** Name of the one file in the archive. */
export const EXPORT_ENTRY = 'accounts.csv';

/** How often the history hears how far an export is. Milliseconds. */
export const PROGRESS_EVERY_MS = 1_000;

const begin: ExportUnit = async (context, row) => {
  const { name, begun } = await freezeExport(context.ports, context.org, row, context);
  return moveOn('rows', { frozen: name }, begun);
};

/** One part of the module: a bulk page, or a small module whole. */
const writeRows: ExportUnit = async (context, row) => {
  const { control, parts } = context;
  const inputs = await context.inputs(row);
  const before = row.job.cursor;
  const fields = [{ apiName: 'id', as: 'id', kind: 'id' } as const, ...inputs.plan.reads];
  const part = inputs.crm.readPart({ module: row.module, fields, passing: true }, before.next, control);
  const encoder = createCsvEncoder(inputs.plan.columns, { ...row.format, escapeFormulas: true });
  const counts = { rows: before.rows };
  const csv = encodeRows({ context, inputs, batches: part.batches, encoder, counts, isFirst: before.bytes === 0 });
  const grown = await writePieces(parts, before, csv);
  const { next } = await part.end;
  const cursor = { ...grown, next, rows: counts.rows, brokenTexts: before.brokenTexts + encoder.brokenTexts() };
  return moveOn(next === null ? 'join' : 'rows', cursor, { records: counts.rows });
};

/** The file, of its pieces; what it is stays in the row, so that nobody takes another one for it. */
const joinPieces: ExportUnit = async ({ ports, org, parts }, row) => {
  const { pieces, bytes, deflatedBytes, crc32, rows, brokenTexts } = row.job.cursor;
  const entry = { name: EXPORT_ENTRY, crc32, bytes, deflatedBytes, pieces: readPieces(parts, pieces) };
  const file = await ports.blob.write(org, exportFileBlob(row.id), joinZip(entry));
  return moveOn('clean', {}, { file, records: rows, missing: (row.total ?? rows) - rows, brokenTexts });
};

const clean: ExportUnit = async (context, row) => {
  await removeObjects(context, row, exportFileBlob(row.id));
  const endedAt = new Date(context.ports.clock.now()).toISOString();
  return (present) => (isExportOver(present) ? present : { ...present, state: 'done', endedAt });
};

export const EXPORT_UNITS: Readonly<Record<ExportStep, ExportUnit>> = {
  begin,
  rows: writeRows,
  join: joinPieces,
  clean,
};

/** Objects of an export, all but one that is kept. */
export async function removeObjects(
  { ports: { blob }, org }: Pick<ExportContext, 'ports' | 'org'>,
  { id }: Pick<ExportRow, 'id'>,
  kept: string | null,
): Promise<void> {
  for (const { key } of await blob.list(org, `${exportFolder(id)}/`)) if (key !== kept) await blob.remove(org, key);
}

/** Another place in the cursor, unless somebody has ended the export meanwhile. */
function moveOn(
  step: ExportStep,
  cursor: Partial<ExportCursor>,
  changes: Partial<ExportRow> = {},
): (row: ExportRow) => ExportRow {
  return (row) =>
    isExportOver(row)
      ? row
      : { ...row, ...changes, job: { ...row.job, step, cursor: { ...row.job.cursor, ...cursor } } };
}

/** Batches of the CRM's accounts, cut to the members, with the generation's columns beside them: one batch in memory at a time. */
async function* encodeRows({
  context,
  inputs,
  batches,
  encoder,
  counts,
  isFirst,
}: {
  readonly context: ExportContext;
  readonly inputs: ExportInputs;
  readonly batches: AsyncIterable<ColumnTable>;
  readonly encoder: CsvEncoder;
  readonly counts: { rows: number };
  readonly isFirst: boolean;
}): AsyncGenerator<Uint8Array, void, void> {
  const tell = createProgress(context);
  if (isFirst) yield encoder.header();
  await context.control.checkpoint();
  for await (const batch of batches) {
    await context.control.checkpoint();
    const rows = await toFileRows(batch, inputs);
    if (rows.length > 0) {
      counts.rows += rows.length;
      yield* csvChunks(encoder, rows);
    }
    await tell(counts.rows);
  }
}

async function toFileRows(batch: ColumnTable, inputs: ExportInputs): Promise<ColumnTable> {
  const { plan, names, isMember, rowsById, computed, cut } = inputs;
  const generationRows = new Int32Array(batch.length);
  rowsById.locate(columnOf(batch, 'id', 'id').values, batch.length, generationRows);
  const rows: number[] = [];
  // Accounts that came after the generation have no labels and belong to no segment.
  for (const [index, row] of generationRows.entries()) if (row !== -1 && isMember[row] === 1) rows.push(index);
  const own = rows.length === batch.length ? batch : permuteTable(batch, Int32Array.from(rows));
  const beside = await computed(Int32Array.from(rows, (index) => generationRows[index] ?? 0));
  const read = cut({ length: rows.length, columns: new Map<string, Column>([...own.columns, ...beside]) });
  return { length: rows.length, columns: await withRecordNames(read, plan.named, names) };
}

/** Tells the history, at most once a `PROGRESS_EVERY_MS`. Throws when the export was cancelled. */
function createProgress({ ports: { clock }, job }: ExportContext): (rows: number) => Promise<void> {
  let toldAt = clock.now();
  return async (records) => {
    if (clock.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = clock.now();
    await job.save((row) => (isExportOver(row) ? row : { ...row, records }));
    if (isExportOver(job.row)) throw new StoppedError('cancelled');
  };
}
