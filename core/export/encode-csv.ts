import {
  NULL_BOOLEAN,
  NULL_CODE,
  NULL_DAY,
  NULL_ID,
  type Column,
  type ColumnTable,
} from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { ByteWriter } from './byte-writer.ts';
import { LINE_END, type CsvFormat } from './csv-format.ts';
import { TextCells } from './text-cells.ts';

/** One column of the file: which column of the tables, under which header. */
export interface ExportColumn {
  readonly key: string;
  readonly header: string;
  /** Money columns: decimal places of the home currency. Required for them, ignored for others. */
  readonly minorDigits?: number;
  /** Number columns: fixed decimal places. Absent = the shortest text that reads back as the same number. */
  readonly decimals?: number;
}

export interface CsvEncoder {
  /** Byte-order mark if asked for, then the header line. */
  header(): Uint8Array;
  /** Rows `[from, to)` of a table as lines. The bytes belong to the caller. */
  rows(table: ColumnTable, from: number, to: number): Uint8Array;
  /** As `rows`; the bytes are lent until the next but one call. */
  lendRows(table: ColumnTable, from: number, to: number): Uint8Array;
  /**
   * Cells written so far whose text held half a surrogate pair. UTF-8 cannot carry it: U+FFFD stands in its place, and the
   * export's history says so. Every other text comes back exactly.
   */
  brokenTexts(): number;
}

const FIRST_BUFFER_BYTES = 64 * 1024;
/** Encoded dictionary entries kept by all columns together, and by one at least: an export's memory does not grow with its columns. */
const MAX_KEPT_BYTES = 2 * 1024 * 1024;
const LEAST_KEPT_BYTES = 64 * 1024;
const BOM = [0xef, 0xbb, 0xbf] as const;
/** JavaScript's own limit for `toFixed`. */
const MAX_DECIMALS = 100;

/**
 * Column tables to CSV bytes: RFC 4180, CRLF, UTF-8, no object per row. Texts and ids are quoted and, if asked for, made
 * safe for spreadsheets (EXP-1, OWASP CSV Injection); money, numbers, days (yyyy-mm-dd) and booleans are raw.
 * Null is the empty cell without quotes, the empty text is `""`. `decodeCsv` is the inverse.
 *
 * Throws RangeError for what can only be a bug: no such column, a money column without `minorDigits`, an infinite number,
 * rows outside the table.
 */
export function createCsvEncoder(columns: readonly ExportColumn[], format: CsvFormat): CsvEncoder {
  const out = new ByteWriter(FIRST_BUFFER_BYTES);
  const separator = format.separator.charCodeAt(0);
  const keptBytes = Math.max(LEAST_KEPT_BYTES, MAX_KEPT_BYTES / columns.length);
  const texts = columns.map(() => new TextCells(format.escapeFormulas, keptBytes));

  const writeRows = (table: ColumnTable, from: number, to: number): void => {
    if (from < 0 || to > table.length || from > to) throw new RangeError(`Rows ${from} to ${to} of ${table.length}`);
    const writers = columns.map((column, index) => createCellWriter(column, table, texts[index], out));
    for (let row = from; row < to; row++) {
      for (let index = 0; index < writers.length; index++) {
        if (index > 0) out.byte(separator);
        writers[index]!(row);
      }
      out.ascii(LINE_END);
    }
  };

  return {
    header() {
      if (format.bom) for (const byte of BOM) out.byte(byte);
      for (const [index, column] of columns.entries()) {
        if (index > 0) out.byte(separator);
        out.quoted(texts[index]?.safe(column.header) ?? column.header);
      }
      out.ascii(LINE_END);
      return out.take();
    },
    rows(table, from, to) {
      writeRows(table, from, to);
      return out.take();
    },
    lendRows(table, from, to) {
      writeRows(table, from, to);
      return out.lend();
    },
    brokenTexts: () => out.brokenTexts,
  };
}

type CellWriter = (row: number) => void;

function createCellWriter(
  column: ExportColumn,
  table: ColumnTable,
  texts: TextCells | undefined,
  out: ByteWriter,
): CellWriter {
  const source: Column | undefined = table.columns.get(column.key);
  if (source === undefined || texts === undefined) throw new RangeError(`The table has no column ${column.key}`);
  switch (source.kind) {
    case 'text':
      return (row) => {
        const code = source.codes[row]!;
        if (code !== NULL_CODE) texts.write(source, code, out);
      };
    case 'id':
      return (row) => {
        const id = source.values[row]!;
        // Quoted: an id is a name, not a quantity. A negative one would read as a formula, so it takes the texts' way.
        if (id !== NULL_ID) out.quoted(texts.safe(String(id)));
      };
    case 'money': {
      const { minorDigits } = column;
      if (minorDigits === undefined) throw new RangeError(`Money without minorDigits: ${column.key}`);
      return (row) => {
        const minor = source.minor[row]!;
        if (Number.isNaN(minor)) return;
        if (!Number.isSafeInteger(minor)) throw new RangeError(`Not an amount in minor units in ${column.key}`);
        out.decimal(minor, minorDigits);
      };
    }
    case 'number': {
      const format = numberFormat(column.decimals);
      return (row) => {
        const value = source.values[row]!;
        if (Number.isNaN(value)) return;
        if (!Number.isFinite(value)) throw new RangeError(`An infinite number in ${column.key}`);
        out.ascii(format(value));
      };
    }
    case 'day': {
      // Rows have few different days: a year of labels has 365.
      const known = new Map<number, string>();
      return (row) => {
        const day = source.days[row]!;
        if (day === NULL_DAY) return;
        let text = known.get(day);
        if (text === undefined) known.set(day, (text = formatIsoDay(day)));
        out.ascii(text);
      };
    }
    case 'boolean':
      return (row) => {
        const value = source.values[row]!;
        if (value !== NULL_BOOLEAN) out.ascii(value === 1 ? 'true' : 'false');
      };
  }
}

function numberFormat(decimals: number | undefined): (value: number) => string {
  if (decimals === undefined) return String;
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > MAX_DECIMALS) {
    throw new RangeError(`Not a number of decimal places: ${decimals}`);
  }
  return (value) => {
    const text = value.toFixed(decimals);
    // `(-0.001).toFixed(2)` is "-0.00": a sign without a value.
    return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
  };
}
