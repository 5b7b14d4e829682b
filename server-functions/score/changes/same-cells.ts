import { textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';

/** Whether a row of one table says the same as a row of another, in these columns. */
export function sameCells(
  one: ColumnTable,
  row: number,
  other: ColumnTable,
  otherRow: number,
  keys: Iterable<string> = one.columns.keys(),
): boolean {
  for (const key of keys) if (!sameCell(one.columns.get(key), row, other.columns.get(key), otherRow)) return false;
  return true;
}

function sameCell(one: Column | undefined, row: number, other: Column | undefined, otherRow: number): boolean {
  if (one === undefined || other === undefined) return one === other;
  switch (one.kind) {
    case 'text':
      return other.kind === 'text' && textAt(one, row) === textAt(other, otherRow);
    case 'id':
      return other.kind === 'id' && one.values[row] === other.values[otherRow];
    case 'number':
      return other.kind === 'number' && Object.is(one.values[row], other.values[otherRow]);
    case 'money':
      return other.kind === 'money' && Object.is(one.minor[row], other.minor[otherRow]);
    case 'day':
      return other.kind === 'day' && one.days[row] === other.days[otherRow];
    case 'boolean':
      return other.kind === 'boolean' && one.values[row] === other.values[otherRow];
  }
}
