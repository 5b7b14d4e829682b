import { afterAll, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createCatalystCalls } from '#server-functions/shared/catalyst/catalyst-call.ts';
import { createNoSqlStore, type NoSqlStoreOptions } from '#server-functions/shared/catalyst/nosql-store.ts';
import { sweepDaily } from '#server-functions/shared/catalyst/sweep-daily.ts';
import { connectProject, NAMES, sharedFakeCatalyst } from '#test/support/catalyst/connect-fake.ts';
import type { FakeProject } from '#test/support/catalyst/fake-catalyst.ts';
import { AS_DOCUMENTED, OTHERWISE } from '#test/support/catalyst/switches.ts';

afterAll(async () => (await sharedFakeCatalyst()).close());

const ORG: OrgKey = { dc: 'eu', orgId: '7001' };
const START_MS = Date.UTC(2026, 0, 15, 12);
/** The SDK makes a broken call twice more by itself. */
const EVERY_ATTEMPT = 3;

async function open(switches = AS_DOCUMENTED, options: Partial<NoSqlStoreOptions> = {}) {
  const project = (await sharedFakeCatalyst()).project(switches);
  const services = await connectProject(project);
  const clock = { ms: START_MS, now: (): number => clock.ms };
  const calls = createCatalystCalls({ retryDelayMs: 1, timeoutMs: 2_000 });
  const store = createNoSqlStore({ services: () => services, clock, calls, ...options });
  return { project, store, clock, size: () => project.tables.get(NAMES.table)?.size ?? 0 };
}

function lose(project: FakeProject, kind: 'writes' | 'reads', times: number): void {
  project.faults[kind].push(...Array.from({ length: times }, () => 'answerLost' as const));
}

describe('a write to the Catalyst store', () => {
  test('whose answer is lost once is told as what it was, not as the echo of its repetition', async () => {
    const { project, store } = await open();
    lose(project, 'writes', 1);
    const created = await store.create(ORG, 'a', '1');
    if (created.outcome !== 'written') throw new Error(created.outcome);
    lose(project, 'writes', 1);
    const replaced = await store.replace(ORG, 'a', created.revision, '2');
    expect(replaced.outcome).toBe('written');
    expect((await store.read(ORG, 'a'))?.value).toBe('2');
  });

  test('that can neither be answered nor re-read is unknown', async () => {
    const { project, store } = await open();
    lose(project, 'writes', EVERY_ATTEMPT);
    lose(project, 'reads', 4 * EVERY_ATTEMPT);
    expect(await store.create(ORG, 'a', '1')).toEqual({ outcome: 'unknown' });
    expect((await store.read(ORG, 'a'))?.value).toBe('1');
  });

  test('that never arrived stays unknown: it may still be on its way', async () => {
    const { project, store } = await open();
    project.faults.writes.push('callLost', 'callLost', 'callLost');
    expect(await store.create(ORG, 'a', '1')).toEqual({ outcome: 'unknown' });
    expect(await store.read(ORG, 'a')).toBeNull();
  });

  test('in doubt is found among what others wrote after it', async () => {
    const { project, store } = await open();
    const first = await store.create(ORG, 'a', '0');
    if (first.outcome !== 'written') throw new Error(first.outcome);
    lose(project, 'writes', EVERY_ATTEMPT);
    // Before it can be re-read somebody else has written on top of it.
    const services = await connectProject(project);
    const calls = createCatalystCalls({ retryDelayMs: 1 });
    let overtaken = false;
    const table = {
      ...services.table,
      async fetchItem(value: Parameters<typeof services.table.fetchItem>[0]) {
        if (!overtaken) {
          overtaken = true;
          const present = await store.read(ORG, 'a');
          expect(present?.value).toBe('ours');
          await store.replace(ORG, 'a', present?.revision ?? '', 'theirs');
        }
        return services.table.fetchItem(value);
      },
    };
    const doubting = createNoSqlStore({ services: () => ({ table }), clock: { now: () => START_MS }, calls });
    expect((await doubting.replace(ORG, 'a', first.revision, 'ours')).outcome).toBe('written');
    expect((await store.read(ORG, 'a'))?.value).toBe('theirs');
  });

  test('that the platform refuses for lack of patience is an error, and nothing is written', async () => {
    const { project, store } = await open();
    project.faults.writes.push('tooManyRequests');
    await expect(store.create(ORG, 'a', '1')).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' });
    expect(await store.read(ORG, 'a')).toBeNull();
  });

  test('says nothing of what the platform said', async () => {
    const { project, store } = await open();
    project.faults.writes.push('tooManyRequests');
    const error: unknown = await store.create(ORG, 'secret-key', 'secret').catch((thrown: unknown) => thrown);
    expect(error instanceof Error ? error.message : '').toBe('Catalyst did not write an item (429)');
  });
});

