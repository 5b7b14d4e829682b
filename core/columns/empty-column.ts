import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, type Column, type ColumnKind } from './column-table.ts';

/** A column of `rows` empty values. */
export function createEmptyColumn(kind: ColumnKind, rows: number): Column {
  switch (kind) {
    case 'id':
      return { kind, values: new BigInt64Array(rows) };
    case 'text':
      return { kind, codes: new Int32Array(rows).fill(NULL_CODE), dictionary: [] };
    case 'number':
      return { kind, values: new Float64Array(rows).fill(NaN) };
    case 'money':
      return { kind, minor: new Float64Array(rows).fill(NaN) };
    case 'day':
      return { kind, days: new Int32Array(rows).fill(NULL_DAY) };
    case 'boolean':
      return { kind, values: new Uint8Array(rows).fill(NULL_BOOLEAN) };
  }
}
