import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { collectTable } from '#core/columns/collect-table.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { BlockFile } from './block-file.ts';
import { openTable, type OpenTable } from './open-table.ts';

/** Of the widest value. */
const ALIGNMENT_BYTES = 8;
/** A stored table of which only the rows that are asked for are in memory. */
export interface ColumnFile {
  readonly length: number;
  has(key: string): boolean;
  /** A whole column of ids, which is the caller's own. Throws TypeError where there is none of that name. */
  ids(key: string): BigInt64Array;
  /** The values of these rows, cheapest where they ascend. Throws TypeError where there is no such column. */
  pick(keys: readonly string[], rows: Int32Array): Promise<ColumnTable>;
  close(): Promise<void>;
}

/** Rows that are looked at in one go where all are. */
const SLICE_ROWS = 16_384;

/** All rows of a file, some at a time. */
export function* rowSlices(length: number): Generator<Int32Array, void, void> {
  for (let from = 0; from < length; from += SLICE_ROWS)
    yield Int32Array.from({ length: Math.min(SLICE_ROWS, length - from) }, (_, row) => from + row);
}

/**
 * A table of `encodeColumns` from the chunks of its objects, through a file among the system's temporary ones: a table of a million rows
 * takes some megabytes. null for none, and for bytes that are no such table; throws what the chunks throw, whose checksum is the
 * objects' own.
 */
export async function openColumnFile(objects: AsyncIterable<AsyncIterable<Uint8Array>>): Promise<ColumnFile | null> {
  const opened = await openTables(objects);
  return opened === null ? null : { ...joinTables(opened.tables), close: opened.close };
}

/** The same tables one by one, at least one; nothing is left of the file but what who has a table still reads. */
export async function openColumnTables(
  objects: AsyncIterable<AsyncIterable<Uint8Array>>,
): Promise<readonly OpenTable[] | null> {
  const opened = await openTables(objects);
  if (opened === null) return null;
  opened.file.closeWhenGone();
  // What is open can be read where its name is gone; where the system does not let it go, it is left to the system.
  await rm(opened.folder, { recursive: true, force: true }).catch(() => undefined);
  return opened.tables;
}

interface OpenTables {
  readonly tables: readonly OpenTable[];
  readonly file: BlockFile;
  readonly folder: string;
  close(): Promise<void>;
}

async function openTables(objects: AsyncIterable<AsyncIterable<Uint8Array>>): Promise<OpenTables | null> {
  const folder = await mkdtemp(join(tmpdir(), 'lodestar-columns-'));
  let file: BlockFile | null = null;
  const close = async (): Promise<void> => {
    file?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const path = join(folder, 'columns');
    const starts: number[] = [];
    await pipeline(Readable.from(oneAfterTheOther(objects, starts), { objectMode: false }), createWriteStream(path));
    const opened = new BlockFile(path);
    file = opened;
    const tables = starts.map((start) => openTable(opened, start)).filter((table) => table !== null);
    if (tables.length > 0 && tables.length === starts.length) return { tables, file: opened, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return null;
}

/** Each begins where a value of eight bytes may stand. */
async function* oneAfterTheOther(
  objects: AsyncIterable<AsyncIterable<Uint8Array>>,
  starts: number[],
): AsyncGenerator<Uint8Array, void, void> {
  let at = 0;
  for await (const chunks of objects) {
    const padding = new Uint8Array((ALIGNMENT_BYTES - (at % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES);
    if (padding.length > 0) yield padding;
    at += padding.length;
    starts.push(at);
    for await (const chunk of chunks) {
      at += chunk.length;
      yield chunk;
    }
  }
}

/** The rows of all tables as those of one. */
function joinTables(tables: readonly OpenTable[]): Omit<ColumnFile, 'close'> {
  const starts = tables.map((_, index) => tables.slice(0, index).reduce((sum, { length }) => sum + length, 0));
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  return {
    length,
    has: (key) => tables.every((table) => table.columns.has(key)),
    ids(key) {
      const ids = new BigInt64Array(length);
      for (const [index, table] of tables.entries()) ids.set(table.ids(key), starts[index]);
      return ids;
    },
    async pick(keys, rows) {
      const picked: ColumnTable[] = [];
      // Where each row of the answer is found among the picked ones.
      const order = new Int32Array(rows.length);
      let found = 0;
      for (const [index, table] of tables.entries()) {
        const start = starts[index] ?? 0;
        const own = rows.filter((row) => row >= start && row < start + table.length);
        if (own.length === 0) continue;
        for (const [at, row] of rows.entries()) if (row >= start && row < start + table.length) order[at] = found++;
        picked.push(
          pickFrom(
            table,
            keys,
            own.map((row) => row - start),
          ),
        );
      }
      if (found !== rows.length) throw new RangeError(`${rows.length - found} rows are beyond the table's end`);
      const [only, ...more] = picked;
      if (only === undefined) return pickFrom(tables[0], keys, new Int32Array(0));
      return more.length === 0 ? only : permuteTable(await collectTable(picked), order);
    },
  };
}

function pickFrom(table: OpenTable | undefined, keys: readonly string[], rows: Int32Array): ColumnTable {
  const columns = new Map<string, Column>();
  for (const key of keys) {
    const pick = table?.columns.get(key);
    if (pick === undefined) throw new TypeError(`There is no such column: ${key}`);
    columns.set(key, pick(rows));
  }
  return { length: rows.length, columns };
}
