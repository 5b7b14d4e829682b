import { NULL_BOOLEAN, NULL_CODE, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Cells } from './product-model.ts';

/**
 * Cells of accounts that are alike in all the given fields (REC-1), numbered as they come. An account with an empty field is in none.
 * Fields that the table lacks, or that hold neither text nor a flag, make no difference.
 */
export function cellsOf(table: ColumnTable, fields: readonly FieldReference[]): Cells {
  const codes = fields.flatMap((field) => {
    const column = table.columns.get(field);
    const read = column === undefined ? null : codesOf(column);
    return read === null ? [] : [read];
  });
  const ofAccount = new Int32Array(table.length).fill(-1);
  if (codes.length === 0) return { count: 0, ofAccount };
  const known = new Map<string, number>();
  for (let row = 0; row < table.length; row++) {
    const values = codes.map((codeAt) => codeAt(row));
    if (values.includes(NULL_CODE)) continue;
    const key = values.join(' ');
    const cell = known.get(key) ?? known.size;
    known.set(key, cell);
    ofAccount[row] = cell;
  }
  return { count: known.size, ofAccount };
}

function codesOf(column: Column): ((row: number) => number) | null {
  if (column.kind === 'text') return (row) => column.codes[row] ?? NULL_CODE;
  if (column.kind !== 'boolean') return null;
  return (row) => {
    const value = column.values[row] ?? NULL_BOOLEAN;
    return value === NULL_BOOLEAN ? NULL_CODE : value;
  };
}
