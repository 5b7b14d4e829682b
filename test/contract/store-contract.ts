import { afterEach, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { MAX_ITEM_BYTES, type Store, type StoredItem } from '#core/store/store.ts';

export interface StoreHarness {
  readonly store: Store;
  /** Moves the clock that the store was given. Milliseconds. Absent where the store has a clock of its own. */
  advance?(ms: number): void;
  dispose(): Promise<void> | void;
}

/** Two orgs that share their number: only the data centre tells them apart. */
const HERE: OrgKey = { dc: 'eu', orgId: '7001' };
const THERE: OrgKey = { dc: 'com', orgId: '7001' };
const START_MS = Date.UTC(2026, 0, 15, 12);

/**
 * What every `Store` must do (decision 9). `open` gives a fresh, empty one whose clock stands at `now`. With
 * `clock: 'its own'` the cases that need to move time are left out.
 */
export function storeContract(
  adapter: string,
  open: (now: number) => Promise<StoreHarness> | StoreHarness,
  clock: 'given' | 'its own' = 'given',
): void {
  describe(`${adapter} keeps the Store contract`, () => {
    const timed = (name: string, run: () => Promise<void>): void => {
      // oxlint-disable-next-line vitest/expect-expect -- the expectations are in `run`
      if (clock === 'given') test(name, run);
    };
    const harnesses: StoreHarness[] = [];
    const openStore = async (): Promise<StoreHarness> => {
      const harness = await open(START_MS);
      harnesses.push(harness);
      return harness;
    };
    afterEach(async () => {
      for (const harness of harnesses.splice(0)) await harness.dispose();
    });

    test('a missing item is null, a created one is read as it was written', async () => {
      const { store } = await openStore();
      expect(await store.read(HERE, 'runs/1')).toBeNull();
      const revision = await written(store.create(HERE, 'runs/1', '{"é":"😀"}'));
      expect(await store.read(HERE, 'runs/1')).toEqual({ key: 'runs/1', value: '{"é":"😀"}', revision });
    });

    test('create never overwrites', async () => {
      const { store } = await openStore();
      await written(store.create(HERE, 'a', 'first'));
      expect(await store.create(HERE, 'a', 'second')).toEqual({ outcome: 'conflict' });
      expect((await store.read(HERE, 'a'))?.value).toBe('first');
    });

    test('replace takes the revision last read, once', async () => {
      const { store } = await openStore();
      const first = await written(store.create(HERE, 'a', '1'));
      const second = await written(store.replace(HERE, 'a', first, '2'));
      expect(second).not.toBe(first);
      expect(await store.replace(HERE, 'a', first, '3')).toEqual({ outcome: 'conflict' });
      expect(await store.read(HERE, 'a')).toEqual({ key: 'a', value: '2', revision: second });
    });

    test('a revision never comes back, even when the value does', async () => {
      const { store } = await openStore();
      const first = await written(store.create(HERE, 'a', 'same'));
      const second = await written(store.replace(HERE, 'a', first, 'same'));
      expect(second).not.toBe(first);
      await written(store.remove(HERE, 'a', second));
      const third = await written(store.create(HERE, 'a', 'same'));
      expect([first, second]).not.toContain(third);
    });

    test('replacing or removing what is not there is a conflict', async () => {
      const { store } = await openStore();
      const revision = await written(store.create(HERE, 'a', '1'));
      expect(await store.replace(HERE, 'b', revision, '2')).toEqual({ outcome: 'conflict' });
      expect(await store.remove(HERE, 'b', revision)).toEqual({ outcome: 'conflict' });
      expect(await store.read(HERE, 'b')).toBeNull();
    });

    test('remove takes the present revision only', async () => {
      const { store } = await openStore();
      const first = await written(store.create(HERE, 'a', '1'));
      const second = await written(store.replace(HERE, 'a', first, '2'));
      expect(await store.remove(HERE, 'a', first)).toEqual({ outcome: 'conflict' });
      expect(await store.read(HERE, 'a')).not.toBeNull();
      expect((await store.remove(HERE, 'a', second)).outcome).toBe('written');
      expect(await store.read(HERE, 'a')).toBeNull();
    });

    test('of many creates at once exactly one wins', async () => {
      const { store } = await openStore();
      const results = await Promise.all(Array.from({ length: 20 }, (_, n) => store.create(HERE, 'lease', String(n))));
      expect(results.filter((result) => result.outcome === 'written')).toHaveLength(1);
      const winner = results.findIndex((result) => result.outcome === 'written');
      expect((await store.read(HERE, 'lease'))?.value).toBe(String(winner));
    });

    test('twenty counters at once lose no count when each re-reads after a conflict', async () => {
      const { store } = await openStore();
      await written(store.create(HERE, 'count', '0'));
      const increment = async (): Promise<void> => {
        for (;;) {
          const item = await present(store, HERE, 'count');
          const result = await store.replace(HERE, 'count', item.revision, String(Number(item.value) + 1));
          if (result.outcome === 'written') return;
          expect(result.outcome).toBe('conflict');
        }
      };
      await Promise.all(Array.from({ length: 20 }, increment));
      expect((await present(store, HERE, 'count')).value).toBe('20');
    });

    test('an org sees nothing of another one, not even with the same number in another data centre', async () => {
      const { store } = await openStore();
      const mine = await written(store.create(HERE, 'a', 'mine'));
      expect(await store.read(THERE, 'a')).toBeNull();
      expect(await store.list(THERE, '')).toEqual({ items: [], cursor: null });
      expect(await store.replace(THERE, 'a', mine, 'theirs')).toEqual({ outcome: 'conflict' });
      expect(await store.remove(THERE, 'a', mine)).toEqual({ outcome: 'conflict' });
      await written(store.create(THERE, 'a', 'theirs'));
      expect((await store.read(HERE, 'a'))?.value).toBe('mine');
      expect((await store.list(HERE, '')).items.map((item) => item.value)).toEqual(['mine']);
    });

    test('a listing goes by prefix in key order', async () => {
      const { store } = await openStore();
      for (const key of ['runs/2', 'runs/10', 'Runs/1', 'runs-old/1', 'run', 'runs/1/log', 'runs/1']) {
        await written(store.create(HERE, key, key));
      }
      expect(await keysOf(store, 'runs/')).toEqual(['runs/1', 'runs/1/log', 'runs/10', 'runs/2']);
      expect(await keysOf(store, 'runs/1')).toEqual(['runs/1', 'runs/1/log', 'runs/10']);
      expect(await keysOf(store, '')).toEqual([
        'Runs/1',
        'run',
        'runs-old/1',
        'runs/1',
        'runs/1/log',
        'runs/10',
        'runs/2',
      ]);
      expect(await keysOf(store, 'nothing/')).toEqual([]);
    });

    test('signs that mean something in patterns of a database are plain characters in a prefix', async () => {
      const { store } = await openStore();
      for (const key of ['a_b', 'axb', 'a.b']) await written(store.create(HERE, key, key));
      expect(await keysOf(store, 'a_')).toEqual(['a_b']);
      expect(await keysOf(store, 'a.')).toEqual(['a.b']);
    });

    test('a cursor goes on where the page ended, whatever came and went in between', async () => {
      const { store } = await openStore();
      const keys = Array.from({ length: 25 }, (_, n) => `item/${String(n).padStart(2, '0')}`);
      for (const key of keys) await written(store.create(HERE, key, key));
      const first = await store.list(HERE, 'item/', { limit: 10 });
      expect(first.items.map((item) => item.key)).toEqual(keys.slice(0, 10));
      const last = first.items.at(-1);
      if (last === undefined || first.cursor === null) throw new Error('a full page has a last item and a cursor');
      await written(store.remove(HERE, last.key, last.revision));
      await written(store.create(HERE, 'item/00a', 'before the cursor'));
      const second = await store.list(HERE, 'item/', { limit: 10, cursor: first.cursor });
      expect(second.items.map((item) => item.key)).toEqual(keys.slice(10, 20));
      const third = await store.list(HERE, 'item/', { limit: 10, cursor: second.cursor ?? '' });
      expect(third.items.map((item) => item.key)).toEqual(keys.slice(20));
      expect(third.cursor).toBeNull();
    });

    timed('an item is gone when its time has come, and its key is free again', async () => {
      const { store, advance = noClock } = await openStore();
      await written(store.create(HERE, 'session/1', 'short', START_MS + 1_000));
      await written(store.create(HERE, 'session/2', 'long', START_MS + 60_000));
      await written(store.create(HERE, 'session/3', 'for ever'));
      advance(999);
      expect(await store.read(HERE, 'session/1')).not.toBeNull();
      advance(1);
      expect(await store.read(HERE, 'session/1')).toBeNull();
      expect(await keysOf(store, 'session/')).toEqual(['session/2', 'session/3']);
      await written(store.create(HERE, 'session/1', 'again'));
      advance(10 * 365 * 86_400_000);
      expect(await keysOf(store, 'session/')).toEqual(['session/1', 'session/3']);
    });

    timed('an expired item can be neither replaced nor removed, and does not fill a page', async () => {
      const { store, advance = noClock } = await openStore();
      const revision = await written(store.create(HERE, 'a', '1', START_MS + 10));
      await written(store.create(HERE, 'b', '2'));
      advance(10);
      expect(await store.replace(HERE, 'a', revision, '3')).toEqual({ outcome: 'conflict' });
      expect(await store.remove(HERE, 'a', revision)).toEqual({ outcome: 'conflict' });
      expect((await store.list(HERE, '', { limit: 1 })).items.map((item) => item.key)).toEqual(['b']);
    });

    timed('replace sets the time anew: without one the item stays', async () => {
      const { store, advance = noClock } = await openStore();
      const revision = await written(store.create(HERE, 'a', '1', START_MS + 10));
      await written(store.replace(HERE, 'a', revision, '2'));
      advance(1_000);
      expect((await store.read(HERE, 'a'))?.value).toBe('2');
    });

    test('items end at 100 KB of UTF-8, on create and on replace', async () => {
      const { store } = await openStore();
      const largest = 'é'.repeat(MAX_ITEM_BYTES / 2);
      const revision = await written(store.create(HERE, 'a', largest));
      expect((await store.read(HERE, 'a'))?.value).toBe(largest);
      const tooLarge = { name: 'StoreError', code: 'itemTooLarge' };
      await expect(store.create(HERE, 'b', `${largest}x`)).rejects.toMatchObject(tooLarge);
      await expect(store.replace(HERE, 'a', revision, `${largest}x`)).rejects.toMatchObject(tooLarge);
      expect(await store.read(HERE, 'b')).toBeNull();
      expect((await store.read(HERE, 'a'))?.revision).toBe(revision);
    });

    test.each(['', '/a', 'a/', 'a//b', 'a b', '../a', 'a/../b', 'a/./b', 'ä', 'a\0', "a'b", 'a\\b'])(
      'the key %j is refused everywhere',
      async (key) => {
        const { store } = await openStore();
        const invalid = { name: 'StoreError', code: 'invalidKey' };
        await expect(store.create(HERE, key, '1')).rejects.toMatchObject(invalid);
        await expect(store.read(HERE, key)).rejects.toMatchObject(invalid);
        await expect(store.replace(HERE, key, 'r', '1')).rejects.toMatchObject(invalid);
        await expect(store.remove(HERE, key, 'r')).rejects.toMatchObject(invalid);
      },
    );
  });

  async function keysOf(store: Store, prefix: string): Promise<string[]> {
    const { items, cursor } = await store.list(HERE, prefix);
    expect(cursor).toBeNull();
    return items.map((item) => item.key);
  }
}

function noClock(): never {
  throw new Error('This store was opened without a clock to move');
}

/** The revision of a write that must succeed. */
async function written(result: ReturnType<Store['create']>): Promise<string> {
  const outcome = await result;
  if (outcome.outcome !== 'written') throw new Error(`Expected a write, got ${outcome.outcome}`);
  return outcome.revision;
}

async function present(store: Store, org: OrgKey, key: string): Promise<StoredItem> {
  const item = await store.read(org, key);
  if (item === null) throw new Error(`${key} is not there`);
  return item;
}
