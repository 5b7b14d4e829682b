import { expect, test } from 'vitest';
import { parseIsoDay } from '#core/crm/days.ts';
import type { CsvColumn, MoneyCsvColumn } from '#core/columns/csv-spec.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { createTextDictionaries } from '#core/columns/text-dictionary.ts';
import { cellsOf, csvBytes, csvSpec, inPieces, readCsvText } from '#test/support/csv-text.ts';

const id: CsvColumn = { header: 'Id', as: 'id', kind: 'id' };
const name: CsvColumn = { header: 'Name', as: 'name', kind: 'text' };
const amount: MoneyCsvColumn = {
  header: 'Amount',
  as: 'amount',
  kind: 'money',
  digits: 2,
  decimalSeparator: 'point',
  homeCurrency: 'EUR',
  rates: new Map(),
  means: 'foreignPerHome',
};
const day = (format: Extract<CsvColumn, { kind: 'day' }>['format']): CsvColumn => ({
  header: 'Day',
  as: 'day',
  kind: 'day',
  format,
});
const number: CsvColumn = { header: 'N', as: 'n', kind: 'number', decimalSeparator: 'point' };
const flag: CsvColumn = { header: 'Flag', as: 'flag', kind: 'boolean' };

test('a deals file becomes typed columns, in the order asked for, whatever else the file holds', async () => {
  const table = await readCsvText(
    'Name,Ignored,Amount,Day,Id,Flag,N\nAcme,x,1234.5,2024-02-29,5843104000000123456,true,2.5\n"Bolt, Inc",y,,,5843104000000123457,FALSE,-1\n',
    csvSpec([id, name, amount, day('yyyy-mm-dd'), flag, number]),
  );
  expect([...table.columns.keys()]).toEqual(['id', 'name', 'amount', 'day', 'flag', 'n']);
  expect(cellsOf(table, 'id')).toEqual([5843104000000123456n, 5843104000000123457n]);
  expect(cellsOf(table, 'name')).toEqual(['Acme', 'Bolt, Inc']);
  expect(cellsOf(table, 'amount')).toEqual([123_450, null]);
  expect(cellsOf(table, 'day')).toEqual([parseIsoDay('2024-02-29'), null]);
  expect(cellsOf(table, 'flag')).toEqual([true, false]);
  expect(cellsOf(table, 'n')).toEqual([2.5, -1]);
});

test('quotes hold separators, line breaks and doubled quotes; spaces belong to the text', async () => {
  const table = await readCsvText(
    'Name,N\n"a,b",1\n"two\r\nlines",2\n"say ""hi""",3\n  x ,4\n"",5\na"b,6\n',
    csvSpec([name, number]),
  );
  expect(cellsOf(table, 'name')).toEqual(['a,b', 'two\r\nlines', 'say "hi"', '  x ', null, 'a"b']);
  expect(cellsOf(table, 'n')).toEqual([1, 2, 3, 4, 5, 6]);
});

test.each([
  ['LF', 'Name,N\nx,1\ny,2\n'],
  ['CRLF', 'Name,N\r\nx,1\r\ny,2\r\n'],
  ['CR', 'Name,N\rx,1\ry,2\r'],
  ['no line end behind the last row', 'Name,N\nx,1\ny,2'],
  ['blank lines', '\n\r\nName,N\n\nx,1\r\n\r\n\ny,2\n\n'],
  ['byte order mark', '\uFEFFName,N\nx,1\ny,2\n'],
  ['semicolons', 'Name;N\nx;1\ny;2\n'],
  ['tabs', 'Name\tN\nx\t1\ny\t2\n'],
  ['quoted header with spaces', '" Name ", "N" \nx,1\ny,2\n'.replace(', "N" ', ',"N"')],
])('line ends, marks and separators: %s', async (_, text) => {
  for (const piece of [1, 2, 3, 1000]) {
    const table = await readCsvText(
      text,
      csvSpec([name, number]),
      Array.from({ length: text.length + 3 }, () => piece),
    );
    expect(cellsOf(table, 'name')).toEqual(['x', 'y']);
    expect(cellsOf(table, 'n')).toEqual([1, 2]);
  }
});

