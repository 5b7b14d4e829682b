import { collectTable } from '#core/columns/collect-table.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { pickRows } from '#core/columns/pick-rows.ts';
import { columnOf } from '../../column-of.ts';
import { UNSAMPLED } from './sample-accounts.ts';

/** Of a hundred an account, 2,000 accounts: some 6 MB. Accounts of more are fewer in the sample. Rows. */
export const SAMPLED_ROWS = 200_000;

/** Columns that every sample has: the account's place in it; and the id of the recipe that a row came by, where there are several. */
export const SAMPLE_COLUMNS = { place: 'place', source: 'source' } as const;

const NO_ROWS: ColumnTable = {
  length: 0,
  columns: new Map([[SAMPLE_COLUMNS.place, { kind: 'number', values: new Float64Array(0) }]]),
};

/** What accounts of a sample have, row by row, in the order of coming. */
export interface SampleRows {
  /** Rows with a column of places. */
  take(table: ColumnTable): void;
  /** `accounts`: the first so many of the sample are in it, whole. */
  finish(): Promise<{ readonly table: ColumnTable; readonly accounts: number }>;
}

/**
 * Of the first accounts of the sample as many as have `most` rows together: whatever the org is like, no more is held, and no account
 * is cut in two. The same whatever the order and the batches.
 */
export function createSampleRows(sampled: number, most: number): SampleRows {
  const counts = new Int32Array(sampled);
  let accounts = sampled;
  let held = 0;
  let pieces: ColumnTable[] = [];

  const within = (table: ColumnTable): ColumnTable => {
    const places = columnOf(table, SAMPLE_COLUMNS.place, 'number').values;
    const rows: number[] = [];
    for (let row = 0; row < table.length; row++) if (places[row]! < accounts) rows.push(row);
    return rows.length === table.length ? table : pickRows(table, Int32Array.from(rows));
  };
  const shrink = (): void => {
    let rows = 0;
    let fitting = 0;
    while (fitting < accounts && rows + counts[fitting]! <= most) rows += counts[fitting++]!;
    accounts = fitting;
    pieces = pieces.map(within);
    held = rows;
  };
  return {
    take(table) {
      const kept = within(table);
      const places = columnOf(kept, SAMPLE_COLUMNS.place, 'number').values;
      for (let row = 0; row < kept.length; row++) counts[places[row]!]!++;
      pieces.push(kept);
      held += kept.length;
      if (held > most) shrink();
    },
    finish: async () => ({ table: pieces.length === 0 ? NO_ROWS : await collectTable(pieces), accounts }),
  };
}

/** The rows of a part that are of accounts in the sample, by these columns alone. `places` by row. */
export function sampledRows(
  table: ColumnTable,
  places: Int32Array,
  { keys, source }: { readonly keys: readonly string[]; readonly source: string },
): ColumnTable {
  const found: number[] = [];
  for (let row = 0; row < table.length; row++) if (places[row] !== UNSAMPLED) found.push(row);
  const rows = Int32Array.from(found);
  const columns = new Map<string, Column>();
  for (const key of keys) {
    const column = table.columns.get(key);
    if (column !== undefined) columns.set(key, column);
  }
  const picked = pickRows({ length: table.length, columns }, rows);
  return {
    length: rows.length,
    columns: new Map<string, Column>([
      [SAMPLE_COLUMNS.place, { kind: 'number', values: Float64Array.from(rows, (row) => places[row]!) }],
      [SAMPLE_COLUMNS.source, { kind: 'text', codes: new Int32Array(rows.length), dictionary: [source] }],
      ...picked.columns,
    ]),
  };
}

/** The sample's rows that came by these sources alone. */
export function rowsOfSources(table: ColumnTable, sources: ReadonlySet<string>): ColumnTable {
  if (table.length === 0) return table;
  const source = columnOf(table, SAMPLE_COLUMNS.source, 'text');
  const counts = source.dictionary.map((id) => sources.has(id));
  if (counts.every(Boolean)) return table;
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (counts[source.codes[row]!] === true) rows.push(row);
  return permuteTable(table, Int32Array.from(rows));
}

/** Whose each row is: its account's place. */
export function placesIn(table: ColumnTable): Int32Array {
  return Int32Array.from(columnOf(table, SAMPLE_COLUMNS.place, 'number').values.subarray(0, table.length));
}
