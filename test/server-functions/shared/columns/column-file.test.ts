import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import {
  NULL_BOOLEAN,
  NULL_CODE,
  NULL_DAY,
  kindsOf,
  textAt,
  type Column,
  type ColumnTable,
} from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { openColumnFile, openColumnTables } from '#server-functions/shared/columns/column-file.ts';
import { ColumnCache, toLazyTable } from '#server-functions/shared/columns/lazy-table.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const folder = createTemporaryFolder();
beforeAll(() => vi.stubEnv('TMPDIR', folder.path));
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const KEYS = ['id', 'name', 'label', 'score', 'won', 'since', 'isKey'];
/** Beyond a block of the file, and beyond a dictionary that is kept. */
const MANY = 30_000;

function tableOf(from: number, length: number): ColumnTable {
  const rows = Array.from({ length }, (_, row) => from + row);
  const labels = ['best', 'Łódź', ''];
  const columns = new Map<string, Column>([
    ['id', { kind: 'id', values: BigInt64Array.from(rows, (row) => 5_843_104_000_000_000_000n + 7n * BigInt(row)) }],
    [
      'name',
      {
        kind: 'text',
        codes: Int32Array.from(rows, (row, at) => (row % 7 === 0 ? NULL_CODE : at)),
        dictionary: rows.map((row) => `Name ${row} ${row % 3 === 0 ? '重要' : 'é'}`),
      },
    ],
    [
      'label',
      {
        kind: 'text',
        codes: Int32Array.from(rows, (row) => (row % 5 === 0 ? NULL_CODE : row % 3)),
        dictionary: labels,
      },
    ],
    ['score', { kind: 'number', values: Float64Array.from(rows, (row) => (row % 4 === 0 ? Number.NaN : row / 8)) }],
    ['won', { kind: 'money', minor: Float64Array.from(rows, (row) => (row % 9 === 0 ? Number.NaN : row * 101)) }],
    ['since', { kind: 'day', days: Int32Array.from(rows, (row) => (row % 6 === 0 ? NULL_DAY : row - 50)) }],
    ['isKey', { kind: 'boolean', values: Uint8Array.from(rows, (row) => (row % 8 === 0 ? NULL_BOOLEAN : row % 2)) }],
  ]);
  return { length, columns };
}

async function* objectsOf(tables: readonly (ColumnTable | Uint8Array)[]): AsyncGenerator<AsyncIterable<Uint8Array>> {
  for (const table of tables) yield inChunks(table instanceof Uint8Array ? table : encodeColumns(table));
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}

/** Cells as they read, whatever codes their texts have. */
const cells = ({ length, columns }: ColumnTable): unknown =>
  [...columns].map(([key, column]) => [
    key,
    column.kind === 'text' ? Array.from({ length }, (_, row) => textAt(column, row)) : column,
  ]);

test('rows picked from a file are those of the table, of one object or of several, in any order and again', async () => {
  const parts = [tableOf(0, MANY), tableOf(MANY, 1), tableOf(MANY + 1, 999)];
  const whole = await collectTable(parts);
  const file = await openColumnFile(objectsOf(parts));
  if (file === null) throw new Error('it is a table');
  expect({ length: file.length, ids: { kind: 'id', values: file.ids('id') } }).toEqual({
    length: MANY + 1_000,
    ids: columnOf(tableOf(0, MANY + 1_000), 'id'),
  });
  const row = fc.nat(whole.length - 1);
  const rows = fc.oneof(
    fc.array(row, { maxLength: 40 }),
    row.map((from) => [from, Math.min(from + 1, whole.length - 1)]),
  );
  await fc.assert(
    fc.asyncProperty(rows, fc.subarray(KEYS, { minLength: 1 }), async (wanted, keys) => {
      const order = Int32Array.from(wanted);
      const expected = permuteTable(
        { length: whole.length, columns: new Map(keys.map((key) => [key, columnOf(whole, key)])) },
        order,
      );
      expect(cells(await file.pick(keys, order))).toEqual(cells(expected));
    }),
    { numRuns: propertyRuns(60) },
  );
  await file.close();
});

function columnOf(table: ColumnTable, key: string): Column {
  const column = table.columns.get(key);
  if (column === undefined) throw new Error(key);
  return column;
}

test('a table whose columns are read when they are asked for is the table, and no file is left by name', async () => {
  const parts = [tableOf(0, MANY), tableOf(MANY, 1), tableOf(MANY + 1, 999)];
  const opened = await openColumnTables(objectsOf(parts));
  expect(readdirSync(folder.path)).toEqual([]);
  if (opened === null) throw new Error('they are tables');
  const whole = await collectTable(parts);
  const cache = new ColumnCache(1_000_000);
  const lazy = toLazyTable(opened, cache);
  expect(lazy.length).toBe(whole.length);
  expect([...kindsOf(lazy)]).toEqual([...kindsOf(whole)]);
  expect(cells(lazy)).toEqual(cells(whole));
  expect(cells(permuteTable(lazy, Int32Array.of(7, 3, MANY)))).toEqual(
    cells(permuteTable(whole, Int32Array.of(7, 3, MANY))),
  );
  expect([lazy.columns.has('name'), lazy.columns.has('other'), lazy.columns.get('other')]).toEqual([
    true,
    false,
    undefined,
  ]);
  for (const [at, part] of opened.entries())
    expect(cells(toLazyTable([part], cache))).toEqual(cells(parts[at] ?? whole));
});

test('columns that were asked for last are kept while there is room, and others are read anew', async () => {
  const opened = (await openColumnTables(objectsOf([tableOf(0, 1_000)]))) ?? [];
  // Two columns of eight bytes a row.
  const lazy = toLazyTable(opened, new ColumnCache(16_000));
  const [score, won] = [lazy.columns.get('score'), lazy.columns.get('won')];
  expect(lazy.columns.get('score')).toBe(score);
  const id = lazy.columns.get('id');
  expect(lazy.columns.get('score'), 'it was asked for after the other').toBe(score);
  expect(lazy.columns.get('id')).toBe(id);
  expect(lazy.columns.get('won')).not.toBe(won);
  expect(lazy.columns.get('won')).toEqual(won);
});

test('what is not there is said: columns, rows, tables; and nothing is left among the temporary files', async () => {
  const file = await openColumnFile(objectsOf([tableOf(0, 3)]));
  expect([file?.has('name'), file?.has('other'), file?.has('')]).toEqual([true, false, false]);
  expect(() => file?.ids('name')).toThrow(TypeError);
  await expect(file?.pick(['other'], Int32Array.of(0))).rejects.toThrow('There is no such column: other');
  await expect(file?.pick(['name'], Int32Array.of(3))).rejects.toThrow('1 rows are beyond');
  await file?.close();
  const other = new TextEncoder().encode('no table at all, and longer than a prefix');
  expect(await openColumnFile(objectsOf([]))).toBeNull();
  expect(await openColumnFile(objectsOf([other]))).toBeNull();
  expect(await openColumnFile(objectsOf([tableOf(0, 3), other]))).toBeNull();
  async function* broken(): AsyncGenerator<AsyncIterable<Uint8Array>> {
    yield inChunks(encodeColumns(tableOf(0, 3)));
    throw new Error('gone');
  }
  await expect(openColumnFile(broken())).rejects.toThrow('gone');
  expect(readdirSync(folder.path)).toEqual([]);
});
