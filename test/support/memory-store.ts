import type { Clock } from '#core/clock.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { checkItemKey, checkKeyPrefix } from '#server-functions/shared/stores/item-key.ts';
import { DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT } from '#server-functions/shared/stores/list-limits.ts';
import { MAX_ITEM_BYTES, type Store, type StoredItem, type WriteResult } from '#core/store/store.ts';

interface Kept extends StoredItem {
  readonly expiresAt: number;
}

export interface MemoryStore extends Store {
  /**
   * The next writes end with "outcome unknown": `done` when the write took place all the same, `lost` when it did not.
   * What a platform does when the answer is lost on the way.
   */
  answerUnknown(...fates: readonly ('done' | 'lost')[]): void;
}

/** The Store port in memory, with its limits, for tests of whatever uses one. */
export function createMemoryStore(clock: Clock): MemoryStore {
  const orgs = new Map<string, Map<string, Kept>>();
  const unknown: ('done' | 'lost')[] = [];
  let revisions = 0;

  const itemsOf = (org: OrgKey): Map<string, Kept> => {
    const name = formatOrgKey(org);
    const items = orgs.get(name) ?? new Map<string, Kept>();
    orgs.set(name, items);
    return items;
  };
  const live = (org: OrgKey, key: string): Kept | null => {
    const item = itemsOf(org).get(key);
    return item === undefined || item.expiresAt <= clock.now() ? null : item;
  };
  const write = (act: () => WriteResult): WriteResult => {
    const fate = unknown.shift();
    if (fate === 'lost') return { outcome: 'unknown' };
    const result = act();
    return fate === 'done' ? { outcome: 'unknown' } : result;
  };
  const put = (org: OrgKey, key: string, value: string, expiresAt = Number.POSITIVE_INFINITY): WriteResult => {
    const revision = String(++revisions);
    itemsOf(org).set(key, { key, value, revision, expiresAt });
    return { outcome: 'written', revision };
  };
  const assertSize = (value: string): void => {
    const bytes = Buffer.byteLength(value);
    if (bytes > MAX_ITEM_BYTES) throw new StoreError('itemTooLarge', `${bytes} bytes, at most ${MAX_ITEM_BYTES}`);
  };

  return {
    async read(org, key) {
      checkItemKey(key);
      const item = live(org, key);
      return item === null ? null : { key, value: item.value, revision: item.revision };
    },
    async create(org, key, value, expiresAt) {
      checkItemKey(key);
      assertSize(value);
      return write(() => (live(org, key) === null ? put(org, key, value, expiresAt) : { outcome: 'conflict' }));
    },
    async replace(org, key, revision, value, expiresAt) {
      checkItemKey(key);
      assertSize(value);
      return write(() =>
        live(org, key)?.revision === revision ? put(org, key, value, expiresAt) : { outcome: 'conflict' },
      );
    },
    async remove(org, key, revision) {
      checkItemKey(key);
      return write(() => {
        if (live(org, key)?.revision !== revision) return { outcome: 'conflict' };
        itemsOf(org).delete(key);
        return { outcome: 'written', revision };
      });
    },
    async list(org, prefix, { limit: wanted = DEFAULT_LIST_LIMIT, cursor = '' } = {}) {
      checkKeyPrefix(prefix);
      const limit = Math.max(1, Math.min(wanted, MAX_LIST_LIMIT));
      const keys = [...itemsOf(org).keys()]
        .filter((key) => key.startsWith(prefix) && key > cursor && live(org, key) !== null)
        // Code units: the order of the platforms' keys, unlike `localeCompare`.
        .sort((a, b) => (a < b ? -1 : 1));
      const page = keys.slice(0, limit);
      const items = page.flatMap((key) => {
        const item = live(org, key);
        return item === null ? [] : [{ key, value: item.value, revision: item.revision }];
      });
      return { items, cursor: keys.length > limit ? (page.at(-1) ?? null) : null };
    },
    answerUnknown: (...fates) => void unknown.push(...fates),
  };
}
