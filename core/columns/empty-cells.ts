import type { CellDecoder } from './cell-decoder.ts';
import type { Column, ColumnKind } from './column-table.ts';
import { createEmptyColumn } from './empty-column.ts';

/** Stands for an optional column that the file does not have. */
export function createEmptyCells(kind: ColumnKind): CellDecoder {
  let column: Column = createEmptyColumn(kind, 0);
  return {
    start(rows) {
      column = createEmptyColumn(kind, rows);
    },
    decode() {},
    column: () => column,
  };
}
