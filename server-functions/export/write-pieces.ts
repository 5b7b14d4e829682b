import { crc32 } from 'node:zlib';
import type { Parts } from '../shared/runs/parts.ts';
import { deflateOpen } from '../shared/zip/deflate-open.ts';
import type { ExportCursor } from './export-cursor.ts';

/** Large enough that a file of a million rows has few, small enough that two of them are nothing. Deflated bytes. */
export const PIECE_BYTES = 2 * 1024 * 1024;

type Grown = Pick<ExportCursor, 'pieces' | 'bytes' | 'deflatedBytes' | 'crc32'>;

/**
 * CSV as deflated pieces, each kept before the next one is begun: the file so far, grown by them. The same CSV behind the same
 * file gives the same pieces; a worker that comes late can put no others under names that the cursor counts on.
 */
export async function writePieces(parts: Parts, before: Grown, csv: AsyncIterable<Uint8Array>): Promise<Grown> {
  const pieces = [...before.pieces];
  let { bytes, deflatedBytes, crc32: checksum } = before;
  async function* counted(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of csv) {
      if (chunk.length === 0) continue;
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  }
  // One piece after the other in the same place: what waits for the collector is kept small.
  let held = new Uint8Array(0);
  let heldBytes = 0;
  const keep = async (): Promise<void> => {
    if (heldBytes === 0) return;
    pieces.push(await parts.write(held.subarray(0, heldBytes)));
    deflatedBytes += heldBytes;
    heldBytes = 0;
  };
  for await (const chunk of deflateOpen(counted())) {
    if (heldBytes + chunk.length > held.length) {
      const larger = new Uint8Array(Math.max(PIECE_BYTES + chunk.length, heldBytes + chunk.length));
      larger.set(held.subarray(0, heldBytes));
      held = larger;
    }
    held.set(chunk, heldBytes);
    heldBytes += chunk.length;
    if (heldBytes >= PIECE_BYTES) await keep();
  }
  await keep();
  return { pieces, bytes, deflatedBytes, crc32: checksum };
}

/** The pieces one after the other, none of them whole; one that is damaged ends it with an error. */
export async function* readPieces(parts: Parts, names: readonly string[]): AsyncGenerator<Uint8Array, void, void> {
  for (const name of names) yield* parts.readChunks(name);
}
