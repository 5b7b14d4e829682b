import { MessageChannel, Worker } from 'node:worker_threads';
import { StoreError } from '#core/store/store-error.ts';
import type { Queue, SegmentEngine } from '../ports.ts';
import type { InstallerShares } from './installer-share.ts';
import type { LocalSettings } from './settings.ts';
import { serveShares } from './share-over-port.ts';
import type { AskWork } from '../work/work-question.ts';
import {
  askedAnswerSchema,
  workAnswerSchema,
  type AskedAnswer,
  type WorkAnswer,
  type WorkRequest,
  type WorkRole,
} from './work-protocol.ts';

/** Columns live outside the heap; a large nursery would only keep dead batches alive. MiB. */
const YOUNG_GENERATION_MB = 16;

export interface WorkClient {
  readonly queue: Queue;
  readonly segments: SegmentEngine;
  readonly ask: AskWork;
  close(): Promise<void>;
}

/**
 * `Queue`, and `SegmentEngine` and questions, on a thread each: a run computes for seconds at a time, and whoever looks at a
 * page must not wait for it. Each starts when it is first needed. When either ends, whoever waits is told;
 * `onEnd` lets the process end too.
 */
export function createWorkClient(
  settings: LocalSettings,
  shares: InstallerShares,
  onEnd: (error: Error | null) => void,
): WorkClient {
  const waiting = new Map<number, (result: WorkAnswer['result']) => void>();
  const asking = new Map<number, (answer: AskedAnswer['answer']) => void>();
  let next = 0;
  let closing = false;
  const settleAll = (): void => {
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
    for (const settle of asking.values()) settle(null);
    asking.clear();
  };
  const hear = (message: unknown): void => {
    const asked = askedAnswerSchema.safeParse(message);
    if (asked.success) {
      asking.get(asked.data.id)?.(asked.data.answer);
      asking.delete(asked.data.id);
      return;
    }
    const { id, result } = workAnswerSchema.parse(message);
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  const start = (role: WorkRole): Worker =>
    startThread(settings, shares, role, hear, (error) => {
      settleAll();
      if (!closing) onEnd(error);
    });
  let jobs: Worker | null = null;
  let desk: Worker | null = null;

  return {
    queue: {
      async enqueue(job) {
        (jobs ??= start('jobs')).postMessage(job satisfies WorkRequest);
      },
    },
    segments: {
      async evaluate(question) {
        const id = next++;
        const result = await new Promise<WorkAnswer['result']>((resolve) => {
          waiting.set(id, resolve);
          (desk ??= start('desk')).postMessage({ kind: 'segment', id, question } satisfies WorkRequest);
        });
        if (result === null) throw new StoreError('unavailable', 'the evaluation broke off');
        return result;
      },
    },
    async ask(question) {
      const id = next++;
      const answer = await new Promise<AskedAnswer['answer']>((resolve) => {
        asking.set(id, resolve);
        (desk ??= start('desk')).postMessage({ kind: 'ask', id, question } satisfies WorkRequest);
      });
      if (answer === null) throw new StoreError('unavailable', 'the question broke off');
      return answer;
    },
    async close() {
      closing = true;
      await Promise.all([jobs?.terminate(), desk?.terminate()]);
    },
  };
}

function startThread(
  settings: LocalSettings,
  shares: InstallerShares,
  role: WorkRole,
  onMessage: (message: unknown) => void,
  onEnd: (error: Error | null) => void,
): Worker {
  const { port1, port2 } = new MessageChannel();
  serveShares(port1, shares);
  const worker = new Worker(new URL('./work-thread.ts', import.meta.url), {
    name: role,
    workerData: { settings, sharesPort: port2, role },
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  worker.on('message', onMessage);
  let broken: Error | null = null;
  worker.on('error', (error: unknown) => {
    broken = error instanceof Error ? error : new Error('the work thread failed');
  });
  worker.on('exit', () => onEnd(broken));
  return worker;
}
