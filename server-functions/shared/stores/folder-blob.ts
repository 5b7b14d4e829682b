import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob, BlobInfo } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';
import { makeFolders } from '../local/make-folders.ts';
import { checkItemKey, checkKeyPrefix } from './item-key.ts';

/** File = content, then 32 bytes of SHA-256, then this mark: one rename publishes content and checksum together. */
const MARK = Buffer.from('LODESTAR-BLOB/1\n');
const HASH_BYTES = 32;
const TRAILER_BYTES = HASH_BYTES + MARK.length;
/** What was read waits for the collector: small ones are no weight. Bytes. */
const READ_CHUNK_BYTES = 64 * 1024;
const SUFFIX = '.blob';
/** Below the folder itself: no data centre is called so. */
const UNFINISHED = 'unfinished';

/**
 * `Blob` in a folder: `<folder>/<dc>/<org>/<key>.blob`. A write goes to a temporary file, is flushed to disk and renamed, and
 * the folder is flushed, so that a key is either whole or absent, also after a power cut. The checksum is checked by every
 * full read, at its end: take nothing for true before the iteration is over.
 */
export function createFolderBlob(folder: string): Blob {
  const pathOf = (org: OrgKey, key: string): string => {
    checkItemKey(key);
    return `${join(rootOf(org), ...key.split('/'))}${SUFFIX}`;
  };
  const rootOf = (org: OrgKey): string => {
    if (!/^\d+$/.test(org.orgId)) throw new StoreError('invalidKey', 'org ids are digits');
    return join(folder, org.dc, org.orgId);
  };

  return {
    async write(org, key, chunks) {
      const path = pathOf(org, key);
      const temporary = join(folder, UNFINISHED, randomUUID());
      await makeFolders(dirname(temporary));
      await makeFolders(dirname(path));
      try {
        const info = await writeFile(temporary, key, chunks);
        await rename(temporary, path);
        await flushFolder(dirname(path));
        return info;
      } catch (error) {
        await rm(temporary, { force: true });
        throw toStoreError(error);
      }
    },
    async read(org, key) {
      const path = pathOf(org, key);
      const info = await readInfo(path, key);
      return info === null ? null : { info, chunks: readChecked(path, info) };
    },
    async remove(org, key) {
      await rm(pathOf(org, key), { force: true });
    },
    async list(org, prefix) {
      checkKeyPrefix(prefix);
      const root = rootOf(org);
      const infos = await Promise.all(
        (await filesBelow(root))
          .map((path) => relative(root, path).slice(0, -SUFFIX.length).split(sep).join('/'))
          .filter((key) => key.startsWith(prefix))
          .map((key) => readInfo(pathOf(org, key), key)),
      );
      return infos.filter((info) => info !== null).sort((a, b) => (a.key < b.key ? -1 : 1));
    },
  };
}

/** Removes what writes that were killed left behind. Only before anything is written there. */
export async function sweepUnfinished(folder: string): Promise<void> {
  await rm(join(folder, UNFINISHED), { recursive: true, force: true });
}

async function writeFile(path: string, key: string, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
  const file = await open(path, 'wx');
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
    const digest = hash.digest();
    await file.writeFile(Buffer.concat([digest, MARK]));
    await file.sync();
    return { key, bytes, sha256: digest.toString('hex') };
  } finally {
    await file.close();
  }
}

async function readInfo(path: string, key: string): Promise<BlobInfo | null> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw toStoreError(error);
  }
  try {
    const { size } = await file.stat();
    const trailer = Buffer.alloc(TRAILER_BYTES);
    const start = size - TRAILER_BYTES;
    if (start >= 0) await file.read(trailer, 0, TRAILER_BYTES, start);
    if (start < 0 || !trailer.subarray(HASH_BYTES).equals(MARK)) throw damaged(key);
    return { key, bytes: start, sha256: trailer.subarray(0, HASH_BYTES).toString('hex') };
  } finally {
    await file.close();
  }
}

async function* readChecked(path: string, info: BlobInfo): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    let position = 0;
    while (position < info.bytes) {
      const chunk = Buffer.alloc(Math.min(READ_CHUNK_BYTES, info.bytes - position));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) throw damaged(info.key);
      position += bytesRead;
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      yield part;
    }
    if (hash.digest('hex') !== info.sha256) throw damaged(info.key);
  } finally {
    await file.close();
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw toStoreError(error);
  }
}

/** A rename is durable once its folder is flushed. Windows has no such call and does not need it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function damaged(key: string): StoreError {
  return new StoreError('blobDamaged', `the stored object ${key} is damaged`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function toStoreError(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return new StoreError('storageFull', 'no space left for stored objects', error);
  }
  // What the chunks threw is the caller's own and passes unchanged.
  return error;
}
