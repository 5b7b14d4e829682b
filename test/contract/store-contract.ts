import { afterEach, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { MAX_ITEM_BYTES, type Store, type StoredItem } from '#core/store/store.ts';

export interface StoreHarness {
  readonly store: Store;
  /** Moves the clock that the store was given. Milliseconds. Absent where the store has a clock of its own. */
  advance?(ms: number): void;
  /**
   * The answer of the next write is lost on the way: `done` when the write took place all the same, `lost` when it did not.
   * Absent where no answer can be lost.
   */
  loseAnswer?(fate: 'done' | 'lost'): void;
  dispose(): Promise<void> | void;
}

/** Two orgs that share their number: only the data centre tells them apart. */
const HERE: OrgKey = { dc: 'eu', orgId: '7001' };
const THERE: OrgKey = { dc: 'com', orgId: '7001' };
/** Its number begins with the other's. */
const LONGER: OrgKey = { dc: 'eu', orgId: '70011' };
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

function namesIn(value: string): string[] {
  const parsed: unknown = JSON.parse(value);
  if (typeof parsed !== 'object' || parsed === null || !('by' in parsed) || !Array.isArray(parsed.by)) return [];
  return parsed.by.map(String);
}

async function present(store: Store, org: OrgKey, key: string): Promise<StoredItem> {
  const item = await store.read(org, key);
  if (item === null) throw new Error(`${key} is not there`);
  return item;
}
