import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { formatMinor } from '#core/crm/money.ts';
import { createCsvEncoder, type ExportColumn } from '#core/export/encode-csv.ts';
import type { CsvFormat } from '#core/export/csv-format.ts';
import { decodeCsv } from '#core/export/decode-csv.ts';
import { anyUtf16Text, hostileText } from '#test/support/hostile-text.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const COMMA: CsvFormat = { separator: ',', bom: false, escapeFormulas: true };
/** What the platform's own encoder makes of a text: broken halves of surrogate pairs become U+FFFD. */
const wellFormed = (text: string) => utf8.decode(new TextEncoder().encode(text));
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Typed cells are the only ones without quotes, and none of these shapes is a formula: a sign is followed by a digit. */
const TYPED_CELL = /^(?:|-?\d+(?:\.\d+)?(?:e[+-]\d+)?|\d{4}-\d{2}-\d{2}|true|false)$/;
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

function textColumn(texts: readonly (string | null)[]): Column {
  const dictionary = [...new Set(texts.filter((text) => text !== null))];
  const codes = texts.map((text) => (text === null ? NULL_CODE : dictionary.indexOf(text)));
  return { kind: 'text', codes: Int32Array.from(codes), dictionary };
}

function tableOf(columns: Record<string, Column>, length: number): ColumnTable {
  return { length, columns: new Map(Object.entries(columns)) };
}

function encode(columns: readonly ExportColumn[], table: ColumnTable, format: CsvFormat): Uint8Array {
  const encoder = createCsvEncoder(columns, format);
  return Buffer.concat([encoder.header(), encoder.rows(table, 0, table.length)]);
}

const ALL_KINDS = tableOf(
  {
    id: { kind: 'id', values: BigInt64Array.of(5843104000000123456n, 0n) },
    name: textColumn(['=Acme "GmbH"', null]),
    industry: textColumn(['', 'Health']),
    'abm:rfm.monetary': { kind: 'money', minor: Float64Array.of(-1230, Number.NaN) },
    'abm:rfm.frequency': { kind: 'number', values: Float64Array.of(1.5, Number.NaN) },
    renewalDate: { kind: 'day', days: Int32Array.of(17_531, NULL_DAY) },
    'crm:Active': { kind: 'boolean', values: Uint8Array.of(1, NULL_BOOLEAN) },
  },
  2,
);
const ALL_COLUMNS: readonly ExportColumn[] = [
  { key: 'id', header: 'Account ID' },
  { key: 'name', header: 'Name' },
  { key: 'industry', header: 'Industry' },
  { key: 'abm:rfm.monetary', header: 'Revenue won', minorDigits: 2 },
  { key: 'abm:rfm.frequency', header: 'Frequency' },
  { key: 'renewalDate', header: 'Renewal' },
  { key: 'crm:Active', header: '-Active' },
];

test('texts and ids are quoted, typed values raw, nothing is an empty cell and the empty text ""', () => {
  expect(utf8.decode(encode(ALL_COLUMNS, ALL_KINDS, COMMA))).toBe(
    '"Account ID","Name","Industry","Revenue won","Frequency","Renewal","\'-Active"\r\n' +
      '"5843104000000123456","\'=Acme ""GmbH""","",-12.30,1.5,2017-12-31,true\r\n' +
      ',,"Health",,,,\r\n',
  );
});

test("the separator and the byte-order mark are the reader's choice", () => {
  const bytes = encode(ALL_COLUMNS.slice(0, 2), ALL_KINDS, { separator: ';', bom: true, escapeFormulas: false });
  expect(utf8.decode(bytes)).toBe('\u{FEFF}"Account ID";"Name"\r\n"5843104000000123456";"=Acme ""GmbH"""\r\n;\r\n');
});

test('fixed decimals are fixed, and nothing is minus nothing', () => {
  const table = tableOf({ x: { kind: 'number', values: Float64Array.of(2, -0.001, 1 / 3, -0) } }, 4);
  expect(utf8.decode(createCsvEncoder([{ key: 'x', header: 'x', decimals: 2 }], COMMA).rows(table, 0, 4))).toBe(
    '2.00\r\n0.00\r\n0.33\r\n0.00\r\n',
  );
  expect(utf8.decode(createCsvEncoder([{ key: 'x', header: 'x' }], COMMA).rows(table, 3, 4))).toBe('0\r\n');
});

