import { expect, test } from 'vitest';
import { MAX_ITEM_BYTES } from '#core/store/store.ts';
import { HERE, keysOf, written, type StoreCases } from './store-cases.ts';

/** Cases of what a store refuses: sizes and keys. */
export function limitCases({ openStore }: StoreCases): void {
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

  test('keys end at 512 signs', async () => {
    const { store } = await openStore();
    const longest = `${'k'.repeat(255)}/${'k'.repeat(256)}`;
    await written(store.create(HERE, longest, 'x'));
    expect(await keysOf(store, 'kkk')).toEqual([longest]);
    await expect(store.create(HERE, `${longest}k`, 'x')).rejects.toMatchObject({ code: 'invalidKey' });
  });

  test('a prefix that could leave its org is refused', async () => {
    const { store } = await openStore();
    for (const prefix of ['..', '../', 'a/../b', 'a b', 'ä', 'a\0', "a'", 'a%'])
      await expect(store.list(HERE, prefix)).rejects.toMatchObject({ name: 'StoreError', code: 'invalidKey' });
  });

  test('a key of other signs, or that could leave its org, is refused everywhere', async () => {
    const { store } = await openStore();
    const invalid = { name: 'StoreError', code: 'invalidKey' };
    for (const key of ['', '/a', 'a/', 'a//b', 'a b', '../a', 'a/../b', 'a/./b', 'ä', 'a\0', "a'b", 'a\\b']) {
      await expect(store.create(HERE, key, '1')).rejects.toMatchObject(invalid);
      await expect(store.read(HERE, key)).rejects.toMatchObject(invalid);
      await expect(store.replace(HERE, key, 'r', '1')).rejects.toMatchObject(invalid);
      await expect(store.remove(HERE, key, 'r')).rejects.toMatchObject(invalid);
    }
  });
}
