import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store, WriteResult } from '#core/store/store.ts';

/** What becomes of one call to a store. `late`: the answer says "unknown", and the write arrives after the next call. */
export type StoreFate = 'well' | 'done' | 'lost' | 'late' | 'fails';

/**
 * A store as a platform's is on a bad day: writes whose outcome nobody knows, calls that fail, and whatever `turn` does before
 * each call (wait, turn a clock).
 */
export function createUnsteadyStore(
  store: Store,
  { turn, fate }: { readonly turn: (what: string, key: string) => Promise<void>; readonly fate: () => StoreFate },
): Store {
  let late: (() => Promise<unknown>)[] = [];
  const arrive = async (): Promise<void> => {
    const due = late;
    late = [];
    for (const write of due) await write();
  };
  const write = async (what: string, key: string, act: () => Promise<WriteResult>): Promise<WriteResult> => {
    await turn(what, key);
    await arrive();
    const become = fate();
    if (become === 'fails') throw new StoreError('unavailable', 'the store does not answer');
    if (become === 'late') late.push(act);
    if (become === 'late' || become === 'lost') return { outcome: 'unknown' };
    const result = await act();
    return become === 'done' ? { outcome: 'unknown' } : result;
  };
  const read = async <T>(what: string, key: string, act: () => Promise<T>): Promise<T> => {
    await turn(what, key);
    await arrive();
    if (fate() === 'fails') throw new StoreError('unavailable', 'the store does not answer');
    return act();
  };
  return {
    read: (org: OrgKey, key) => read('read', key, () => store.read(org, key)),
    list: (org, prefix, options) => read('list', prefix, () => store.list(org, prefix, options)),
    create: (org, key, value, expiresAt) => write('create', key, () => store.create(org, key, value, expiresAt)),
    replace: (org, key, revision, value, expiresAt) =>
      write('replace', key, () => store.replace(org, key, revision, value, expiresAt)),
    remove: (org, key, revision) => write('remove', key, () => store.remove(org, key, revision)),
  };
}
