import { createCsvEncoder } from '#core/export/encode-csv.ts';
import { measureExport } from './export-report.ts';
import { EXPORT_COLUMNS, exportBatches } from './export-rows.ts';

/** The product's own way from columns to a file. */
const [rows = '0', mode = 'zip', path = ''] = process.argv.slice(2);

async function* chunks(): AsyncGenerator<Uint8Array> {
  const encoder = createCsvEncoder(EXPORT_COLUMNS, { separator: ',', bom: true, escapeFormulas: true });
  yield encoder.header();
  for (const table of exportBatches(Number(rows))) yield encoder.rows(table, 0, table.length);
}

await measureExport(chunks(), mode, path);
