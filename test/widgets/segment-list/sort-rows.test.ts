import { expect, test } from 'vitest';
import { sortRows } from '#widgets/segment-list/models/sort-rows.ts';

test('rows without a value come last, up and down', () => {
  const rows = [null, 2, 1];
  expect(sortRows(rows, (row) => row, false, 'en')).toEqual([1, 2, null]);
  expect(sortRows(rows, (row) => row, true, 'en')).toEqual([2, 1, null]);
});

test('texts sort as the language does: accents and numbers inside', () => {
  expect(sortRows(['Zona', 'Árbol 10', 'árbol 2'], (row) => row, false, 'es')).toEqual(['árbol 2', 'Árbol 10', 'Zona']);
});

test('equal rows keep their order', () => {
  const rows = [
    { id: 'a', value: 1 },
    { id: 'b', value: 1 },
  ];
  expect(sortRows(rows, ({ value }) => value, true, 'en').map(({ id }) => id)).toEqual(['a', 'b']);
});
