import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob, BlobInfo } from '#core/store/blob.ts';

/** A whole object in memory, its checksum proven; null when absent. */
export async function readBytes(blob: Blob, org: OrgKey, key: string): Promise<Uint8Array | null> {
  const found = await blob.read(org, key);
  return found === null ? null : collectBytes(found);
}

/** An opened object in memory, its checksum proven. */
export async function collectBytes(found: NonNullable<Awaited<ReturnType<Blob['read']>>>): Promise<Uint8Array> {
  const bytes = new Uint8Array(found.info.bytes);
  let at = 0;
  for await (const chunk of found.chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** One object of these bytes. */
export function writeBytes(blob: Blob, org: OrgKey, key: string, bytes: Uint8Array): Promise<BlobInfo> {
  return writePieces(blob, org, key, [bytes]);
}

/** One object of all of them. */
export function writePieces(blob: Blob, org: OrgKey, key: string, pieces: readonly Uint8Array[]): Promise<BlobInfo> {
  return blob.write(org, key, eachOf(pieces));
}

async function* eachOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* pieces;
}