test('the separator is the one under which the wanted headers are found, not the most frequent one', async () => {
  const table = await readCsvText('Name;"a,b,c,d,e";N\nx;1,2;3\n', csvSpec([name, number]));
  expect(cellsOf(table, 'n')).toEqual([3]);
});

test('a separator that is given is not guessed', async () => {
  const table = await readCsvText(
    'Name;x,N\nA;B,7\n',
    csvSpec([{ ...name, header: 'Name;x' }, number], { separator: ',' }),
  );
  expect(cellsOf(table, 'name')).toEqual(['A;B']);
});

test('a header without rows gives one empty table with all columns', async () => {
  const tables = [];
  for await (const table of readCsv(inPieces(csvBytes('Id,Name\n'), []), csvSpec([id, name]))) tables.push(table);
  expect(tables.map(({ length, columns }) => [length, [...columns.keys()]])).toEqual([[0, ['id', 'name']]]);
});

test('an optional column that the file lacks is empty', async () => {
  const optional = [id, name, amount, day('yyyy-mm-dd'), flag, number].map((column) => ({
    ...column,
    header: 'nowhere',
    required: false,
  }));
  const table = await readCsvText('x\n1\n2\n', csvSpec(optional));
  for (const { as } of optional) expect(cellsOf(table, as)).toEqual([null, null]);
});

test('one file column may fill two columns', async () => {
  const table = await readCsvText('N\n7\n', csvSpec([number, { header: 'N', as: 'asText', kind: 'text' }]));
  expect([cellsOf(table, 'n'), cellsOf(table, 'asText')]).toEqual([[7], ['7']]);
});

test('tables hold at most the rows asked for, and codes mean the same in all of them', async () => {
  const lengths: number[] = [];
  const codes: number[] = [];
  for await (const table of readCsv(
    inPieces(csvBytes('Name\nb\na\nb\nc\na\n'), []),
    csvSpec([name], { batchRows: 2 }),
  )) {
    lengths.push(table.length);
    const column = table.columns.get('name');
    if (column?.kind === 'text') codes.push(...column.codes.subarray(0, table.length));
  }
  expect(lengths).toEqual([2, 2, 1]);
  expect(codes).toEqual([0, 1, 0, 2, 1]);
});

test('several files of one reading share their dictionaries', async () => {
  const dictionaries = createTextDictionaries();
  await readCsvText('Name\nb\n', csvSpec([name], { dictionaries }));
  const second = await readCsvText('Name\na\nb\n', csvSpec([name], { dictionaries }));
  const column = second.columns.get('name');
  expect(column?.kind === 'text' ? [...column.codes] : null).toEqual([1, 0]);
});

test('rows know the line they start on, breaks inside quotes counted', async () => {
  const table = await readCsvText('Name\n"a\nb\r\nc\rd"\n\nx\r\ny\n', csvSpec([name], { lineAs: 'line' }));
  expect(cellsOf(table, 'line')).toEqual([2, 7, 8]);
});

test.each([
  ['yyyy-mm-dd', '2017-03-04', '2017-03-04'],
  ['m/d/yyyy', '3/4/2017', '2017-03-04'],
  ['m/d/yyyy', '03/04/2017', '2017-03-04'],
  ['d/m/yyyy', '3/4/2017', '2017-04-03'],
  ['d.m.yyyy', '31.12.2017', '2017-12-31'],
  ['yyyy/m/d', '2017/1/9', '2017-01-09'],
  ['iso-datetime', '2017-03-04', '2017-03-04'],
  ['iso-datetime', '2017-03-04T23:59', '2017-03-04'],
  ['iso-datetime', '2017-03-04 10:11:12.123', '2017-03-04'],
  ['iso-datetime', '2017-03-04T23:30:00-05:00', '2017-03-04'],
  ['yyyy-mm-dd', ' 2017-03-04 ', '2017-03-04'],
] as const)('a date in %s: %j', async (format, text, expected) => {
  const table = await readCsvText(`Day\n${text}\n`, csvSpec([day(format)]));
  expect(cellsOf(table, 'day')).toEqual([parseIsoDay(expected)]);
});

