import fc from 'fast-check';

/** Characters that break careless CSV writers, readers and spreadsheets. */
const HOSTILE = [
  ...'=+-@＝＋－＠\t\r\n\0',
  ...'\'"",;|\\ ',
  '\u{FEFF}',
  '\u{85}',
  '\u{2028}',
  'é',
  '中',
  '😀',
  '\u{10FFFF}',
  '\u{E000}',
] as const;

const hostile = fc.constantFrom<string>(...HOSTILE);
const anyCharacter = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
const anyUtf16Unit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Well-formed Unicode, rich in what the export must survive. */
export const hostileText = fc.string({
  unit: fc.oneof({ weight: 4, arbitrary: hostile }, { weight: 1, arbitrary: anyCharacter }),
  maxLength: 12,
});

/** Any JavaScript string: halves of surrogate pairs stand alone too. */
export const anyUtf16Text = fc.string({
  unit: fc.oneof({ weight: 2, arbitrary: hostile }, { weight: 2, arbitrary: anyUtf16Unit }),
  maxLength: 12,
});
