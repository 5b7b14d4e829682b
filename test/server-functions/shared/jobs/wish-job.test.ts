import { expect, test } from 'vitest';
import { StoreError } from '#core/store/store-error.ts';
import { createJobControl, wishJob } from '#server-functions/shared/jobs/job-control.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;

async function isCancelled(store: ReturnType<typeof createMemoryStore>): Promise<boolean> {
  const control = createJobControl({ store, org: ORG, jobId: 'run-1' });
  const looked = control.checkpoint().then(
    () => false,
    () => control.aborted,
  );
  return looked.finally(() => control.close());
}

test('a wish that got lost on its way to the store is written again', async () => {
  const store = createMemoryStore({ now: () => 0 });
  store.answerUnknown('lost', 'done');
  await wishJob(store, ORG, 'run-1', 'cancel', 0);
  expect(await isCancelled(store)).toBe(true);
});

test('one that cannot be written is told', async () => {
  const store = createMemoryStore({ now: () => 0 });
  await wishJob(store, ORG, 'run-1', 'run', 0);
  store.answerUnknown('lost', 'lost', 'lost');
  await expect(wishJob(store, ORG, 'run-1', 'cancel', 0)).rejects.toThrow(StoreError);
  expect(await isCancelled(store)).toBe(false);
});