test('a negative id reads as a formula too, so it is escaped', () => {
  const table = tableOf({ id: { kind: 'id', values: BigInt64Array.of(-7n) } }, 1);
  expect(utf8.decode(createCsvEncoder([{ key: 'id', header: 'id' }], COMMA).rows(table, 0, 1))).toBe(`"'-7"\r\n`);
});

test('amounts are written by the digits of the currency, as everywhere else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.maxSafeInteger(), { minLength: 1 }),
      fc.integer({ min: 0, max: 4 }),
      (amounts, minorDigits) => {
        const edge = [...amounts, 0, 1, -1, 10, -10, 99, 100, -100, 1234];
        const table = tableOf({ x: { kind: 'money', minor: Float64Array.from(edge) } }, edge.length);
        const rows = createCsvEncoder([{ key: 'x', header: 'x', minorDigits }], COMMA).rows(table, 0, edge.length);
        expect(utf8.decode(rows)).toBe(edge.map((minor) => `${formatMinor(minor, minorDigits)}\r\n`).join(''));
      },
    ),
  );
});

test('bytes that were handed out do not change when the encoder goes on', () => {
  const encoder = createCsvEncoder([{ key: 'name', header: 'name' }], COMMA);
  const first = encoder.rows(tableOf({ name: textColumn(['first']) }, 1), 0, 1);
  encoder.rows(tableOf({ name: textColumn(['other']) }, 1), 0, 1);
  expect(utf8.decode(first)).toBe('"first"\r\n');
});

test('a code of another dictionary is another text', () => {
  const encoder = createCsvEncoder([{ key: 'name', header: 'name' }], COMMA);
  const rows = ['a', 'b', 'a'].map((name) => encoder.rows(tableOf({ name: textColumn([name]) }, 1), 0, 1));
  expect(rows.map((row) => utf8.decode(row))).toEqual(['"a"\r\n', '"b"\r\n', '"a"\r\n']);
});

test('dictionaries too large to keep are written all the same', () => {
  const long = 'ñ'.repeat(1_000_000);
  const names = Array.from({ length: 9 }, (_, index) => `${long}${index}`);
  const encoder = createCsvEncoder([{ key: 'name', header: 'name' }], COMMA);
  const table = tableOf({ name: textColumn([...names, ...names]) }, 18);
  expect(utf8.decode(encoder.rows(table, 0, 18))).toBe([...names, ...names].map((name) => `"${name}"\r\n`).join(''));
});

test('half a surrogate pair has no bytes: U+FFFD stands for it and each such cell is counted', () => {
  const encoder = createCsvEncoder([{ key: 'name', header: 'name' }], COMMA);
  const table = tableOf({ name: textColumn(['a\uD800b', '\uDC00\uD800', '😀', 'a\uD800b']) }, 4);
  expect(utf8.decode(encoder.rows(table, 0, 4))).toBe('"a\uFFFDb"\r\n"\uFFFD\uFFFD"\r\n"😀"\r\n"a\uFFFDb"\r\n');
  expect(encoder.brokenTexts()).toBe(3);
});

test.each<[string, readonly ExportColumn[], ColumnTable]>([
  ['a column that is not there', [{ key: 'gone', header: 'x' }], ALL_KINDS],
  ['money without its decimal places', [{ key: 'abm:rfm.monetary', header: 'x' }], ALL_KINDS],
  [
    'an infinite number',
    [{ key: 'x', header: 'x' }],
    tableOf({ x: { kind: 'number', values: Float64Array.of(Infinity) } }, 1),
  ],
  [
    'an amount that is no whole number of minor units',
    [{ key: 'x', header: 'x', minorDigits: 2 }],
    tableOf({ x: { kind: 'money', minor: Float64Array.of(0.5) } }, 1),
  ],
  [
    'a code without an entry',
    [{ key: 'x', header: 'x' }],
    tableOf({ x: { kind: 'text', codes: Int32Array.of(3), dictionary: ['a'] } }, 1),
  ],
])('%s is a bug and throws', (_, columns, table) => {
  expect(() => createCsvEncoder(columns, COMMA).rows(table, 0, 1)).toThrow(RangeError);
});

test('rows outside the table are a bug and throw', () => {
  const encoder = createCsvEncoder(ALL_COLUMNS, COMMA);
  expect(() => encoder.rows(ALL_KINDS, 0, 3)).toThrow(RangeError);
  expect(() => encoder.rows(ALL_KINDS, -1, 1)).toThrow(RangeError);
});

