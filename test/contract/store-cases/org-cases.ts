import { expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { HERE, LONGER, noClock, present, START_MS, THERE, written, type StoreCases } from './store-cases.ts';

/** Cases of several orgs in one store: none sees anything of another. */
export function orgCases({ openStore, timed }: StoreCases): void {
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

  test("an org whose number begins with another one's is not that one", async () => {
    const { store } = await openStore();
    await written(store.create(HERE, 'a', 'mine'));
    await written(store.create(LONGER, 'a', 'theirs'));
    await written(store.create(LONGER, '1/a', 'theirs'));
    expect((await store.list(HERE, '')).items.map((item) => item.value)).toEqual(['mine']);
    expect((await store.read(HERE, '1/a'))?.value).toBeUndefined();
    expect((await present(store, LONGER, 'a')).value).toBe('theirs');
  });

  test("a key, a prefix and a cursor that spell another org's place reach nothing of it", async () => {
    const { store } = await openStore();
    await written(store.create(THERE, 'a', 'theirs'));
    await written(store.create(THERE, 'b', 'theirs'));
    expect(await store.read(HERE, 'com/7001/a')).toBeNull();
    expect(await store.list(HERE, 'com/7001/')).toEqual({ items: [], cursor: null });
    const { cursor } = await store.list(THERE, '', { limit: 1 });
    expect(await store.list(HERE, '', { cursor: cursor ?? '' })).toEqual({ items: [], cursor: null });
  });

  test('counters of two orgs under one key do not meet', async () => {
    const { store } = await openStore();
    for (const org of [HERE, THERE, LONGER]) await written(store.create(org, 'count', '0'));
    const increment = async (org: OrgKey): Promise<void> => {
      for (;;) {
        const item = await present(store, org, 'count');
        const result = await store.replace(org, 'count', item.revision, String(Number(item.value) + 1));
        if (result.outcome === 'written') return;
      }
    };
    await Promise.all(
      [HERE, HERE, HERE, THERE, THERE, LONGER].map(async (org) => {
        for (let n = 0; n < 4; n++) await increment(org);
      }),
    );
    const counts = await Promise.all([HERE, THERE, LONGER].map((org) => present(store, org, 'count')));
    expect(counts.map((item) => item.value)).toEqual(['12', '8', '4']);
  });

  timed("expired items of one org leave another org's as they are", async () => {
    const { store, advance = noClock } = await openStore();
    for (const org of [HERE, THERE]) {
      await written(store.create(org, 'a', 'x', org === HERE ? START_MS + 10 : START_MS + 1_000));
    }
    advance(10);
    expect(await store.read(HERE, 'a')).toBeNull();
    expect((await present(store, THERE, 'a')).value).toBe('x');
    await written(store.create(HERE, 'a', 'again'));
    expect((await present(store, THERE, 'a')).value).toBe('x');
  });
}
