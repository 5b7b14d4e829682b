import { collectColumn } from '#core/columns/collect-table.ts';
import { kindsOf, type Column, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import { PackedTexts } from '#core/columns/packed-texts.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { dropDeadBuffers } from '../jobs/drop-dead-buffers.ts';
import type { OpenTable } from './open-table.ts';

/** Columns that were read last, of any tables, as long as there is room. Whoever works with one has it beyond that. */
export class ColumnCache {
  private readonly mostBytes: number;
  private readonly kept = new Map<object, Map<string, Column>>();
  /** By last use. */
  private readonly order = new Map<Column, { readonly of: object; readonly key: string; readonly bytes: number }>();
  private bytes = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  get(of: object, key: string, read: () => Column): Column {
    const known = this.kept.get(of)?.get(key);
    const place = known === undefined ? undefined : this.order.get(known);
    if (known !== undefined && place !== undefined) {
      this.order.delete(known);
      this.order.set(known, place);
      return known;
    }
    const column = read();
    const bytes = bytesOf(column);
    this.makeRoom(bytes);
    const columns = this.kept.get(of) ?? new Map<string, Column>();
    this.kept.set(of, columns.set(key, column));
    this.order.set(column, { of, key, bytes });
    this.bytes += bytes;
    // Of what was read for it, and of what left.
    dropDeadBuffers();
    return column;
  }

  clear(): void {
    this.kept.clear();
    this.order.clear();
    this.bytes = 0;
  }

  private makeRoom(bytes: number): void {
    for (const [column, place] of this.order) {
      if (this.bytes + bytes <= this.mostBytes) return;
      this.order.delete(column);
      const columns = this.kept.get(place.of);
      columns?.delete(place.key);
      if (columns?.size === 0) this.kept.delete(place.of);
      this.bytes -= place.bytes;
    }
  }
}

function bytesOf(column: Column): number {
  switch (column.kind) {
    case 'text': {
      const { codes, dictionary } = column;
      const texts = dictionary instanceof PackedTexts ? dictionary.bytes.byteLength + dictionary.offsets.byteLength : 0;
      return codes.byteLength + texts;
    }
    case 'money':
      return column.minor.byteLength;
    case 'day':
      return column.days.byteLength;
    case 'id':
    case 'number':
    case 'boolean':
      return column.values.byteLength;
  }
}

/**
 * The rows of all of them as one table; each column is read when it is asked for, but for those that lie `beside` it in memory. Throws
 * RangeError for none.
 */
export function toLazyTable(
  tables: readonly OpenTable[],
  cache: ColumnCache,
  beside: ReadonlyMap<string, Column> = new Map(),
): ColumnTable {
  const [first] = tables;
  if (first === undefined) throw new RangeError('no table is none');
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const kinds = new Map([...first.wholes, ...beside].map(([key, { kind }]) => [key, kind] as const));
  const readFrom = (table: OpenTable, key: string): Column => {
    const whole = table.wholes.get(key);
    if (whole === undefined) throw new TypeError(`A part lacks the column ${key}`);
    return whole.read();
  };
  function* pieces(key: string): Generator<{ readonly column: Column; readonly length: number }, void, void> {
    for (const table of tables) yield { column: readFrom(table, key), length: table.length };
  }
  const read = (key: string): Column =>
    beside.get(key) ?? (tables.length === 1 ? readFrom(first, key) : collectColumn(pieces(key), length));
  return { length, kinds, columns: new LazyColumns(kinds, read, cache) };
}

/** Those rows of a table whose columns are read when they are asked for, picked when they are. */
export function pickLazily(table: ColumnTable, rows: Int32Array, cache: ColumnCache): ColumnTable {
  const kinds = kindsOf(table);
  const read = (key: string): Column => {
    const column = table.columns.get(key);
    const picked = column && permuteTable({ length: table.length, columns: new Map([[key, column]]) }, rows);
    const found = picked?.columns.get(key);
    if (found === undefined) throw new TypeError(`There is no such column: ${key}`);
    return found;
  };
  return { length: rows.length, kinds, columns: new LazyColumns(kinds, read, cache) };
}

class LazyColumns implements ReadonlyMap<string, Column> {
  readonly size: number;
  private readonly kinds: ReadonlyMap<string, ColumnKind>;
  private readonly read: (key: string) => Column;
  private readonly cache: ColumnCache;

  constructor(kinds: ReadonlyMap<string, ColumnKind>, read: (key: string) => Column, cache: ColumnCache) {
    this.size = kinds.size;
    this.kinds = kinds;
    this.read = read;
    this.cache = cache;
  }

  has(key: string): boolean {
    return this.kinds.has(key);
  }

  get(key: string): Column | undefined {
    return this.kinds.has(key) ? this.cache.get(this, key, () => this.read(key)) : undefined;
  }

  keys(): MapIterator<string> {
    return this.kinds.keys();
  }

  /** One after the other: who goes through all of them need not have them all. */
  *entries(): Generator<[string, Column], undefined> {
    for (const key of this.kinds.keys()) yield [key, this.cache.get(this, key, () => this.read(key))];
  }

  *values(): Generator<Column, undefined> {
    for (const [, column] of this.entries()) yield column;
  }

  [Symbol.iterator](): Generator<[string, Column], undefined> {
    return this.entries();
  }

  forEach(act: (column: Column, key: string, columns: ReadonlyMap<string, Column>) => void): void {
    for (const [key, column] of this.entries()) act(column, key, this);
  }
}
