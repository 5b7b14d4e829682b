import type { OrgKey } from '#core/crm/org-key.ts';

/** Decision 9: what the platform's NoSQL promises, and nothing more. Adapters refuse larger items. */
export const MAX_ITEM_BYTES = 100 * 1024;

export interface StoredItem {
  readonly key: string;
  /** JSON text; parsed by whoever knows its schema. */
  readonly value: string;
  /** Opaque; changes with every write. Pass it back to `replace` and `remove`. */
  readonly revision: string;
}

export type WriteResult =
  | { readonly outcome: 'written'; readonly revision: string }
  /** Somebody else was first: read again and decide again. */
  | { readonly outcome: 'conflict' }
  /** The platform did not say: re-read before acting on either assumption. */
  | { readonly outcome: 'unknown' };

/**
 * Small items per org. One item is atomic; there are no transactions and no joins. Keys are `/`-separated paths of
 * [A-Za-z0-9._-]; a listing goes by prefix in key order. Throws `StoreError` on I/O and on items over `MAX_ITEM_BYTES`.
 */
export interface Store {
  read(org: OrgKey, key: string): Promise<StoredItem | null>;
  /** Creates; `conflict` when the key exists. `expiresAt` in epoch milliseconds. */
  create(org: OrgKey, key: string, value: string, expiresAt?: number): Promise<WriteResult>;
  /** Compare-and-set on the revision last read. */
  replace(org: OrgKey, key: string, revision: string, value: string, expiresAt?: number): Promise<WriteResult>;
  remove(org: OrgKey, key: string, revision: string): Promise<WriteResult>;
  list(
    org: OrgKey,
    prefix: string,
    options?: { readonly limit?: number; readonly cursor?: string },
  ): Promise<{ readonly items: readonly StoredItem[]; readonly cursor: string | null }>;
}
