import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScheduler } from '#server-functions/shared/local/start-scheduler.ts';

const ORGS = [
  { dc: 'com', orgId: '1' },
  { dc: 'eu', orgId: '1' },
] as const;
const PAUSE = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('orgs are ticked one after the other, and a tick that takes long delays the next round instead of meeting it', async () => {
  const seen: string[] = [];
  let release: (() => void) | null = null;
  const stop = startScheduler(
    ORGS,
    async ({ dc }) => {
      seen.push(`${dc} begins`);
      if (dc === 'com')
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      seen.push(`${dc} ends`);
    },
    PAUSE,
  );
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(10 * PAUSE);
  expect(seen).toEqual(['com begins']);
  const letGo = (): void => release?.();
  letGo();
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  expect(seen).toEqual(['com begins', 'com ends', 'eu begins', 'eu ends']);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.slice(4)).toEqual(['com begins']);

  // Stopped in the middle of a round: the tick under way is waited for, and none begins after it.
  const stopped = stop();
  letGo();
  await stopped;
  await vi.advanceTimersByTimeAsync(10 * PAUSE);
  expect(seen.slice(4)).toEqual(['com begins', 'com ends']);
});
