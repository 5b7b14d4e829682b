import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib';

/** The empty last block that ends deflated data (RFC 1951, 3.2.6: fixed codes, end of block, final). */
export const DEFLATE_END = Uint8Array.of(0x03, 0x00);

/** More than a chunk of the export's CSV becomes: none waits for the thread that makes the next one. Bytes. */
const OUTPUT_BYTES = 128 * 1024;

/**
 * Deflates chunks without ending: what comes out stops at a byte's edge (zlib's sync flush) and refers to nothing before it, so
 * that pieces made at different times, by different processes, are one deflated whole when they are put one after the other
 * and `DEFLATE_END` behind them. The same chunks give the same bytes. A chunk is asked for while the one before is deflated, and
 * has to be good until the next but one is. A reader that stops early stops the chunks.
 */
export async function* deflateOpen(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const deflate = createDeflateRaw({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: OUTPUT_BYTES });
  const pumped = pump(chunks, deflate);
  try {
    for await (const chunk of deflate) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    deflate.destroy();
    await pumped;
  }
}

/** What the chunks throw is the reader's to hear. */
async function pump(chunks: AsyncIterable<Uint8Array>, deflate: DeflateRaw): Promise<void> {
  let written: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of chunks) {
      await written;
      written = write(deflate, chunk);
      // Heard with the next chunk.
      written.catch(() => undefined);
    }
    await written;
    deflate.end();
  } catch (error) {
    deflate.destroy(error instanceof Error ? error : new Error('no chunk', { cause: error }));
  }
}

function write(deflate: DeflateRaw, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    deflate.write(chunk, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
