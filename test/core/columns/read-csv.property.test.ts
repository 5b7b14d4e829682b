import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIsoDay, MAX_DAY, MIN_DAY } from '#core/crm/days.ts';
import { formatMinor } from '#core/crm/money.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import type { CsvColumn, CsvSeparator } from '#core/columns/csv-spec.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { cellsOf, csvBytes, csvSpec, inPieces, readCsvText } from '#test/support/csv-text.ts';

interface Row {
  readonly id: bigint | null;
  readonly name: string | null;
  readonly amount: number | null;
  readonly day: number | null;
  readonly n: number | null;
  readonly flag: boolean | null;
}

/** How a file is written: everything that may differ between two files with the same contents. */
interface Dialect {
  readonly separator: CsvSeparator;
  readonly lineEnd: '\n' | '\r\n' | '\r';
  readonly mark: boolean;
  readonly lastLineEnd: boolean;
  readonly blankLines: boolean;
  /** Quote also what needs no quotes. */
  readonly quoteAll: boolean;
}

const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 6 });
const hostile = fc.constantFrom(
  '"',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '""',
  '=1+1',
  ' ',
  'é',
  '\u{1F600}',
  '\uFEFF',
  '\u2028',
  'x',
);
// `unit: 'binary'` of fast-check holds lone surrogates, which have no UTF-8; 'grapheme' and the list above do not.
const texts = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.array(hostile, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    fc.constantFrom('Acme', 'Bolt'),
  )
  .filter((text) => !text.includes('\0'));

const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.record({
    id: nullable(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((id) => id !== 0n)),
    name: nullable(texts),
    amount: nullable(fc.maxSafeInteger()),
    day: nullable(fc.integer({ min: MIN_DAY, max: MAX_DAY })),
    n: nullable(
      fc.oneof(
        fc.integer().map((n) => n / 1000),
        fc.double({ noNaN: true, min: -1e25, max: 1e25 }).filter((n) => n === 0 || Math.abs(n) > 1e-20),
      ),
    ),
    flag: nullable(fc.boolean()),
  }),
  { maxLength: 30 },
);
const dialects: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom<CsvSeparator[]>(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  mark: fc.boolean(),
  lastLineEnd: fc.boolean(),
  blankLines: fc.boolean(),
  quoteAll: fc.boolean(),
});
const pieces = fc.infiniteStream(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400 })));

const header = ['Id', 'Name', 'A "quoted" one; with, all\tsorts\nof signs', 'Amount', 'Day', 'N', 'Flag'];
const columns: readonly CsvColumn[] = [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Name', as: 'name', kind: 'text' },
  {
    header: 'Amount',
    as: 'amount',
    kind: 'money',
    digits: 2,
    decimalSeparator: 'point',
    homeCurrency: 'EUR',
    rates: new Map(),
    means: 'foreignPerHome',
  },
  { header: 'Day', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
  { header: 'N', as: 'n', kind: 'number', decimalSeparator: 'point' },
  { header: 'Flag', as: 'flag', kind: 'boolean' },
];

/** A writer that shares nothing with the reader: plain strings, after RFC 4180. */
function writeCsv(table: readonly Row[], dialect: Dialect): string {
  const cell = (text: string) =>
    dialect.quoteAll || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [
    header,
    ...table.map((row) => [
      row.id === null ? '' : String(row.id),
      row.name ?? '',
      'not read, "but" skipped\n',
      row.amount === null ? '' : formatMinor(row.amount, 2),
      row.day === null ? '' : formatIsoDay(row.day),
      row.n === null ? '' : String(row.n),
      row.flag === null ? '' : String(row.flag),
    ]),
  ].map((cells) => cells.map(cell).join(dialect.separator));
  const between = dialect.blankLines ? dialect.lineEnd + dialect.lineEnd : dialect.lineEnd;
  return (dialect.mark ? '\uFEFF' : '') + lines.join(between) + (dialect.lastLineEnd ? dialect.lineEnd : '');
}

test('any table, written in any dialect and cut anywhere, is read back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      dialects,
      pieces,
      fc.integer({ min: 1, max: 40 }),
      async (table, dialect, lengths, batchRows) => {
        const text = writeCsv(table, dialect);
        const read = await readCsvText(text, csvSpec(columns, { batchRows }), limited(lengths, 2 * text.length + 50));
        expect(read.length).toBe(table.length);
        for (const key of ['id', 'name', 'amount', 'day', 'flag'] as const) {
          expect(cellsOf(read, key)).toEqual(table.map((row) => row[key]));
        }
        // -0 is written as 0.
        expect(cellsOf(read, 'n')).toEqual(table.map((row) => (row.n === null ? null : row.n + 0)));
      },
    ),
    { numRuns: propertyRuns(400) },
  );
});

test('random bytes give tables or a CsvError, nothing else', async () => {
  const structure = fc.constantFrom(
    ...[...'",;\t\n\r \0aI1-.:/Td'].map((letter) => letter.charCodeAt(0)),
    0xef,
    0xbb,
    0xbf,
    0xc3,
    0xa9,
    0xff,
    0xfe,
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(structure, { maxLength: 300 }).map((values) => Uint8Array.from(values)),
    // Past a good header, so that the rows see the noise too.
    fc
      .array(structure, { maxLength: 300 })
      .map((values) => Uint8Array.from([...csvBytes('Id,Name,Amount,Day,N,Flag\n'), ...values])),
  );
  const outcomes = { tables: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(bytes, pieces, fc.boolean(), async (input, lengths, lenient) => {
      const spec = csvSpec(
        columns.map((column) => ({ ...column, required: input.length % 2 === 0 })),
        lenient ? { onProblem: () => {} } : {},
      );
      try {
        for await (const table of readCsv(inPieces(input, limited(lengths, 1000)), spec))
          expect(table.columns.size).toBe(6);
        outcomes.tables++;
      } catch (error) {
        expect(error).toBeInstanceOf(CsvError);
        outcomes.refused++;
      }
    }),
    { numRuns: propertyRuns(1_500) },
  );
  expect(outcomes.tables).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(0);
});

test('a refusal is the same wherever the bytes are cut', async () => {
  const parts = fc.constantFrom('Id,Name\n', '1,x\n', '2,"y\n', '"', 'a,b,c\n', '3\r\n', '4,é\r', '\0', ',', '"z"q');
  await fc.assert(
    fc.asyncProperty(fc.array(parts, { maxLength: 12 }), pieces, async (chosen, lengths) => {
      const input = csvBytes(`Id,Name\n${chosen.join('')}`);
      const outcome = async (cuts: Iterable<number>) => {
        try {
          const table = await readCsvText(input, csvSpec(columns.slice(0, 2), { lineAs: 'line' }), cuts);
          return [cellsOf(table, 'id'), cellsOf(table, 'name'), cellsOf(table, 'line')];
        } catch (error) {
          return error instanceof CsvError ? error.problem : error;
        }
      };
      expect(await outcome(limited(lengths, 1000))).toEqual(await outcome([]));
    }),
    { numRuns: propertyRuns(800) },
  );
});

function* limited(lengths: Iterable<number>, count: number): Generator<number, void, void> {
  let left = count;
  for (const length of lengths) {
    if (left-- === 0) return;
    yield length;
  }
}
