import { createHash } from 'node:crypto';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { Blob, BlobInfo } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';
import { checkItemKey, checkKeyPrefix } from '#server-functions/shared/stores/item-key.ts';
import { damageBytes, type Damage } from './damage-bytes.ts';

interface Kept {
  readonly info: BlobInfo;
  readonly content: Uint8Array;
}

export interface MemoryBlob extends Blob {
  /** Changes a stored object without its hash, as a failing disk would. */
  damage(org: OrgKey, key: string, how: Damage): void;
  /** Objects of all orgs. */
  readonly size: number;
}

/** Read in several chunks, so that nobody comes to rely on one. Bytes. */
const READ_CHUNK_BYTES = 64 * 1024;

/** The Blob port in memory, for tests of whatever uses one. */
export function createMemoryBlob(): MemoryBlob {
  const objects = new Map<string, Kept>();
  // Keys hold no space, so no org can reach into another one's names.
  const nameOf = (org: OrgKey, key: string): string => `${formatOrgKey(org)} ${key}`;

  return {
    async write(org, key, chunks) {
      checkItemKey(key);
      const parts: Uint8Array[] = [];
      // A copy: `slice` of a Buffer would be a view of memory that its writer may use again.
      for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
      const content = new Uint8Array(Buffer.concat(parts));
      const info = { key, bytes: content.length, sha256: sha256(content) };
      objects.set(nameOf(org, key), { info, content });
      return info;
    },
    async read(org, key) {
      checkItemKey(key);
      const kept = objects.get(nameOf(org, key));
      return kept === undefined ? null : { info: kept.info, chunks: checkedChunks(kept) };
    },
    async remove(org, key) {
      checkItemKey(key);
      objects.delete(nameOf(org, key));
    },
    async list(org, prefix) {
      checkKeyPrefix(prefix);
      const start = nameOf(org, prefix);
      return [...objects]
        .filter(([name]) => name.startsWith(start))
        .map(([, kept]) => kept.info)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    damage(org, key, how) {
      const kept = objects.get(nameOf(org, key));
      if (kept === undefined) throw new Error(`${key} is not there`);
      const content = new Uint8Array(damageBytes(kept.content, how));
      objects.set(nameOf(org, key), { info: kept.info, content });
    },
    get size() {
      return objects.size;
    },
  };
}

async function* checkedChunks({ info, content }: Kept): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < content.length; at += READ_CHUNK_BYTES) yield content.slice(at, at + READ_CHUNK_BYTES);
  if (content.length !== info.bytes || sha256(content) !== info.sha256) {
    throw new StoreError('blobDamaged', `${info.key} is not what was written`);
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
