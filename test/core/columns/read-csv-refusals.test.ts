import { expect, test } from 'vitest';
import { CSV_REMEDIES, CsvError, type CsvProblem, type CsvProblemCode } from '#core/columns/csv-error.ts';
import { MAX_RECORD_BYTES, type CsvColumn, type MoneyCsvColumn } from '#core/columns/csv-spec.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { cellsOf, csvBytes, csvProblemOf, csvSpec, inPieces, readCsvText } from '#test/support/csv-text.ts';

const name: CsvColumn = { header: 'Name', as: 'name', kind: 'text' };
const id: CsvColumn = { header: 'Id', as: 'id', kind: 'id' };
const number: CsvColumn = { header: 'N', as: 'n', kind: 'number', decimalSeparator: 'point' };
const money: MoneyCsvColumn = {
  header: 'Amount',
  as: 'amount',
  kind: 'money',
  digits: 2,
  decimalSeparator: 'point',
  homeCurrency: 'EUR',
  rates: new Map(),
  means: 'foreignPerHome',
};
const foreign: MoneyCsvColumn = { ...money, rateHeader: 'Rate', currencyHeader: 'Currency' };
const day: CsvColumn = { header: 'Day', as: 'day', kind: 'day', format: 'yyyy-mm-dd' };

function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le'));
}

const refusals: readonly (readonly [
  what: string,
  code: CsvProblemCode,
  line: number,
  input: string | Uint8Array,
  columns: readonly CsvColumn[],
  params: Readonly<Record<string, unknown>>,
])[] = [
  ['no bytes', 'csv.emptyFile', 1, '', [name], {}],
  ['blank lines only', 'csv.emptyFile', 1, '\uFEFF\n\r\n', [name], {}],
  ['UTF-16 with its mark', 'csv.utf16', 1, utf16('\uFEFFName\nx\n'), [name], {}],
  ['UTF-16 without mark', 'csv.utf16', 1, utf16('Name\nx\n'), [name], {}],
  ['a workbook', 'csv.notText', 1, Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0), [name], {}],
  ['a zero byte', 'csv.zeroByte', 3, 'Name,N\nx,1\ny\0,2\n', [name], { column: 'Name' }],
  ['a zero byte in quotes', 'csv.zeroByte', 2, 'Name,N\nx,"1\n\0"\n', [name], { column: 'N' }],
  ['a zero byte in the header', 'csv.zeroByte', 1, 'Name,N\0\nx,1\n', [name], {}],
  [
    'Windows-1252',
    'csv.invalidUtf8',
    3,
    Buffer.from('Name\nx\nCaf\xe9\n', 'latin1'),
    [name],
    { column: 'Name', byte: '0xE9', position: 4, before: 'Caf' },
  ],
  [
    'Windows-1252 in the header',
    'csv.invalidUtf8',
    1,
    Buffer.from('Name,\xe9\nx,1\n', 'latin1'),
    [name],
    { column: null, byte: '0xE9' },
  ],
  ['an open quote', 'csv.quoteNotClosed', 3, 'Name,N\nx,1\ny,"2\n3\n4', [name], { column: 'N', quoteLine: 3 }],
  ['an open quote in the header', 'csv.quoteNotClosed', 1, 'Name,"N\nx,1\n', [name], {}],
  ['text behind a quote', 'csv.textAfterQuote', 2, 'Name,N\n"x"y,1\n', [name], { column: 'Name' }],
  ['text behind a quote in the header', 'csv.textAfterQuote', 1, '"Name"x,N\ny,1\n', [name], {}],
  ['too few cells', 'csv.tooFewCells', 3, 'Name,N\nx,1\ny\n', [name], { cells: 1, expected: 2 }],
  ['too many cells', 'csv.tooManyCells', 2, 'Name,N\nx,1,2\n', [name], { cells: 3, expected: 2 }],
  ['more columns than a table has', 'csv.tooManyColumns', 1, `Name${',x'.repeat(4096)}\n`, [name], { limit: 4096 }],
  ['a missing header', 'csv.missingHeader', 1, 'name,N\nx,1\n', [name], { column: 'Name', found: 'name, N' }],
  ['a missing header below blank lines', 'csv.missingHeader', 3, '\n\nname,N\nx,1\n', [name], { column: 'Name' }],
  ['a missing rate column', 'csv.missingHeader', 1, 'Amount,Currency\n1,EUR\n', [foreign], { column: 'Rate' }],
  ['a header twice', 'csv.duplicateHeader', 1, 'Name,Name\nx,y\n', [name], { column: 'Name' }],
  ['an id with letters', 'csv.unreadableId', 2, 'Id\nA12\n', [id], { column: 'Id', value: 'A12' }],
  ['a number', 'csv.unreadableNumber', 2, 'N\n1 234\n', [number], { value: '1 234' }],
  ['an amount', 'csv.unreadableMoney', 3, 'Amount\n1\n$5\n', [money], { value: '$5' }],
  [
    'an amount beyond safe integers',
    'csv.moneyTooLarge',
    2,
    'Amount\n90071992547409.92\n',
    [money],
    { value: '90071992547409.92' },
  ],
  ['a large amount of few digits', 'csv.moneyTooLarge', 2, 'Amount\n999999999999999\n', [money], {}],
  [
    'a rate',
    'csv.unreadableRate',
    2,
    'Amount,Rate,Currency\n1,zero,USD\n',
    [foreign],
    { column: 'Rate', value: 'zero' },
  ],
  [
    'a rate of zero',
    'csv.unreadableRate',
    2,
    'Amount,Rate,Currency\n1,0,USD\n',
    [foreign],
    { column: 'Rate', value: '0' },
  ],
  ['no rate', 'csv.rateMissing', 2, 'Amount,Rate,Currency\n1,,USD\n', [foreign], { column: 'Currency', value: 'USD' }],
  ['a date', 'csv.unreadableDay', 2, 'Day\n2023-02-29\n', [day], { value: '2023-02-29' }],
  [
    'a boolean',
    'csv.unreadableBoolean',
    2,
    'Flag\nmaybe\n',
    [{ header: 'Flag', as: 'flag', kind: 'boolean' }],
    { value: 'maybe' },
  ],
];

