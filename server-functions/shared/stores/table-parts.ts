import { Readable } from 'node:stream';
import * as z from 'zod';
import { decodeColumns, encodePieces } from '#core/columns/arrow-columns.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';
import { collectBytes, writeBytes, writePieces } from './blob-bytes.ts';

const contentsSchema = z.strictObject({
  format: z.literal('lodestar.table-parts/1'),
  parts: z.array(z.strictObject({ key: z.string(), sha256: z.string(), rows: z.int() })),
});
type Contents = z.infer<typeof contentsSchema>;

/** What a list of parts begins with; a table of one object, as earlier versions wrote them, begins otherwise. */
const OPENING_BRACE = 0x7b;

/**
 * A table too large to be in memory whole: some rows an object, named and proven by a list under `key`. The list's digest
 * stands for the table. Done twice it writes the same bytes under the same keys.
 */
export async function writeTableParts(
  blob: Blob,
  org: OrgKey,
  key: string,
  tables: AsyncIterable<ColumnTable> | Iterable<ColumnTable>,
): Promise<{ readonly sha256: string }> {
  const parts: Contents['parts'] = [];
  for await (const table of tables) {
    const name = `${key}-parts/${String(parts.length).padStart(6, '0')}`;
    const { sha256 } = await writePieces(blob, org, name, encodePieces(table, true));
    parts.push({ key: name, sha256, rows: table.length });
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

/** The same table, one object after the other; none where there is none. Throws as `readTableParts`. */
export async function* eachTablePart(
  blob: Blob,
  org: OrgKey,
  key: string,
  digest: string | null,
  only?: readonly string[],
): AsyncGenerator<ColumnTable, void, void> {
  const first = await readProven(blob, org, key, digest);
  if (first === null) return;
  if (first[0] !== OPENING_BRACE) return yield decode(first, key, only);
  yield* eachPart(blob, org, parseContents(first, key).parts, only);
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

async function* eachPart(
  blob: Blob,
  org: OrgKey,
  parts: Contents['parts'],
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
