import type { Timer } from '#widgets/shared/timer.ts';

/** A clock that moves when told to; everything due runs in order, and promises settle in between. */
export interface ManualTimer extends Timer {
  readonly now: () => number;
  run(ms: number): Promise<void>;
  /** How many are waiting. */
  readonly waiting: () => number;
}

export function createManualTimer(startMs = 1_790_000_000_000): ManualTimer {
  let now = startMs;
  let next = 0;
  const due = new Map<number, { readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    waiting: () => due.size,
    after(ms, run) {
      const id = next++;
      due.set(id, { at: now + ms, run });
      return () => void due.delete(id);
    },
    async run(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const first = [...due].filter(([, { at }]) => at <= end).toSorted(([a, x], [b, y]) => x.at - y.at || a - b)[0];
        if (first === undefined) break;
        const [id, { at, run }] = first;
        due.delete(id);
        now = Math.max(now, at);
        run();
        await settle();
      }
      now = end;
    },
  };
}

/** Promises of promises: a few turns of the real event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