test.each(refusals)('%s: %s on line %i', async (_, code, line, input, columns, params) => {
  const bytes = typeof input === 'string' ? csvBytes(input) : input;
  for (const piece of [bytes.length + 1, 1, 7]) {
    const problem = await csvProblemOf(
      bytes,
      csvSpec(columns),
      Array.from({ length: bytes.length + 1 }, () => piece),
    );
    expect(problem).toMatchObject({ code, where: `deals.csv:${line}` });
    expect(problem.params).toMatchObject({ ...params, file: 'deals.csv', line, remedy: CSV_REMEDIES[code] });
  }
});

test('every code has its case here or below', () => {
  const tested = new Set<string>([...refusals.map(([, code]) => code), 'csv.lineTooLong']);
  expect(Object.keys(CSV_REMEDIES).filter((code) => !tested.has(code))).toEqual([]);
});

test.each([
  '0',
  '-0',
  '007',
  '-',
  '+5',
  '1.0',
  '9223372036854775808',
  '-9223372036854775809',
  '12345678901234567890',
  '1 2',
])('no id: %j', async (text) => {
  expect((await csvProblemOf(`Id,N\n${text},1\n`, csvSpec([id]))).code).toBe('csv.unreadableId');
});

test.each([
  ['yyyy-mm-dd', ['2017-3-4', '2017-03-04T00:00', '20170304', '2017/03/04']],
  ['m/d/yyyy', ['13/1/2017', '3/4/17', '3/4', '3/4/2017/1', '003/4/2017', '3-4-2017', '2/30/2017', '3//2017']],
  ['d.m.yyyy', ['1/2/2017', '32.1.2017']],
  [
    'iso-datetime',
    [
      '2017-03-04T',
      '2017-03-04T1:00',
      '2017-03-04T24:00',
      '2017-03-04T10:60',
      '2017-03-04T10:00:61',
      '2017-03-04T10:00:00.',
      '2017-03-04T10:00+2',
      '2017-03-04T10:00+02:00x',
      '2017-03-04X10:00',
      '2017-03-04T10:00:',
    ],
  ],
] as const)('no dates in %s', async (format, texts) => {
  for (const text of texts) {
    const problem = await csvProblemOf(`Day,N\n${text},1\n`, csvSpec([{ ...day, format }]));
    expect([text, problem.code]).toEqual([text, 'csv.unreadableDay']);
  }
});

