import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ALLOCATOR } from '#server-functions/shared/local/start-functions.ts';
import type { LocalSettings } from '#server-functions/shared/local/settings.ts';
import type { Job } from '#server-functions/shared/ports.ts';

/** JavaScript's own heap, of a function's 512; columns and buffers live outside it. As in `verify:catalyst`. MiB. */
const HEAP_MB = 256;
/** New objects: on a machine with memory to spare V8 takes far more, and only to keep dead ones longer. MiB. */
const SEMI_SPACE_MB = 4;

const deliveredSchema = z.object({ delivery: z.enum(['ended', 'again']), peakRssMb: z.number() });

export interface JobDelivery {
  readonly kind: Job['kind'];
  /** `again` = its time was up. */
  readonly delivery: 'ended' | 'again';
  readonly seconds: number;
  readonly peakRssMb: number;
}

export interface JobDeliveries {
  deliver(job: Job): void;
  /** What was delivered since the last time. */
  take(): readonly JobDelivery[];
  settled(): Promise<void>;
}

/** Delivers jobs as a platform does: each delivery in a fresh process, with a time limit, and again until the job has ended. */
export function createJobDeliveries(settings: () => LocalSettings, deliveryMs: number): JobDeliveries {
  let delivered: JobDelivery[] = [];
  const underWay = new Set<Promise<void>>();
  const perform = async (job: Job): Promise<void> => {
    for (;;) {
      const began = performance.now();
      const child = fork(fileURLToPath(new URL('./delivery-process.ts', import.meta.url)), [], {
        execArgv: [
          '--disable-warning=ExperimentalWarning',
          `--max-old-space-size=${HEAP_MB}`,
          `--max-semi-space-size=${SEMI_SPACE_MB}`,
        ],
        env: { ...ALLOCATOR, ...process.env },
      });
      child.send({ settings: settings(), job, deliveryMs });
      const answer: unknown = await Promise.race([
        answerOf(child),
        once(child, 'exit').then(() => Promise.reject(new Error(`the delivery of ${job.kind} broke off`))),
      ]);
      const { delivery, peakRssMb } = deliveredSchema.parse(answer);
      delivered.push({ kind: job.kind, delivery, seconds: (performance.now() - began) / 1_000, peakRssMb });
      if (delivery === 'ended') return;
    }
  };
  return {
    deliver(job) {
      const work = perform(job).finally(() => underWay.delete(work));
      underWay.add(work);
    },
    take() {
      const taken = delivered;
      delivered = [];
      return taken;
    },
    settled: async () => void (await Promise.all(underWay)),
  };
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve));
}
