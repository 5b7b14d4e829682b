import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectTable } from '#core/columns/collect-table.ts';
import { NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { idOrder, sortById } from '#core/columns/sort-by-id.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { cellsOf } from '#test/support/csv-text.ts';

function table(length: number, columns: Readonly<Record<string, Column>>): ColumnTable {
  return { length, columns: new Map(Object.entries(columns)) };
}

function oneOfEach(ids: readonly bigint[], dictionary: readonly string[]): ColumnTable {
  const rows = ids.length;
  // Longer arrays than the table: only the first entries count.
  return table(rows, {
    id: { kind: 'id', values: BigInt64Array.from([...ids, 77n]) },
    name: {
      kind: 'text',
      codes: Int32Array.from({ length: rows + 1 }, (_, row) => (row % (dictionary.length + 1)) - 1),
      dictionary,
    },
    n: { kind: 'number', values: Float64Array.from({ length: rows + 1 }, (_, row) => (row === 1 ? NaN : row / 2)) },
    amount: { kind: 'money', minor: Float64Array.from({ length: rows + 1 }, (_, row) => row * 100) },
    day: { kind: 'day', days: Int32Array.from({ length: rows + 1 }, (_, row) => (row === 2 ? NULL_DAY : row)) },
    flag: { kind: 'boolean', values: Uint8Array.from({ length: rows + 1 }, (_, row) => row % 3) },
  });
}

const KEYS = ['id', 'name', 'n', 'amount', 'day', 'flag'];

test('batches become one table, rows in order', async () => {
  const first = oneOfEach([3n, 1n, 2n], ['a', 'b']);
  const second = oneOfEach([9n, 8n], ['b', 'c', 'a']);
  const collected = await collectTable([first, second]);
  expect(collected.length).toBe(5);
  for (const key of KEYS) expect(cellsOf(collected, key)).toEqual([...cellsOf(first, key), ...cellsOf(second, key)]);
  const name = collected.columns.get('name');
  expect(name?.kind === 'text' ? name.dictionary : null).toEqual(['a', 'b', 'c']);
});

test('many batches of a growing dictionary keep their codes', async () => {
  const dictionary: string[] = [];
  async function* batches() {
    for (let batch = 0; batch < 50; batch++) {
      dictionary.push(`text ${batch}`);
      yield table(2, { name: { kind: 'text', codes: Int32Array.of(batch, 0), dictionary } });
    }
  }
  const collected = await collectTable(batches());
  expect(cellsOf(collected, 'name')).toEqual(
    Array.from({ length: 50 }, (_, batch) => [`text ${batch}`, 'text 0']).flat(),
  );
});

test('no batches give a table without rows and columns', async () => {
  expect(await collectTable([])).toEqual({ length: 0, columns: new Map() });
});

test('batches of different shape are a mistake of the caller', async () => {
  const ids = table(1, { id: { kind: 'id', values: BigInt64Array.of(1n) } });
  await expect(collectTable([ids, table(1, {})])).rejects.toThrow(TypeError);
  await expect(collectTable([ids, table(1, { x: { kind: 'id', values: BigInt64Array.of(1n) } })])).rejects.toThrow(
    TypeError,
  );
  await expect(collectTable([ids, table(1, { id: { kind: 'day', days: Int32Array.of(1) } })])).rejects.toThrow(
    TypeError,
  );
});

test('rows are permuted, selected and repeated in all columns alike', () => {
  const source = oneOfEach([5n, -6n, 7n, 8n], ['a', 'b']);
  const order = Int32Array.of(3, 0, 0, 2);
  const permuted = permuteTable(source, order);
  expect(permuted.length).toBe(4);
  for (const key of KEYS) {
    const cells = cellsOf(source, key);
    expect(cellsOf(permuted, key)).toEqual([...order].map((row) => cells[row]));
  }
  expect(() => permuteTable(source, Int32Array.of(4))).toThrow(RangeError);
  expect(() => permuteTable(source, Int32Array.of(-1))).toThrow(RangeError);
});

test('the order by id is that of a stable comparison sort', () => {
  const ids = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -300n, max: 300n }));
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 200 }), (values) => {
      const rows = values.map((_, row) => row);
      const bigInt = (row: number) => values[row] ?? 0n;
      const expected = rows.toSorted((a, b) => (bigInt(a) < bigInt(b) ? -1 : bigInt(a) > bigInt(b) ? 1 : a - b));
      expect([...idOrder(BigInt64Array.from([...values, 1n]), values.length)]).toEqual(expected);
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('a sorted table stays itself, another is sorted, and one without ids is a mistake', () => {
  const sorted = oneOfEach([-5n, 1n, 1n, 9n], ['a']);
  expect(sortById(sorted)).toBe(sorted);
  expect(cellsOf(sortById(oneOfEach([9n, -5n, 1n], ['a'])), 'n')).toEqual([null, 1, 0]);
  expect(() => sortById(table(0, {}))).toThrow(TypeError);
});
