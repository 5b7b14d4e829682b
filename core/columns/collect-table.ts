import { NULL_CODE, type Column, type ColumnTable, type TextColumn, type Texts } from './column-table.ts';
import { GrowingTexts } from './growing-texts.ts';
import { PackedTexts } from './packed-texts.ts';
import { createTextMerger, type TextMerger } from './merge-texts.ts';

/**
 * All batches as one table, arrays cut to its length. Columns are those of the first batch; every batch must have the same
 * ones with the same kinds, else TypeError. Texts of different dictionaries are brought to one. No batch at all = a table of
 * 0 rows and no columns. Who knows how many `rows` there will be saves room that arrays would grow by.
 */
export async function collectTable(
  batches: AsyncIterable<ColumnTable> | Iterable<ColumnTable>,
  rows = 0,
): Promise<ColumnTable> {
  let columns: Map<string, GrowingColumn> | null = null;
  let length = 0;
  for await (const batch of batches) {
    columns ??= new Map([...batch.columns].map(([key, column]) => [key, growingColumn(column.kind, rows)]));
    if (batch.columns.size !== columns.size) throw new TypeError('Batches of one table have the same columns');
    for (const [key, growing] of columns) {
      const column = batch.columns.get(key);
      if (column === undefined) throw new TypeError(`A batch lacks the column ${key}`);
      growing.append(column, batch.length);
    }
    length += batch.length;
  }
  const finished = new Map<string, Column>();
  for (const [key, growing] of columns ?? []) finished.set(key, growing.finish());
  return { length, columns: finished };
}

/** One column of several tables, one after the other, of so many `rows` together. TypeError where they are of different kinds, or none. */
export function collectColumn(
  pieces: Iterable<{ readonly column: Column; readonly length: number }>,
  rows: number,
): Column {
  let growing: GrowingColumn | null = null;
  for (const { column, length } of pieces) {
    growing ??= growingColumn(column.kind, rows);
    growing.append(column, length);
  }
  if (growing === null) throw new TypeError('A column begins with one');
  return growing.finish();
}

interface GrowingColumn {
  append(column: Column, rows: number): void;
  finish(): Column;
}

function growingColumn(kind: Column['kind'], expected: number): GrowingColumn {
  switch (kind) {
    case 'id': {
      const array = growingArray<BigInt64Array>((size) => new BigInt64Array(size), expected);
      return {
        append: (column, rows) => array.append(expectKind(column, 'id').values, rows),
        finish: () => ({ kind, values: array.finish() }),
      };
    }
    case 'number': {
      const array = growingArray<Float64Array>((size) => new Float64Array(size), expected);
      return {
        append: (column, rows) => array.append(expectKind(column, 'number').values, rows),
        finish: () => ({ kind, values: array.finish() }),
      };
    }
    case 'money': {
      const array = growingArray<Float64Array>((size) => new Float64Array(size), expected);
      return {
        append: (column, rows) => array.append(expectKind(column, 'money').minor, rows),
        finish: () => ({ kind, minor: array.finish() }),
      };
    }
    case 'day': {
      const array = growingArray<Int32Array>((size) => new Int32Array(size), expected);
      return {
        append: (column, rows) => array.append(expectKind(column, 'day').days, rows),
        finish: () => ({ kind, days: array.finish() }),
      };
    }
    case 'boolean': {
      const array = growingArray<Uint8Array>((size) => new Uint8Array(size), expected);
      return {
        append: (column, rows) => array.append(expectKind(column, 'boolean').values, rows),
        finish: () => ({ kind, values: array.finish() }),
      };
    }
    case 'text':
      return growingText(expected);
  }
}

function growingText(expected: number): GrowingColumn {
  const array = growingArray<Int32Array>((size) => new Int32Array(size), expected);
  let shared: Texts | null = null;
  let merged: TextMerger | null = null;
  return {
    append(column, rows) {
      const text = expectKind(column, 'text');
      shared ??= text.dictionary;
      const first = shared;
      // One reading hands on one growing dictionary: then codes mean the same everywhere and nothing is compared.
      if (merged === null && text.dictionary === shared) array.append(text.codes, rows);
      else {
        merged ??= createTextMerger(first);
        array.append(recode(text, merged.codesOf(text.dictionary), rows), rows);
      }
    },
    finish: () => ({
      kind: 'text',
      codes: array.finish(),
      dictionary: merged?.texts() ?? (shared === null ? [] : settled(shared)),
    }),
  };
}

/** A dictionary that its reading may let grow, as it is now. */
function settled(texts: Texts): Texts {
  if (texts instanceof GrowingTexts) return texts.settled();
  return texts instanceof PackedTexts ? texts : [...texts];
}

function recode({ codes }: TextColumn, newCodes: Int32Array, rows: number): Int32Array {
  const recoded = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    recoded[row] = code === NULL_CODE ? NULL_CODE : newCodes[code]!;
  }
  return recoded;
}

function expectKind<K extends Column['kind']>(column: Column, kind: K): Extract<Column, { kind: K }> {
  if (!isKind(column, kind)) throw new TypeError(`A column of kind ${kind} continues as ${column.kind}`);
  return column;
}

function isKind<K extends Column['kind']>(column: Column, kind: K): column is Extract<Column, { kind: K }> {
  return column.kind === kind;
}

interface Growable<T> {
  readonly length: number;
  set(source: T, at: number): void;
  subarray(from: number, to: number): T;
  slice(from: number, to: number): T;
}

/** Doubles its array, so that a million rows are copied about twice. */
function growingArray<T extends Growable<T>>(create: (size: number) => T, expected: number) {
  let array = create(expected);
  let length = 0;
  return {
    append(values: T, rows: number): void {
      if (length + rows > array.length) {
        const larger = create(Math.max(length + rows, 2 * array.length));
        larger.set(array.subarray(0, length), 0);
        array = larger;
      }
      array.set(values.subarray(0, rows), length);
      length += rows;
    },
    finish: (): T => (array.length === length ? array : array.slice(0, length)),
  };
}