describe('where the platform ignores conditions on what is not there', () => {
  test('replacing a removed item makes none, whatever the table then holds', async () => {
    const { store, size } = await open(OTHERWISE);
    const made = await store.create(ORG, 'a', '1');
    if (made.outcome !== 'written') throw new Error(made.outcome);
    expect((await store.remove(ORG, 'a', made.revision)).outcome).toBe('written');
    expect(await store.replace(ORG, 'a', made.revision, 'ghost')).toEqual({ outcome: 'conflict' });
    expect(await store.read(ORG, 'a')).toBeNull();
    expect(await store.list(ORG, '')).toEqual({ items: [], cursor: null });
    expect(size()).toBe(1);
    expect((await store.create(ORG, 'a', 'real')).outcome).toBe('written');
    expect((await store.read(ORG, 'a'))?.value).toBe('real');
  });

  test('the sweep removes what such a replacement left', async () => {
    const { store, size } = await open(OTHERWISE);
    const made = await store.create(ORG, 'a', '1');
    if (made.outcome !== 'written') throw new Error(made.outcome);
    await store.remove(ORG, 'a', made.revision);
    await store.replace(ORG, 'a', made.revision, 'ghost');
    expect(await store.sweepExpired(ORG)).toEqual({ removed: 1, isWhole: true });
    expect(size()).toBe(0);
  });
});

describe('expired items', () => {
  test('are removed by the sweep, in one org and nothing else', async () => {
    const { store, clock, size } = await open(OTHERWISE);
    for (let n = 0; n < 20; n++)
      await store.create(ORG, `item/${n}`, 'x', n % 2 === 0 ? START_MS + 10 : START_MS + 1_000);
    await store.create({ dc: 'com', orgId: '7001' }, 'a', 'x', START_MS + 10);
    clock.ms += 10;
    expect(await store.sweepExpired(ORG)).toEqual({ removed: 10, isWhole: true });
    expect(size()).toBe(11);
    expect((await store.list(ORG, '')).items).toHaveLength(10);
  });

  test('are removed once a day of a job with time left, and the next day again', async () => {
    const { store, clock, size } = await open(OTHERWISE);
    const later = () => clock.ms + 900_000;
    const expire = async (key: string): Promise<void> => {
      await store.create(ORG, key, 'x', clock.ms + 10);
      clock.ms += 10;
    };
    await expire('a');
    await sweepDaily(store, clock, ORG, clock.ms + 1_000);
    expect(size()).toBe(1);
    await sweepDaily(store, clock, ORG, later());
    // The day's mark stands in its place.
    expect(size()).toBe(1);
    await expire('b');
    await sweepDaily(store, clock, ORG, later());
    expect(size()).toBe(2);
    clock.ms += 24 * 3_600_000;
    await sweepDaily(store, clock, ORG, later());
    expect(size()).toBe(1);
    expect(await store.sweepExpired(ORG, clock.ms)).toEqual({ removed: 0, isWhole: false });
  });

  test.each(['seconds', 'milliseconds'] as const)(
    'are never gone early by a table whose time to live counts in %s',
    async (ttlUnit) => {
      const { project, store, clock } = await open(AS_DOCUMENTED, { ttlUnit });
      await store.create(ORG, 'a', 'x', START_MS + 1_500);
      await store.create(ORG, 'b', 'for ever');
      const table = project.tables.get(NAMES.table);
      table?.sweep(START_MS + 1_499, ttlUnit);
      expect((await store.read(ORG, 'a'))?.value).toBe('x');
      clock.ms += 3_000;
      table?.sweep(clock.ms, ttlUnit);
      expect(table?.size).toBe(1);
    },
  );

  test('carry no time to live unless its unit was said: a wrong one would empty the store', async () => {
    const { project, store } = await open();
    await store.create(ORG, 'a', 'x', START_MS + 1_000);
    project.tables.get(NAMES.table)?.sweep(Number.MAX_SAFE_INTEGER, 'milliseconds');
    expect((await store.read(ORG, 'a'))?.value).toBe('x');
  });
});

test('a listing of 230 items takes as many calls as pages of 100', async () => {
  const { project, store } = await open();
  for (let n = 0; n < 230; n++) await store.create(ORG, `item/${String(n).padStart(3, '0')}`, 'x');
  project.calls.clear();
  expect((await store.list(ORG, 'item/', { limit: 1_000 })).items).toHaveLength(230);
  expect([...project.calls]).toEqual([[`POST /nosqltable/${NAMES.table}/item/query`, 3]]);
});
