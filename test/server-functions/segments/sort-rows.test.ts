import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { PackedTexts } from '#core/columns/packed-texts.ts';
import { GENERATION_COLUMNS as C } from '#server-functions/score/generation.ts';
import { ACCOUNT_SORTS, sortRows } from '#server-functions/segments/insights/sort-rows.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

function tableOf(amounts: readonly number[]): ColumnTable {
  const length = amounts.length;
  return {
    length,
    columns: new Map([[C.won, { kind: 'money' as const, minor: Float64Array.from(amounts) }]]),
  };
}

/** What the order means, said the slow way. */
function naive(amounts: readonly number[], rows: readonly number[], descending: boolean): readonly number[] {
  const valued = rows.filter((row) => !Number.isNaN(amounts[row]));
  const empty = rows.filter((row) => Number.isNaN(amounts[row]));
  const by = (row: number): number => amounts[row] ?? 0;
  return [...valued.toSorted((a, b) => (descending ? by(b) - by(a) : by(a) - by(b)) || a - b), ...empty];
}

const amount = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN));

test('many accounts, few, or all: the order is the same, asked once or again', () => {
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 300 }),
      fc.integer({ min: 1, max: 150 }),
      fc.boolean(),
      (amounts, every, descending) => {
        const table = tableOf(amounts);
        const rows = amounts.map((_, row) => row).filter((row) => row % every === 0);
        const sort = (): number[] => [...sortRows(table, Int32Array.from(rows), 'wonMinor', descending)];
        expect(sort()).toEqual(naive(amounts, rows, descending));
        expect(sort()).toEqual(naive(amounts, rows, descending));
      },
    ),
    { numRuns: propertyRuns(200) },
  );
});

test('leafing through the pages of a hundred thousand accounts sorts once', () => {
  const amounts = Array.from({ length: 100_000 }, (_, row) => (row * 7919) % 100_003);
  const table = tableOf(amounts);
  const rows = Int32Array.from(amounts, (_, row) => row).filter((row) => row % 2 === 0);
  const first = sortRows(table, rows, 'wonMinor', true);
  // Sorting again would now give another order: the column has been emptied.
  const column = table.columns.get(C.won);
  if (column?.kind === 'money') column.minor.fill(0);
  expect(sortRows(table, rows, 'wonMinor', true)).toEqual(first);
  expect([...first.subarray(0, 50)]).toEqual(naive(amounts, [...rows], true).slice(0, 50));
});

test('whoever sorts by one column after the other does not fill the memory: orders asked for long ago are made anew', () => {
  const table = tableOf([3, 1, 2]);
  const order = (sort: (typeof ACCOUNT_SORTS)[number], descending = false): Int32Array =>
    sortRows(table, Int32Array.of(0, 1, 2), sort, descending);
  const [first, leafed] = [order('wonMinor'), order('name')];
  for (const sort of ACCOUNT_SORTS) {
    order(sort, true);
    expect(order('name'), 'asked for again and again').toBe(leafed);
  }
  expect(order('wonMinor')).not.toBe(first);
  expect(order('wonMinor')).toEqual(first);
});

/** As a generation is read: names stay bytes, here from `skip` on in a larger array. */
function namesOf(names: readonly string[], skip = 0): ColumnTable {
  const encoded = names.map((name) => new TextEncoder().encode(name));
  const offsets = Int32Array.from([skip, ...encoded.map(({ length }) => length)]);
  for (let at = 1; at < offsets.length; at++) offsets[at]! += offsets[at - 1]!;
  const bytes = new Uint8Array(offsets.at(-1) ?? skip);
  for (const [at, name] of encoded.entries()) bytes.set(name, offsets[at]);
  const dictionary = new PackedTexts(bytes, offsets, names.length);
  const codes = Int32Array.from(names, (_, code) => code);
  return { length: names.length, columns: new Map([[C.name, { kind: 'text' as const, codes, dictionary }]]) };
}

function byName(table: ColumnTable): number[] {
  return [
    ...sortRows(
      table,
      Int32Array.from({ length: table.length }, (_, row) => row),
      'name',
      false,
    ),
  ];
}

test('names of the next generation have their own order, whether they are those of the last one or not', () => {
  expect(byName(namesOf(['b', 'a', 'c']))).toEqual([1, 0, 2]);
  expect(byName(namesOf(['b', 'a', 'c'], 5))).toEqual([1, 0, 2]);
  expect(byName(namesOf(['b', 'd', 'c'])), 'as long').toEqual([0, 2, 1]);
  expect(byName(namesOf(['bd', 'c', 'a'])), 'as many').toEqual([2, 0, 1]);
  expect(byName(namesOf(['b', 'dc', 'a'])), 'the same letters').toEqual([2, 0, 1]);
  expect(byName(namesOf(['b', 'dc'])), 'one less').toEqual([0, 1]);
});
