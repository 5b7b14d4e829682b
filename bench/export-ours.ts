import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createCsvEncoder } from '#core/export/encode-csv.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { csvChunks } from '#server-functions/export/csv-chunks.ts';
import { readPieces, writePieces } from '#server-functions/export/write-pieces.ts';
import { createParts } from '#server-functions/shared/runs/parts.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { joinZip } from '#server-functions/shared/zip/join-zip.ts';
import { measureExport } from './export-report.ts';
import { WIDE_COLUMNS, wideBatches } from './export-rows-wide.ts';

/**
 * The product's own way from columns to a file. As a ZIP: deflated pieces that are kept on disk, a unit of work as large as a
 * bulk page, and joined at the end; no more is in memory than that takes.
 */
const UNIT_ROWS = 200_000;
const [rows = '0', mode = 'zip', path = ''] = process.argv.slice(2);
const format = { separator: ',', bom: true, escapeFormulas: true } as const;

async function* csv(batches: Iterable<ColumnTable>, isFirst: boolean): AsyncGenerator<Uint8Array> {
  const encoder = createCsvEncoder(WIDE_COLUMNS, format);
  if (isFirst) yield encoder.header();
  for (const table of batches) yield* csvChunks(encoder, table);
}

/** Batches of one unit after the other, out of one reading. */
function* units(batches: Generator<ColumnTable>): Generator<Iterable<ColumnTable>> {
  let next = batches.next();
  function* unit(): Generator<ColumnTable> {
    for (let given = 0; next.done !== true && given < UNIT_ROWS; next = batches.next()) {
      given += next.value.length;
      yield next.value;
    }
  }
  while (next.done !== true) yield unit();
}

async function exportZip(): Promise<void> {
  const folder = `${path}-parts`;
  const parts = createParts(createFolderBlob(folder), { dc: 'com', orgId: '1' }, 'exports/bench/parts');
  let file: Parameters<typeof writePieces>[1] = { pieces: [], bytes: 0, deflatedBytes: 0, crc32: 0 };
  for (const unit of units(wideBatches(Number(rows)))) {
    file = await writePieces(parts, file, csv(unit, file.bytes === 0));
  }
  const entry = { ...file, name: 'records.csv', pieces: readPieces(parts, file.pieces) };
  await pipeline(joinZip(entry), createWriteStream(path));
  await rm(folder, { recursive: true });
}

await measureExport(async () => {
  if (mode === 'zip') await exportZip();
  else await pipeline(csv(wideBatches(Number(rows)), true), createWriteStream(path));
});
