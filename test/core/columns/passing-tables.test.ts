import { expect, test } from 'vitest';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import { createPassingDictionaries } from '#core/columns/passing-dictionaries.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { cellsOf, csvBytes, csvSpec, inPieces } from '#test/support/csv-text.ts';

const COLUMNS: readonly CsvColumn[] = [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Name', as: 'name', kind: 'text' },
  { header: 'City', as: 'city', kind: 'text' },
  { header: 'Number', as: 'number', kind: 'number', decimalSeparator: 'point' },
  { header: 'Day', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
  { header: 'Flag', as: 'flag', kind: 'boolean' },
];
/** More names than a dictionary that passes keeps, most cells empty now and then: what stood there before must not be seen. */
const ROWS = 12_000;

const line = (row: number): string =>
  [
    row % 3 === 0 ? '' : String(row + 1),
    row % 4 === 0 ? '' : `Name ${row}`,
    row % 5 === 0 ? '' : `City ${row % 6}`,
    row % 7 === 0 ? '' : String(row / 4),
    row % 2 === 0 ? '' : '2026-06-30',
    row % 11 === 0 ? '' : row % 2 === 0 ? 'true' : 'false',
  ].join(',');
const CSV = `Id,Name,City,Number,Day,Flag\n${Array.from({ length: ROWS }, (_, row) => line(row)).join('\n')}\n`;

test('tables that pass hold what others hold, in arrays that are filled again', async () => {
  const columns = csvSpec(COLUMNS);
  const whole = await collectTable(readCsv(inPieces(csvBytes(CSV), []), columns));
  const passing = { ...columns, batchRows: 1_000, passing: true, dictionaries: createPassingDictionaries() };
  const seen: unknown[] = [];
  const arrays = new Set<unknown>();
  let codesOfCities = '';
  for await (const table of readCsv(inPieces(csvBytes(CSV), []), passing)) {
    seen.push(...rowsOf(table));
    const city = table.columns.get('city');
    if (city?.kind !== 'text') throw new Error('cities are texts');
    arrays.add(city.codes);
    // A column of few values keeps its codes.
    codesOfCities ||= city.dictionary.map(String).join();
    expect(city.dictionary.map(String).join()).toBe(codesOfCities);
  }
  expect(seen).toEqual(rowsOf(whole));
  expect(arrays.size).toBe(1);
});

const rowsOf = (table: ColumnTable): readonly unknown[] => {
  const cells = COLUMNS.map(({ as }) => cellsOf(table, as));
  return Array.from({ length: table.length }, (_, row) => cells.map((column) => column[row]));
};
