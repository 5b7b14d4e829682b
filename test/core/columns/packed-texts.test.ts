import { expect, test } from 'vitest';
import { decodeColumns, encodeColumns } from '#core/columns/arrow-columns.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { textAt, type ColumnTable, type TextColumn } from '#core/columns/column-table.ts';
import { PACKED_FROM_TEXTS, PackedTexts } from '#core/columns/packed-texts.ts';
import { permuteTable } from '#core/columns/permute-table.ts';

const MANY = PACKED_FROM_TEXTS + 100;
/** Names of one to four bytes a letter, one of them empty. */
const nameOf = (row: number): string =>
  row === 7 ? '' : `${['Łódź', 'Ünal & Co', '東京', '😀', 'plain'][row % 5]} ${row}`;

function namesOf(rows: readonly number[]): ColumnTable {
  const dictionary = rows.map(nameOf);
  return {
    length: rows.length,
    columns: new Map([['name', { kind: 'text', codes: Int32Array.from(rows, (_, row) => row), dictionary }]]),
  };
}

function decoded(table: ColumnTable): ColumnTable {
  const result = decodeColumns(encodeColumns(table));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function namesIn(table: ColumnTable): TextColumn {
  const column = table.columns.get('name');
  if (column?.kind !== 'text') throw new Error('names are text');
  return column;
}

const rowsFrom = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

test('many texts stay bytes when they are read back, and are the same texts', () => {
  const names = namesIn(decoded(namesOf(rowsFrom(0, MANY))));
  expect(names.dictionary).toBeInstanceOf(PackedTexts);
  expect(names.dictionary.length).toBe(MANY);
  expect(rowsFrom(0, MANY).every((row) => textAt(names, row) === nameOf(row))).toBe(true);
  expect([...names.dictionary]).toEqual(rowsFrom(0, MANY).map(nameOf));
  expect(names.dictionary.map((text, code) => text === nameOf(code)).every(Boolean)).toBe(true);
  expect(names.dictionary.indexOf(nameOf(4_100))).toBe(4_100);
  expect(names.dictionary.indexOf('nobody')).toBe(-1);
});

test('there is no text below the first and beyond the last', () => {
  const { dictionary } = namesIn(decoded(namesOf(rowsFrom(0, MANY))));
  expect([dictionary.at(-1), dictionary.at(MANY)]).toEqual([undefined, undefined]);
});

test('few texts are strings', () => {
  expect(namesIn(decoded(namesOf(rowsFrom(0, 20)))).dictionary).toBeInstanceOf(Array);
});

test('a cut table carries the bytes of its own texts alone', () => {
  const whole = decoded(namesOf(rowsFrom(0, MANY)));
  const cut = permuteTable(whole, Int32Array.of(5, 3, 5));
  const names = namesIn(decoded(cut));
  expect([0, 1, 2].map((row) => textAt(names, row))).toEqual([nameOf(5), nameOf(3), nameOf(5)]);
  expect(new TextDecoder().decode(encodeColumns(cut))).not.toContain(nameOf(4));
});

test.each([
  ['bytes and bytes', true, true],
  ['strings and bytes', false, true],
  ['bytes and strings', true, false],
])('%s are collected into one dictionary that holds each text once', async (_, first, second) => {
  const batches = [namesOf(rowsFrom(0, MANY)), namesOf(rowsFrom(MANY - 50, 2 * MANY))] as const;
  const collected = await collectTable([
    first ? decoded(batches[0]) : batches[0],
    second ? decoded(batches[1]) : batches[1],
  ]);
  const names = namesIn(collected);
  expect(names.dictionary.length).toBe(2 * MANY);
  const rows = [...rowsFrom(0, MANY), ...rowsFrom(MANY - 50, 2 * MANY)];
  expect(rows.every((row, index) => textAt(names, index) === nameOf(row))).toBe(true);
});