const format = fc.record<CsvFormat>({
  separator: fc.constantFrom(',', ';', '\t'),
  bom: fc.boolean(),
  escapeFormulas: fc.boolean(),
});
/** A header line and rows of nullable texts beside a number, all of one width of at least two. */
function sheet(text: fc.Arbitrary<string>) {
  const cell = fc.option(text, { freq: 5 });
  return fc.integer({ min: 1, max: 3 }).chain((width) =>
    fc.record({
      headers: fc.array(text, { minLength: width, maxLength: width }),
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 4 }),
      numbers: fc.array(fc.double({ noDefaultInfinity: true }), { minLength: 4, maxLength: 4 }),
    }),
  );
}
type Sheet = { headers: string[]; rows: (string | null)[][]; numbers: number[] };

function encodeSheet({ headers, rows, numbers }: Sheet, target: CsvFormat): Uint8Array {
  const columns: Record<string, Column> = { number: { kind: 'number', values: Float64Array.from(numbers) } };
  for (const index of headers.keys()) columns[`text${index}`] = textColumn(rows.map((row) => row[index] ?? null));
  const spec = headers.map((header, index): ExportColumn => ({ key: `text${index}`, header }));
  return encode([...spec, { key: 'number', header: 'n' }], tableOf(columns, rows.length), target);
}

function expectedRows({ headers, rows, numbers }: Sheet): (string | null)[][] {
  const numberCell = (index: number) => {
    const value = numbers[index] ?? Number.NaN;
    return Number.isNaN(value) ? null : String(value);
  };
  return [[...headers, 'n'], ...rows.map((row, index) => [...row, numberCell(index)])];
}

test('round trip: every table of well-formed texts comes back from its bytes', () => {
  fc.assert(
    fc.property(sheet(hostileText), format, (given, target) => {
      expect(decodeCsv(encodeSheet(given, target), target)).toEqual({ ok: true, value: expectedRows(given) });
    }),
    { numRuns: propertyRuns(2_000) },
  );
});

test('round trip: of other texts exactly the broken halves are replaced, and every such cell is counted', () => {
  fc.assert(
    fc.property(fc.array(anyUtf16Text, { minLength: 1, maxLength: 4 }), (texts) => {
      const encoder = createCsvEncoder([{ key: 'x', header: 'x' }], COMMA);
      const bytes = Buffer.concat([
        encoder.header(),
        encoder.rows(tableOf({ x: textColumn(texts) }, texts.length), 0, texts.length),
      ]);
      const decoded = decodeCsv(bytes, COMMA);
      expect(decoded).toEqual({ ok: true, value: [['x'], ...texts.map((text) => [wellFormed(text)])] });
      expect(encoder.brokenTexts()).toBe(texts.filter((text) => wellFormed(text) !== text).length);
    }),
    { numRuns: propertyRuns(2_000) },
  );
});

/** A reader that nobody here wrote; `quoted:` or `typed:` before each cell says how it stood in the file. */
function parseElsewhere(bytes: Uint8Array, target: CsvFormat): string[][] {
  return parse(Buffer.from(bytes), {
    bom: target.bom,
    delimiter: target.separator,
    record_delimiter: '\r\n',
    cast: (text, context) => (context.quoting ? `quoted:${text}` : `typed:${text}`),
  });
}

test('parse back: another reader sees the same cells, apostrophes included', () => {
  fc.assert(
    fc.property(sheet(hostileText), format, (given, target) => {
      const cells = parseElsewhere(encodeSheet(given, target), target);
      const escaped = (text: string) =>
        target.escapeFormulas && /^'*[=+\-@\t\r\n\0＝＋－＠]/.test(text) ? `'${text}` : text;
      const expected = expectedRows(given).map((row, line) =>
        row.map((text, index) => {
          const typed = line > 0 && index === row.length - 1;
          if (text === null) return 'typed:';
          return typed ? `typed:${text}` : `quoted:${escaped(text)}`;
        }),
      );
      expect(cells).toEqual(expected);
    }),
    { numRuns: propertyRuns(2_000) },
  );
});

test('danger: no cell of an escaped export starts a formula in a spreadsheet', () => {
  fc.assert(
    fc.property(sheet(hostileText), format, (given, target) => {
      const safe = { ...target, escapeFormulas: true };
      for (const cell of parseElsewhere(encodeSheet(given, safe), safe).flat()) {
        const text = cell.slice(cell.indexOf(':') + 1);
        if (cell.startsWith('typed:')) expect(text).toMatch(TYPED_CELL);
        else expect(FORMULA_STARTS.some((start) => text.startsWith(start))).toBe(false);
      }
    }),
    { numRuns: propertyRuns(2_000) },
  );
});
