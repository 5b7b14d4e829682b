import { CsvError, type CsvProblem } from '#core/columns/csv-error.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { CsvColumn, CsvSpec } from '#core/columns/csv-spec.ts';
import { textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { readCsv } from '#core/columns/read-csv.ts';

/** Small words for reading CSV in tests. */

const encoder = new TextEncoder();

export function csvBytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The bytes cut after each of the given lengths; the last piece takes the rest. Every piece is a fresh copy. */
export async function* inPieces(bytes: Uint8Array, lengths: Iterable<number>): AsyncGenerator<Uint8Array, void, void> {
  let at = 0;
  for (const length of lengths) {
    if (at >= bytes.length) return;
    yield bytes.slice(at, at + length);
    at += length;
  }
  if (at < bytes.length) yield bytes.slice(at);
}

export function csvSpec(columns: readonly CsvColumn[], more: Partial<CsvSpec> = {}): CsvSpec {
  return { source: 'deals.csv', separator: 'auto', columns, ...more };
}

/** Reads a whole text (or bytes) into one table. */
export async function readCsvText(
  input: string | Uint8Array,
  spec: CsvSpec,
  pieces: Iterable<number> = [],
): Promise<ColumnTable> {
  const bytes = typeof input === 'string' ? csvBytes(input) : input;
  return collectTable(readCsv(inPieces(bytes, pieces), spec));
}

/** The problem for which a reading is refused; fails when it is not. */
export async function csvProblemOf(
  input: string | Uint8Array,
  spec: CsvSpec,
  pieces: Iterable<number> = [],
): Promise<CsvProblem> {
  try {
    await readCsvText(input, spec, pieces);
  } catch (error) {
    if (error instanceof CsvError) return error.problem;
    throw error;
  }
  throw new Error('The file was read, and should have been refused');
}

/** Cells of one column as plain values, null = empty. */
export function cellsOf(table: ColumnTable, key: string): readonly (string | number | bigint | boolean | null)[] {
  const column = table.columns.get(key);
  if (column === undefined) throw new Error(`No column ${key}`);
  return Array.from({ length: table.length }, (_, row) => cellAt(column, row));
}

function cellAt(column: Column, row: number): string | number | bigint | boolean | null {
  switch (column.kind) {
    case 'id':
      return column.values[row] === 0n ? null : (column.values[row] ?? null);
    case 'text':
      return textAt(column, row);
    case 'number':
      return notNaN(column.values[row]);
    case 'money':
      return notNaN(column.minor[row]);
    case 'day':
      return column.days[row] === -2_147_483_648 ? null : (column.days[row] ?? null);
    case 'boolean':
      return column.values[row] === 2 ? null : column.values[row] === 1;
  }
}

function notNaN(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
