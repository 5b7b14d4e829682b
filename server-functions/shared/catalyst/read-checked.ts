import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { BlobInfo } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';

/** A stream's content, its size and checksum proven at the end: nothing is true before that. Throws `StoreError`. */
export async function* readChecked(stream: Readable, info: BlobInfo): AsyncGenerator<Uint8Array, void, void> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('A stream without encoding gives bytes');
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > info.bytes) throw damaged(info);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof StoreError || cause instanceof TypeError) throw cause;
    throw new StoreError('unavailable', 'the content broke off', cause);
  }
  if (bytes !== info.bytes || hash.digest('hex') !== info.sha256) throw damaged(info);
}

function damaged({ key }: BlobInfo): StoreError {
  return new StoreError('blobDamaged', `the stored object ${key} is damaged`);
}
