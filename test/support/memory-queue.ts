import type { Job, Queue } from '#server-functions/shared/ports.ts';

export interface MemoryQueue extends Queue {
  /** Until nothing waits; what throws waits again. */
  deliver(perform: (job: Job) => Promise<void>): Promise<void>;
}

/** The Queue port in memory: first come, first served, and once. */
export function createMemoryQueue(): MemoryQueue {
  const waiting: Job[] = [];
  return {
    enqueue: async (job) => void waiting.push(job),
    async deliver(perform) {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const again = job;
        await perform(again).catch(() => void waiting.push(again));
      }
    },
  };
}
