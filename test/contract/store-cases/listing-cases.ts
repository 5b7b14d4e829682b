import { expect, test } from 'vitest';
import { type Store } from '#core/store/store.ts';
import { HERE, keysOf, written, type StoreCases } from './store-cases.ts';

/** Cases of listings: prefixes, pages and cursors while others come and go. */
export function listingCases({ openStore }: StoreCases): void {
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

  test('what stood all along is listed once, whatever comes and goes between two pages', async () => {
    const { store } = await openStore();
    const standing = Array.from({ length: 40 }, (_, n) => `walk/${String(n).padStart(3, '0')}-stands`);
    for (const key of standing) await written(store.create(HERE, key, key));
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page++) {
      const listed: Awaited<ReturnType<Store['list']>> = await store.list(HERE, 'walk/', {
        limit: 7,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...listed.items.map((item) => item.key));
      cursor = listed.cursor;
      const last = listed.items.at(-1);
      if (last === undefined) break;
      // Before the cursor, at it, and after it; and the item that the cursor names gets a new value.
      await written(store.create(HERE, `walk/${String(page).padStart(3, '0')}-a-new-one`, 'new'));
      await written(store.create(HERE, `walk/999-${page}`, 'new'));
      await written(store.replace(HERE, last.key, last.revision, 'changed'));
    }
    expect(seen.filter((key) => key.endsWith('-stands'))).toEqual(standing);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('more items than any page holds are listed whole, in order', async () => {
    const { store } = await openStore();
    const keys = Array.from({ length: 130 }, (_, n) => `many/${String(n).padStart(4, '0')}`);
    for (const key of keys) await written(store.create(HERE, key, key));
    const all = await store.list(HERE, 'many/', { limit: 130 });
    expect([all.items.map((item) => item.key), all.cursor]).toEqual([keys, null]);
    const most = await store.list(HERE, 'many/', { limit: 129 });
    expect([most.items.length, most.cursor]).toEqual([129, keys[128]]);
  });

  test.each([0, -5, 1])('a page of %d items is a page of one', async (limit) => {
    const { store } = await openStore();
    for (const key of ['a', 'b']) await written(store.create(HERE, key, key));
    const page = await store.list(HERE, '', { limit });
    expect([page.items.map((item) => item.key), page.cursor]).toEqual([['a'], 'a']);
  });

  test.each(['done', 'lost'] as const)(
    'a write whose answer is lost (%s) tells the truth or nothing, and a read tells the rest',
    async (fate) => {
      const { store, loseAnswer } = await openStore();
      const first = await written(store.create(HERE, 'a', 'old'));
      const acts: readonly (() => ReturnType<Store['create']>)[] = [
        () => store.create(HERE, 'fresh', 'new'),
        () => store.replace(HERE, 'a', first, 'new'),
      ];
      for (const [index, act] of acts.entries()) {
        loseAnswer?.(fate);
        const { outcome } = await act();
        expect(['written', 'unknown', 'conflict']).toContain(outcome);
        const value = (await store.read(HERE, index === 0 ? 'fresh' : 'a'))?.value;
        if (outcome === 'written') expect(value).toBe('new');
        if (outcome === 'conflict') expect(value).not.toBe('new');
        if (loseAnswer !== undefined) expect(value === 'new').toBe(fate === 'done');
      }
    },
  );
}
