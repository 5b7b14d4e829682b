import { expect } from 'vitest';
import { HERE, keysOf, noClock, present, START_MS, written, type StoreCases } from './store-cases.ts';

/** Cases of items that have a time to live. They move the clock. */
export function expiryCases({ openStore, timed }: StoreCases): void {
  timed('an item whose time has passed already is written and absent', async () => {
    const { store } = await openStore();
    for (const expiresAt of [START_MS, START_MS - 1, 0]) {
      await written(store.create(HERE, 'a', 'late', expiresAt));
      expect(await store.read(HERE, 'a')).toBeNull();
      expect(await store.list(HERE, '')).toEqual({ items: [], cursor: null });
    }
    await written(store.create(HERE, 'a', 'in time', START_MS + 0.5));
    expect((await present(store, HERE, 'a')).value).toBe('in time');
  });

  timed('of many creates over an expired item exactly one wins', async () => {
    const { store, advance = noClock } = await openStore();
    await written(store.create(HERE, 'lease', 'former', START_MS + 10));
    advance(10);
    const results = await Promise.all(Array.from({ length: 12 }, (_, n) => store.create(HERE, 'lease', String(n))));
    expect(results.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
    const winner = results.findIndex(({ outcome }) => outcome === 'written');
    expect((await present(store, HERE, 'lease')).value).toBe(String(winner));
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
}
