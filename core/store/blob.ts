import type { OrgKey } from '#core/crm/org-key.ts';

export interface BlobInfo {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex of the content; checked again by every full read. */
  readonly sha256: string;
}

/**
 * Large immutable objects per org. A key becomes visible only when its write has ended; a failed write leaves nothing.
 * Reading a missing key gives null; a damaged one throws `StoreError` with code `blobDamaged`.
 */
export interface Blob {
  write(org: OrgKey, key: string, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo>;
  read(
    org: OrgKey,
    key: string,
  ): Promise<{ readonly info: BlobInfo; readonly chunks: AsyncIterable<Uint8Array> } | null>;
  remove(org: OrgKey, key: string): Promise<void>;
  list(org: OrgKey, prefix: string): Promise<readonly BlobInfo[]>;
}
