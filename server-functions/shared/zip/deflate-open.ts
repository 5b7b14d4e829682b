import { Readable } from 'node:stream';
import { constants, createDeflateRaw } from 'node:zlib';

/** The empty last block that ends deflated data (RFC 1951, 3.2.6: fixed codes, end of block, final). */
export const DEFLATE_END = Uint8Array.of(0x03, 0x00);

/**
 * Deflates chunks without ending: what comes out stops at a byte's edge (zlib's sync flush) and refers to nothing before it, so
 * that pieces made at different times, by different processes, are one deflated whole when they are put one after the other
 * and `DEFLATE_END` behind them. The same chunks give the same bytes. A reader that stops early stops the chunks.
 */
export async function* deflateOpen(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const source = Readable.from(chunks, { objectMode: false, highWaterMark: 1 });
  const deflate = createDeflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
  // `pipe` passes no errors on: unheard, one would end the process.
  source.on('error', (error) => deflate.destroy(error));
  source.pipe(deflate);
  try {
    for await (const chunk of deflate) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    source.destroy();
    deflate.destroy();
  }
}