test("what is unreadable is reported in the file's order and left empty when somebody listens", async () => {
  const problems: CsvProblem[] = [];
  const table = await readCsvText(
    'N,Day,Id\nx,2024-01-01,1\n1,y,zz\n2,,3\n',
    csvSpec([id, number, day], { onProblem: (problem) => problems.push(problem) }),
  );
  expect(problems.map(({ where, params }) => [where, params['column'], params['value']])).toEqual([
    ['deals.csv:2', 'N', 'x'],
    ['deals.csv:3', 'Id', 'zz'],
    ['deals.csv:3', 'Day', 'y'],
  ]);
  expect(cellsOf(table, 'n')).toEqual([null, 1, 2]);
  expect(cellsOf(table, 'id')).toEqual([1n, null, 3n]);
});

test('listening does not excuse a broken structure or a wrong encoding', async () => {
  const listening = csvSpec([name], { onProblem: () => {} });
  expect((await csvProblemOf('Name,N\nx\n', listening)).code).toBe('csv.tooFewCells');
  expect((await csvProblemOf(Buffer.from('Name\n\xe9\n', 'latin1'), listening)).code).toBe('csv.invalidUtf8');
});

test('the first of several problems is the one reported, even when a later one is found sooner', async () => {
  expect((await csvProblemOf('N,Day\n1,x\ny,2024-01-01\nz\n', csvSpec([number, day]))).where).toBe('deals.csv:2');
});

test('a long value is shown by its beginning, cut between characters', async () => {
  const { params } = await csvProblemOf(`N\n${'é'.repeat(29)}x${'é'.repeat(50)}\n`, csvSpec([number]));
  expect(params['value']).toBe(`${'é'.repeat(29)}x`);
});

test('bytes of columns that nobody reads may be of any encoding', async () => {
  const table = await readCsvText(Buffer.from('N,x\n1,\xe9\n', 'latin1'), csvSpec([number]));
  expect(cellsOf(table, 'n')).toEqual([1]);
});

test('a record of exactly 8 MB is data, one byte more is a damaged file', async () => {
  const record = (bytes: number) => `Name\n${'x'.repeat(bytes - 1)}\ny\n`;
  const table = await readCsvText(record(MAX_RECORD_BYTES), csvSpec([name]));
  expect(cellsOf(table, 'name').map((text) => String(text).length)).toEqual([MAX_RECORD_BYTES - 1, 1]);
  const problem = await csvProblemOf(record(MAX_RECORD_BYTES + 1), csvSpec([name]));
  expect(problem).toMatchObject({
    code: 'csv.lineTooLong',
    where: 'deals.csv:2',
    params: { limitBytes: 8_388_608, quoteLine: null },
  });
});

/** Far above what a reader may ask for, and still little enough to fail in a moment. */
const ENDLESS_BYTES = 64 * 1024 * 1024;

test.each([
  ['an endless row', 'Name\nok\n', 'x'.repeat(65_536), 'csv.lineTooLong', 'deals.csv:3'],
  ['an endless quote', 'Name\nok\n"', 'x\n'.repeat(32_768), 'csv.lineTooLong', 'deals.csv:3'],
  ['an endless header', '', 'x'.repeat(65_536), 'csv.lineTooLong', 'deals.csv:1'],
  ['endless blank lines', '', '\n'.repeat(65_536), 'csv.emptyFile', 'deals.csv:1'],
])('%s is refused after 8 MB of it, and the rest is never asked for', async (_, head, body, code, where) => {
  let handedOut = 0;
  async function* endless() {
    yield csvBytes(head);
    const piece = csvBytes(body);
    for (;;) {
      handedOut += piece.length;
      if (handedOut > ENDLESS_BYTES) throw new Error('Nobody stopped reading');
      yield piece;
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  const failure = await readAll(readCsv(endless(), csvSpec([name])));
  expect(failure?.problem).toMatchObject({ code, where });
  // A header is tried only at doubled lengths: hence up to twice the limit.
  expect(handedOut).toBeLessThanOrEqual(2 * MAX_RECORD_BYTES + 2 * 65_536);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MAX_RECORD_BYTES);
});

test('an error of the source itself goes through unchanged', async () => {
  const broken = new Error('disk');
  async function* source() {
    yield csvBytes('Name\nx\n');
    throw broken;
  }
  await expect(readAll(readCsv(source(), csvSpec([name])))).rejects.toBe(broken);
});

test('CsvError names place and code, so that even a bare log line helps', async () => {
  const failure = await readAll(readCsv(inPieces(csvBytes('x\n'), []), csvSpec([name])));
  expect(failure?.message).toBe('deals.csv:1 csv.missingHeader');
});

async function readAll(tables: AsyncIterable<unknown>): Promise<CsvError | null> {
  try {
    for await (const table of tables) void table;
    return null;
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
}
