import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { KeptRows, KeptValue } from '#core/techniques/recommendations/kept-values.ts';
import { columnOf } from '../../column-of.ts';
import { toTexts } from '../labelled-accounts.ts';
import { placesIn, SAMPLE_COLUMNS } from '../samples/sample-rows.ts';

/** Columns of values in a sample. */
const K = { candidate: 'candidate', value: 'value' } as const;
/** Values are gathered so many at a time: 1 MB. Rows. */
export const SAMPLED_BATCH_ROWS = 50_000;

interface KeptBatch {
  readonly length: number;
  add(place: number, values: readonly KeptValue[]): void;
  /** What was added since the last time. */
  flush(): ColumnTable;
}

/** Values of accounts by their places in the sample. */
export function createKeptBatch(): KeptBatch {
  let places: number[] = [];
  let kept: KeptValue[] = [];
  return {
    get length() {
      return kept.length;
    },
    add(place, values) {
      for (const value of values) {
        places.push(place);
        kept.push(value);
      }
    },
    flush() {
      const table = {
        length: kept.length,
        columns: new Map<string, Column>([
          [SAMPLE_COLUMNS.place, { kind: 'number', values: Float64Array.from(places) }],
          [K.candidate, toTexts(kept.map(({ candidate }) => candidate))],
          [K.value, { kind: 'number', values: Float64Array.from(kept, ({ value }) => value) }],
        ]),
      };
      places = [];
      kept = [];
      return table;
    },
  };
}

/** An account's ordinal is its place. */
export function fromKeptTable(table: ColumnTable): KeptRows {
  if (table.length === 0)
    return { length: 0, account: new Int32Array(0), candidate: new Int32Array(0), candidates: [], value: [] };
  const { codes, dictionary } = columnOf(table, K.candidate, 'text');
  return {
    length: table.length,
    account: placesIn(table),
    candidate: codes,
    candidates: [...dictionary],
    value: columnOf(table, K.value, 'number').values,
  };
}
