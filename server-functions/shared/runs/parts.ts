import { createHash } from 'node:crypto';
import { encodePieces, decodeColumns } from '#core/columns/arrow-columns.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';
import { collectBytes, writePieces } from '../stores/blob-bytes.ts';

/** 64 bits of a SHA-256: names are told apart, and a part that is not what its name says is noticed. Hexadecimal digits. */
const NAME_DIGITS = 16;

/**
 * Immutable objects of one job below `folder`, named by their content: the same content is the same object however often it is
 * written, and a worker that comes late can put nothing else under a name that somebody counts on.
 */
export interface Parts {
  write(bytes: Uint8Array): Promise<string>;
  /** Throws `StoreError` `blobDamaged` where it is gone or another one. */
  read(name: string): Promise<Uint8Array>;
  /** The same a chunk at a time: take nothing for true before the iteration is over. */
  readChunks(name: string): AsyncIterable<Uint8Array>;
  writeTable(table: ColumnTable): Promise<string>;
  /** With `only` these columns where not all are needed. */
  readTable(name: string, only?: readonly string[]): Promise<ColumnTable>;
}

/** `folder` without a slash at the end. */
export function createParts(blob: Blob, org: OrgKey, folder: string): Parts {
  const write = async (pieces: readonly Uint8Array[]): Promise<string> => {
    const hash = createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    const name = hash.digest('hex').slice(0, NAME_DIGITS);
    await writePieces(blob, org, `${folder}/${name}`, pieces);
    return name;
  };
  const open = async (name: string): Promise<NonNullable<Awaited<ReturnType<Blob['read']>>>> => {
    const found = await blob.read(org, `${folder}/${name}`);
    if (found === null || !found.info.sha256.startsWith(name))
      throw new StoreError('blobDamaged', `the part ${folder}/${name} is gone or another one`);
    return found;
  };
  const read = async (name: string): Promise<Uint8Array> => collectBytes(await open(name));
  return {
    write: (bytes) => write([bytes]),
    read,
    async *readChunks(name) {
      yield* (await open(name)).chunks;
    },
    writeTable: (table) => write(encodePieces(table)),
    async readTable(name, only) {
      const table = decodeColumns(await read(name), name, (key) => only?.includes(key) ?? true);
      if (!table.ok) throw new StoreError('blobDamaged', `${folder}/${name}: ${table.error.code}`);
      return table.value;
    },
  };
}
