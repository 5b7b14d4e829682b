import type { Clock } from '#core/clock.ts';

/** Zoho CRM API v8: at most 10 result downloads a minute. */
export const MAX_DOWNLOADS = 10;
export const DOWNLOAD_WINDOW_MS = 60_000;

/** Resolves when one more download fits the window; callers are served in order. */
export function createDownloadGate(clock: Clock, wait: (ms: number) => Promise<void>): () => Promise<void> {
  const starts: number[] = [];
  let queue: Promise<void> = Promise.resolve();
  const enter = async (): Promise<void> => {
    const oldest = starts.length < MAX_DOWNLOADS ? undefined : starts.shift();
    if (oldest !== undefined) {
      const left = oldest + DOWNLOAD_WINDOW_MS - clock.now();
      if (left > 0) await wait(left);
    }
    starts.push(clock.now());
  };
  return () => {
    queue = queue.then(enter);
    return queue;
  };
}
