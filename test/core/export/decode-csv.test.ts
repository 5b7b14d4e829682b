import { expect, test } from 'vitest';
import { decodeCsv } from '#core/export/decode-csv.ts';
import type { CsvFormat } from '#core/export/csv-format.ts';

const COMMA: CsvFormat = { separator: ',', bom: false, escapeFormulas: true };
const bytes = (text: string) => new TextEncoder().encode(text);

test('reads an export, line breaks and separators inside quotes included', () => {
  expect(decodeCsv(bytes('"a","b"\r\n"x,\r\ny",-1\r\n,""\r\n'), COMMA)).toEqual({
    ok: true,
    value: [
      ['a', 'b'],
      ['x,\r\ny', '-1'],
      [null, ''],
    ],
  });
});

test('the file without rows and the empty file are empty', () => {
  expect(decodeCsv(bytes('"a"\r\n'), COMMA)).toEqual({ ok: true, value: [['a']] });
  expect(decodeCsv(bytes(''), COMMA)).toEqual({ ok: true, value: [] });
});

test.each([
  ['a line feed alone', '"a"\n', 'unexpectedCharacter', 'line 1'],
  ['text behind a quote', '"a"x\r\n', 'unexpectedCharacter', 'line 1'],
  ['a quote inside a raw cell', '"a"\r\nx"y\r\n', 'strayQuote', 'line 2'],
  ['a quote that never closes', '"a"\r\n"x\r\n', 'unclosedQuote', 'line 2'],
  ['a last line without its end', '"a"\r\n"x"', 'unendedLine', 'line 2'],
  ['a last line that ends in a separator', '"a","b"\r\n"x",', 'unendedLine', 'line 2'],
  ['a row of another width', '"a","b"\r\n"x","y"\r\n"z"\r\n', 'unequalWidth', 'line 3'],
  ['a row of another width below a two-line cell', '"a","b"\r\n"x\ny","y"\r\n"z"\r\n', 'unequalWidth', 'line 4'],
  ['a byte-order mark that the format does not have', '\u{FEFF}"a"\r\n', 'unexpectedBom', 'line 1'],
])('%s is refused with its line', (_, text, reason, where) => {
  const decoded = decodeCsv(bytes(text), COMMA);
  expect(decoded).toMatchObject({ ok: false, error: { code: `export.decode.${reason}`, where } });
});

test('a missing byte-order mark and bytes that are no UTF-8 are refused', () => {
  expect(decodeCsv(bytes('"a"\r\n'), { ...COMMA, bom: true })).toMatchObject({
    error: { code: 'export.decode.missingBom' },
  });
  expect(decodeCsv(Uint8Array.of(0x22, 0xff, 0x22, 0x0d, 0x0a), COMMA)).toMatchObject({
    error: { code: 'export.decode.notUtf8' },
  });
});
