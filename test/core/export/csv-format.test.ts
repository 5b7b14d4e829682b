import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FORMULA_DANGER, decodeCell, encodeCell, escapeFormula, unescapeFormula } from '#core/export/csv-format.ts';
import { anyUtf16Text } from '#test/support/hostile-text.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const SAFE = { escapeFormulas: true } as const;
const RAW = { escapeFormulas: false } as const;
/** Written out here on purpose: the test must not believe the pattern that it tests. */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

test.each([
  ['=1+1', `"'=1+1"`],
  ['+34 600', `"'+34 600"`],
  ['-5', `"'-5"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\tx', `"'\tx"`],
  ['＝1', `"'＝1"`],
  [`'=1`, `"''=1"`],
  [`'''@`, `"''''@"`],
  [`'tis fine`, `"'tis fine"`],
  ['5-3=2', '"5-3=2"'],
  ['say "hi"', '"say ""hi"""'],
  ['', '""'],
])('%j is written as %s and read back', (text, cell) => {
  expect(encodeCell(text, SAFE)).toBe(cell);
  expect(decodeCell(cell, SAFE)).toEqual({ ok: true, value: text });
});

test('nothing and the empty text are different cells', () => {
  expect(encodeCell(null, SAFE)).toBe('');
  expect(decodeCell('', SAFE)).toEqual({ ok: true, value: null });
  expect(decodeCell('""', SAFE)).toEqual({ ok: true, value: '' });
});

test('a raw number keeps its sign: only texts are escaped', () => {
  expect(decodeCell('-12.30', SAFE)).toEqual({ ok: true, value: '-12.30' });
});

test('without the escape texts stand as they are', () => {
  expect(encodeCell('=1', RAW)).toBe('"=1"');
  expect(decodeCell(`"'=1"`, RAW)).toEqual({ ok: true, value: `'=1` });
});

test.each(['"', '"a', '"a"b"', 'a"b', '"a""'])('the cell %s is refused: no encoder of ours writes it', (cell) => {
  expect(decodeCell(cell, SAFE)).toEqual({ ok: false, error: 'strayQuote' });
});

test('every text of every UTF-16 units comes back from its cell', () => {
  fc.assert(
    fc.property(anyUtf16Text, fc.boolean(), (text, escapeFormulas) => {
      expect(decodeCell(encodeCell(text, { escapeFormulas }), { escapeFormulas })).toEqual({ ok: true, value: text });
      expect(unescapeFormula(escapeFormula(text))).toBe(text);
    }),
    { numRuns: propertyRuns(5_000) },
  );
});

test('no escaped text starts what a spreadsheet takes for a formula, and what needs no escape is left alone', () => {
  fc.assert(
    fc.property(anyUtf16Text, (text) => {
      const escaped = escapeFormula(text);
      expect(FORMULA_STARTS.some((start) => escaped.startsWith(start))).toBe(false);
      // A second export of the first one's text must be as reversible: dangerous behind apostrophes counts as dangerous.
      expect(escaped === text).toBe(!FORMULA_STARTS.some((start) => text.replace(/^'*/, '').startsWith(start)));
      if (FORMULA_DANGER.test(escaped)) expect(escaped.startsWith("'")).toBe(true);
    }),
    { numRuns: propertyRuns(5_000) },
  );
});
