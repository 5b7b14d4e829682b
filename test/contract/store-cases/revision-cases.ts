import { expect, test } from 'vitest';
import { HERE, present, written, type StoreCases } from './store-cases.ts';

/** Cases of one item: what create, replace and remove take, and what comes back. */
export function revisionCases({ openStore }: StoreCases): void {
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

  test('counters lose and double nothing when answers are lost and every unknown is settled by a read', async () => {
    const { store, loseAnswer } = await openStore();
    await written(store.create(HERE, 'count', JSON.stringify({ by: [] })));
    const add = async (name: string): Promise<void> => {
      for (;;) {
        const item = await present(store, HERE, 'count');
        const by = namesIn(item.value);
        if (by.includes(name)) return;
        await store.replace(HERE, 'count', item.revision, JSON.stringify({ by: [...by, name] }));
      }
    };
    const names = Array.from({ length: 12 }, (_, n) => `writer-${n}`);
    await Promise.all(
      names.map(async (name, n) => {
        if (n % 3 === 0) loseAnswer?.(n % 2 === 0 ? 'done' : 'lost');
        await add(name);
      }),
    );
    expect(namesIn((await present(store, HERE, 'count')).value).toSorted()).toEqual(names.toSorted());
  });

  test('of many replacements and removals of one revision exactly one takes place', async () => {
    const { store } = await openStore();
    for (let round = 0; round < 3; round++) {
      const revision = await written(store.create(HERE, `race/${round}`, 'start'));
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          n % 2 === 0
            ? store.replace(HERE, `race/${round}`, revision, String(n))
            : store.remove(HERE, `race/${round}`, revision),
        ),
      );
      expect(results.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
      const winner = results.findIndex(({ outcome }) => outcome === 'written');
      const after = await store.read(HERE, `race/${round}`);
      expect(after?.value ?? null).toBe(winner % 2 === 0 ? String(winner) : null);
    }
  });

  test("a revision that nobody was given is nobody's", async () => {
    const { store } = await openStore();
    await written(store.create(HERE, 'a', '1'));
    for (const revision of ['', 'r', 'NaN', '-1', '1 OR 1=1', 'never.', 'x'.repeat(5_000), '\u{1F600}']) {
      expect(await store.replace(HERE, 'a', revision, '2')).toEqual({ outcome: 'conflict' });
      expect(await store.remove(HERE, 'a', revision)).toEqual({ outcome: 'conflict' });
    }
    expect((await present(store, HERE, 'a')).value).toBe('1');
  });

  test('a revision belongs to one key', async () => {
    const { store } = await openStore();
    const a = await written(store.create(HERE, 'a', '1'));
    await written(store.create(HERE, 'b', '1'));
    expect(await store.replace(HERE, 'b', a, '2')).toEqual({ outcome: 'conflict' });
    expect(await store.remove(HERE, 'b', a)).toEqual({ outcome: 'conflict' });
  });

  test('text comes back sign by sign', async () => {
    const { store } = await openStore();
    const text = 'é\u0301 😀 \u2028 \u202E"\\\'\n\r\t{"S":"x"} -- \u0000 \uFFFD \u{10FFFF} العربية';
    await written(store.create(HERE, 'a', text));
    expect((await present(store, HERE, 'a')).value).toBe(text);
    expect((await store.list(HERE, '')).items[0]?.value).toBe(text);
  });
}

function namesIn(value: string): string[] {
  const parsed: unknown = JSON.parse(value);
  if (typeof parsed !== 'object' || parsed === null || !('by' in parsed) || !Array.isArray(parsed.by)) return [];
  return parsed.by.map(String);
}
