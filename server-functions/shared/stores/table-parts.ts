import { Readable } from 'node:stream';
import * as z from 'zod';
import { decodeColumns, encodePieces } from '#core/columns/arrow-columns.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';
import { collectBytes, writeBytes, writePieces } from './blob-bytes.ts';

const partSchema = z.strictObject({
  key: z.string(),
  sha256: z.string(),
  rows: z.int(),
  /** Of the ids that rows lie by the first and the last; not there where there are none, or nobody said by what rows lie. */
  ids: z.optional(z.strictObject({ first: z.string(), last: z.string() })),
});
/** One object of a table. */
export type TablePart = z.infer<typeof partSchema>;

const contentsSchema = z.strictObject({ format: z.literal('lodestar.table-parts/1'), parts: z.array(partSchema) });
type Contents = z.infer<typeof contentsSchema>;

/** What a list of parts begins with; a table of one object, as earlier versions wrote them, begins otherwise. */
const OPENING_BRACE = 0x7b;

/**
 * A table too large to be in memory whole: some rows an object, named and proven by a list under `key`. The list's digest
 * stands for the table. Done twice it writes the same bytes under the same keys. `by` is the column of ids that rows lie by. A part
 * of another table is named again: who sweeps that one has to ask `listTableParts` which of its objects are still needed.
 */
export async function writeTableParts(
  blob: Blob,
  org: OrgKey,
  key: string,
  tables: AsyncIterable<ColumnTable | TablePart> | Iterable<ColumnTable | TablePart>,
  by?: string,
): Promise<{ readonly sha256: string }> {
  const parts: TablePart[] = [];
  for await (const table of tables) {
    if (!('columns' in table)) {
      parts.push(table);
      continue;
    }
    const name = `${key}-parts/${String(parts.length).padStart(6, '0')}`;
    const { sha256 } = await writePieces(blob, org, name, encodePieces(table, true));
    const ids = by === undefined ? undefined : boundsOf(table, by);
    parts.push({ key: name, sha256, rows: table.length, ...(ids === undefined ? {} : { ids }) });
  }
  const contents: Contents = { format: 'lodestar.table-parts/1', parts };
  return writeBytes(blob, org, key, Buffer.from(JSON.stringify(contents)));
}

/** The table under `key`, of `only` these columns; null where there is none. Missing bytes, or others than `digest` proves, throw `StoreError`. */
export async function readTableParts(
  blob: Blob,
  org: OrgKey,
  key: string,
  digest: string | null,
  only?: readonly string[],
): Promise<ColumnTable | null> {
  const first = await readProven(blob, org, key, digest);
  if (first === null) return null;
  if (first[0] !== OPENING_BRACE) return decode(first, key, only);
  const { parts } = parseContents(first, key);
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return collectTable(eachPart(blob, org, parts, only), rows);
}

/**
 * The same table, one object after the other; none where there is none. Throws as `readTableParts`. With `within` only those in
 * which one of these ids may lie, which ascend; at least one, for its columns.
 */
export async function* eachTablePart(
  blob: Blob,
  org: OrgKey,
  key: string,
  digest: string | null,
  { only, within }: { readonly only?: readonly string[] | undefined; readonly within?: BigInt64Array | undefined } = {},
): AsyncGenerator<ColumnTable, void, void> {
  const first = await readProven(blob, org, key, digest);
  if (first === null) return;
  if (first[0] !== OPENING_BRACE) return yield decode(first, key, only);
  const { parts } = parseContents(first, key);
  const needed = within === undefined ? parts : parts.filter((part) => mayHold(part, within));
  yield* eachPart(blob, org, needed.length === 0 ? parts.slice(0, 1) : needed, only);
}

/** The objects of the table under `key`; null where there is none, or all of it is one object. Throws as `readTableParts`. */
export async function listTableParts(
  blob: Blob,
  org: OrgKey,
  key: string,
  digest: string | null,
): Promise<readonly TablePart[] | null> {
  const found = await blob.read(org, key);
  if (found === null) return null;
  if (digest !== null && found.info.sha256 !== digest)
    throw new StoreError('blobDamaged', `${key} is not what was published`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of found.chunks) {
    // A whole table is not read to find out that it is no list.
    if (chunks.length === 0 && chunk[0] !== OPENING_BRACE) return null;
    chunks.push(chunk);
  }
  return parseContents(Buffer.concat(chunks), key).parts;
}

/** Throws as `readTableParts`. */
export async function readTablePart(blob: Blob, org: OrgKey, part: TablePart): Promise<ColumnTable> {
  for await (const table of eachPart(blob, org, [part], undefined)) return table;
  throw new StoreError('blobDamaged', `the part ${part.key} is gone or another one`);
}

/** The objects of the table under `key` as they lie there, to be read one after the other; none where there is no such table. Throws as `readTableParts`. */
export async function* openTableParts(
  blob: Blob,
  org: OrgKey,
  key: string,
  digest: string | null,
): AsyncGenerator<AsyncIterable<Uint8Array>, void, void> {
  const first = await readProven(blob, org, key, digest);
  if (first === null) return;
  if (first[0] !== OPENING_BRACE) return yield Readable.from([first], { objectMode: false });
  for (const part of parseContents(first, key).parts) {
    const found = await blob.read(org, part.key);
    if (found?.info.sha256 !== part.sha256)
      throw new StoreError('blobDamaged', `the part ${part.key} is gone or another one`);
    yield found.chunks;
  }
}

function boundsOf(table: ColumnTable, by: string): TablePart['ids'] {
  const column = table.columns.get(by);
  if (column?.kind !== 'id' || table.length === 0) return undefined;
  return { first: String(column.values[0]), last: String(column.values[table.length - 1]) };
}

function mayHold({ rows, ids }: TablePart, within: BigInt64Array): boolean {
  if (ids === undefined) return rows > 0;
  const next = within[firstFrom(within, BigInt(ids.first))];
  return next !== undefined && next <= BigInt(ids.last);
}

/** The first place whose id is not below; ids ascend. */
export function firstFrom(ids: BigInt64Array, id: bigint): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function* eachPart(
  blob: Blob,
  org: OrgKey,
  parts: readonly TablePart[],
  only: readonly string[] | undefined,
): AsyncGenerator<ColumnTable, void, void> {
  for (const { key, sha256, rows } of parts) {
    const bytes = await readProven(blob, org, key, sha256);
    const table = bytes === null ? null : decode(bytes, key, only);
    if (table?.length !== rows) throw new StoreError('blobDamaged', `the part ${key} is gone or another one`);
    yield table;
  }
}

async function readProven(blob: Blob, org: OrgKey, key: string, digest: string | null): Promise<Uint8Array | null> {
  const found = await blob.read(org, key);
  if (found === null) return null;
  if (digest !== null && found.info.sha256 !== digest)
    throw new StoreError('blobDamaged', `${key} is not what was published`);
  return collectBytes(found);
}

function decode(bytes: Uint8Array, key: string, only: readonly string[] | undefined): ColumnTable {
  const table = decodeColumns(bytes, key, (name) => only?.includes(name) ?? true);
  if (!table.ok) throw new StoreError('blobDamaged', `${table.error.where}: ${table.error.code}`);
  return table.value;
}

function parseContents(bytes: Uint8Array, key: string): Contents {
  try {
    return contentsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new StoreError('blobDamaged', `${key} is no list of parts`, cause);
  }
}
