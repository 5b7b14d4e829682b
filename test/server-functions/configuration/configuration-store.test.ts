import { expect, test } from 'vitest';
import type { Configuration } from '#core/configuration/configuration.ts';
import { publishConfiguration, readConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { releaseRunLock, takeRunLock } from '#server-functions/score/run-lock.ts';
import { CONFIGURATION } from '#test/support/configuration-samples.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const SAME_NUMBER_ELSEWHERE = { dc: 'eu', orgId: '7001' } as const;

function openStore() {
  const clock = { ms: 0 };
  let ids = 0;
  return {
    clock,
    ports: {
      store: createMemoryStore({ now: () => clock.ms }),
      ids: { next: (prefix: string) => `${prefix}-${++ids}` },
    },
  };
}

const version = (number: number, author: string): Configuration => ({ ...CONFIGURATION, version: number, author });

test('of twenty who publish the same version at once exactly one does, and theirs is what stands', async () => {
  const { ports } = openStore();
  for (const next of [1, 2]) {
    const authors = Array.from({ length: 20 }, (_, n) => `author ${next}.${n}`);
    const outcomes = await Promise.all(
      authors.map((author) => publishConfiguration(ports, ORG, version(next, author))),
    );
    expect(outcomes.filter((outcome) => outcome === 'published')).toHaveLength(1);
    const published = await readConfiguration(ports.store, ORG);
    expect(published?.version).toBe(next);
    expect(published?.author).toBe(authors[outcomes.indexOf('published')]);
  }
  expect(await readConfiguration(ports.store, SAME_NUMBER_ELSEWHERE)).toBeNull();
});

test('a version that skips one or repeats one is a conflict', async () => {
  const { ports } = openStore();
  expect(await publishConfiguration(ports, ORG, version(2, 'a'))).toBe('conflict');
  expect(await publishConfiguration(ports, ORG, version(1, 'a'))).toBe('published');
  expect(await publishConfiguration(ports, ORG, version(1, 'b'))).toBe('conflict');
});

test('one run at a time and org; a run that stopped showing itself gives its place up', async () => {
  const { ports, clock } = openStore();
  const { store } = ports;
  const takers = ['run-1', 'run-2', 'run-3'];
  const holders = await Promise.all(takers.map((id) => takeRunLock(store, ORG, id, clock.ms)));
  expect(holders.filter((holder) => holder === null)).toHaveLength(1);
  const holder = takers[holders.indexOf(null)] ?? '';
  expect(await takeRunLock(store, ORG, 'run-4', clock.ms)).toBe(holder);
  expect(await takeRunLock(store, SAME_NUMBER_ELSEWHERE, 'run-5', clock.ms)).toBeNull();
  // Not its own to give back.
  await releaseRunLock(store, ORG, 'run-4');
  expect(await takeRunLock(store, ORG, 'run-4', clock.ms)).toBe(holder);
  clock.ms += 11 * 60_000;
  expect(await takeRunLock(store, ORG, 'run-4', clock.ms)).toBeNull();
});
