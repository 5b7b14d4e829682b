import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import Papa from 'papaparse';
import { formatIsoDay } from '../../core/crm/days.ts';
import { NULL_BOOLEAN } from '../../core/columns/column-table.ts';
import { formatMinor } from '../../core/crm/money.ts';
import { writeZip } from '../../server-functions/shared/zip/write-zip.ts';
import { measureExport } from '../export-report.ts';
import { WIDE_COLUMNS, wideBatches } from '../export-rows-wide.ts';

/** papaparse's `unparse` with its own escape of formulas, a batch of row arrays at a time: its fast way; as a ZIP by yazl. */
const [rows, mode, path] = process.argv.slice(2);
const TEXT = new Set(['id', 'text']);

async function* chunks() {
  yield Buffer.from(`\u{FEFF}${Papa.unparse([WIDE_COLUMNS.map(({ header }) => header)], { quotes: true })}\r\n`);
  for (const table of wideBatches(Number(rows))) {
    const columns = WIDE_COLUMNS.map(({ key, minorDigits }) => ({ ...table.columns.get(key), minorDigits }));
    const data = Array.from({ length: table.length }, (_, row) => columns.map((column) => cell(column, row)));
    const quotes = columns.map(({ kind }) => TEXT.has(kind));
    yield Buffer.from(`${Papa.unparse(data, { quotes, escapeFormulae: true, newline: '\r\n' })}\r\n`);
  }
}

function cell(column, row) {
  switch (column.kind) {
    case 'id':
      return String(column.values[row]);
    case 'text':
      return column.codes[row] < 0 ? null : column.dictionary[column.codes[row]];
    case 'money':
      return Number.isNaN(column.minor[row]) ? null : formatMinor(column.minor[row], column.minorDigits);
    case 'day':
      return column.days[row] < 0 ? null : formatIsoDay(column.days[row]);
    case 'boolean':
      return column.values[row] === NULL_BOOLEAN ? null : column.values[row] === 1;
    default:
      return Number.isNaN(column.values[row]) ? null : column.values[row];
  }
}

// yazl, streaming, behind our own thin wrapper.
await measureExport(() =>
  pipeline(mode === 'zip' ? writeZip([{ name: 'records.csv', chunks: chunks() }]) : chunks(), createWriteStream(path)),
);