test('instants are cut into days by the caller, who knows the zone', async () => {
  const seen: number[] = [];
  const toDay = (epochMs: number) => {
    seen.push(epochMs);
    return 42;
  };
  const table = await readCsvText(
    'Day\n2024-03-31T23:30:00+02:00\n2024-03-31T23:30:15Z\n1969-12-31T20:00:00.5-0430\n2024-03-31\n',
    csvSpec([{ header: 'Day', as: 'day', kind: 'day', format: 'iso-datetime', toDay }]),
  );
  expect(cellsOf(table, 'day')).toEqual([42, 42, 42, parseIsoDay('2024-03-31')]);
  expect(seen).toEqual([
    Date.parse('2024-03-31T21:30:00Z'),
    Date.parse('2024-03-31T23:30:15Z'),
    Date.parse('1970-01-01T00:30:00Z'),
  ]);
});

test('yes, no, 1 and 0 are booleans too', async () => {
  const table = await readCsvText('Flag,N\nYes,1\nno,1\n1,1\n0,1\n True ,1\n,1\n', csvSpec([flag]));
  expect(cellsOf(table, 'flag')).toEqual([true, false, true, false, true, null]);
});

test('ids are exact over the whole 64-bit range', async () => {
  const texts = [
    '1',
    '999999999',
    '1000000000',
    '9007199254740993',
    '4294967296',
    '9223372036854775807',
    '-1',
    '-4294967296',
    '-9223372036854775807',
    '-9223372036854775808',
  ];
  const table = await readCsvText(`Id,N\n${texts.map((text) => `${text},1`).join('\n')}`, csvSpec([id]));
  expect(cellsOf(table, 'id').map(String)).toEqual(texts);
});

test('amounts in another unit, of other digits and with a decimal comma', async () => {
  const millions = await readCsvText(
    'Amount\n1100.04\n-0.0000005\n',
    csvSpec([{ ...amount, unit: 1_000_000, digits: 0 }]),
  );
  expect(cellsOf(millions, 'amount')).toEqual([1_100_040_000, -1]);
  const comma = await readCsvText(
    'Amount;N\n1.234,565;1\n2,5;1\n',
    csvSpec([{ ...amount, decimalSeparator: 'comma' }]),
  );
  expect(cellsOf(comma, 'amount')).toEqual([123_457, 250]);
});

test('foreign amounts take the rate of their own row, else the one in the table; home amounts take none', async () => {
  const converted = { ...amount, rateHeader: 'Rate', currencyHeader: 'Currency', rates: new Map([['USD', '1.25']]) };
  const text = 'Amount,Rate,Currency\n100,,EUR\n100,2,EUR\n100,2,USD\n100,,USD\n100,3,GBP\n100,9,\n';
  const perHome = await readCsvText(text, csvSpec([converted]));
  expect(cellsOf(perHome, 'amount')).toEqual([10_000, 10_000, 5_000, 8_000, 3_333, 10_000]);
  const perForeign = await readCsvText(text, csvSpec([{ ...converted, means: 'homePerForeign' }]));
  expect(cellsOf(perForeign, 'amount')).toEqual([10_000, 10_000, 20_000, 12_500, 30_000, 10_000]);
});

test('without a currency column each row applies its own rate', async () => {
  const table = await readCsvText('Amount,Rate\n100,1\n100,8\n100,\n', csvSpec([{ ...amount, rateHeader: 'Rate' }]));
  expect(cellsOf(table, 'amount')).toEqual([10_000, 1_250, 10_000]);
});

test('a reader that stops early closes the source', async () => {
  let closed = false;
  async function* source() {
    try {
      for (;;) yield csvBytes('Name\nx\n');
    } finally {
      closed = true;
    }
  }
  for await (const table of readCsv(source(), csvSpec([name], { batchRows: 1 }))) {
    expect(table.length).toBe(1);
    break;
  }
  expect(closed).toBe(true);
});
