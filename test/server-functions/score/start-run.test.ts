import { expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { readRun } from '#server-functions/score/read-run.ts';
import { lockHolder, LOCK_LEASE_MS, takeRunLock } from '#server-functions/score/run-lock.ts';
import { runKey } from '#server-functions/score/run-row.ts';
import { startRun } from '#server-functions/score/start-run.ts';
import { NEW_REFRESH_STATE, noteStarted } from '#server-functions/refresh/refresh-state.ts';
import { settleResults } from '#server-functions/refresh/settle-results.ts';
import type { Job } from '#server-functions/shared/ports.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG: OrgKey = { dc: 'com', orgId: '1' };
const NOW = Date.UTC(2026, 5, 30, 1);
const NIGHTLY = { id: 'run-nightly', kind: 'full', requestedBy: 'schedule', asOf: null, expiresAt: null } as const;

function createWorld() {
  const clock = { now: () => NOW };
  const store = createMemoryStore(clock);
  const delivered: Job[] = [];
  const queue = {
    enqueue: (job: Job) => {
      delivered.push(job);
      return Promise.resolve();
    },
  };
  return {
    store,
    clock,
    delivered,
    start: (over: Store = store) => startRun({ store: over, clock, queue }, ORG, NIGHTLY),
  };
}

test('a run whose starter was killed between its lock and its row is started by the next one who asks for it', async () => {
  const { store, delivered, start } = createWorld();
  await takeRunLock(store, ORG, NIGHTLY.id, NOW);
  expect((await start()).outcome).toBe('started');
  expect(delivered).toHaveLength(1);
  expect((await readRun({ store }, ORG, NIGHTLY.id))?.value.state).toBe('queued');
  expect((await start()).outcome).toBe('known');
  expect(delivered).toHaveLength(1);
});

test('a row that the store took and lost is no started run: nobody hears that it is known, and it may be started again', async () => {
  const { store, delivered, start } = createWorld();
  const loses: Store = {
    ...store,
    create: async (org, key, ...rest) =>
      key === runKey(NIGHTLY.id) ? { outcome: 'unknown' } : store.create(org, key, ...rest),
  };
  await expect(start(loses)).rejects.toThrow(StoreError);
  expect(await lockHolder(store, ORG)).toBeNull();
  expect((await start()).outcome).toBe('started');
  expect(delivered).toHaveLength(1);
});

test('a run whose lock ran out before anybody performed it keeps the new one: by that it is found', async () => {
  const { store, start } = createWorld();
  await start();
  const lock = await store.read(ORG, 'run-lock');
  await store.remove(ORG, 'run-lock', lock?.revision ?? '');
  expect((await start()).outcome).toBe('known');
  expect(await lockHolder(store, ORG)).toBe(NIGHTLY.id);
});

test('a night’s run of which there is no row is one that broke, once its starter cannot be at it any more', async () => {
  const { store } = createWorld();
  const started = noteStarted(
    NEW_REFRESH_STATE,
    { kind: 'nightly', at: NOW, attempt: 1 },
    { runId: NIGHTLY.id, now: NOW },
  );
  expect(await settleResults({ store }, ORG, started, NOW + LOCK_LEASE_MS)).toEqual(started);
  const settled = await settleResults({ store }, ORG, started, NOW + LOCK_LEASE_MS + 1);
  expect(settled.nightlyBroke).toBe(true);
  expect(settled.entries[0]?.result).toMatchObject({ state: 'failed', reason: 'interrupted' });
});
