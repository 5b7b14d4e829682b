import { Worker } from 'node:worker_threads';
import type { Store, WriteResult } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';
import {
  listAnswerSchema,
  readAnswerSchema,
  storeAnswerSchema,
  writeAnswerSchema,
  type StoreCall,
} from './store-protocol.ts';

/**
 * `Store` whose SQLite file lives on another thread, so that the thread that answers HTTP never waits for a disk (decision 19).
 * `clockOffsetMs` is added to the system's time there, for times to live. When that thread ends with a write under way the outcome is `unknown`; reads throw `unavailable`.
 */
export function createWorkerStore(path: string, clockOffsetMs = 0): Store & { close(): Promise<void> } {
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
    name: 'store',
    workerData: { path, clockOffsetMs },
  });
  worker.unref();
  const waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void; readonly writes: boolean }
  >();
  let next = 0;
  let ended = false;

  worker.on('message', (message: unknown) => {
    const answer = storeAnswerSchema.parse(message);
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if ('error' in answer) call?.reject(new StoreError(answer.error.code, answer.error.message));
    else call?.resolve(answer.value);
  });
  const end = (): void => {
    ended = true;
    for (const call of waiting.values()) {
      if (call.writes) call.resolve({ outcome: 'unknown' } satisfies WriteResult);
      else call.reject(new StoreError('unavailable', 'the store thread ended'));
    }
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', end);

  const ask = async (call: StoreCall): Promise<unknown> => {
    if (ended) throw new StoreError('unavailable', 'the store thread ended');
    const id = next++;
    const writes = call.method !== 'read' && call.method !== 'list';
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, writes });
      worker.ref();
      worker.postMessage({ id, call });
    });
  };

  return {
    read: async (org, key) => readAnswerSchema.parse(await ask({ method: 'read', args: [org, key] })),
    create: async (org, key, value, expiresAt) =>
      writeAnswerSchema.parse(await ask({ method: 'create', args: [org, key, value, expiresAt] })),
    replace: async (org, key, revision, value, expiresAt) =>
      writeAnswerSchema.parse(await ask({ method: 'replace', args: [org, key, revision, value, expiresAt] })),
    remove: async (org, key, revision) =>
      writeAnswerSchema.parse(await ask({ method: 'remove', args: [org, key, revision] })),
    list: async (org, prefix, options) =>
      listAnswerSchema.parse(await ask({ method: 'list', args: [org, prefix, options] })),
    async close() {
      await worker.terminate();
    },
  };
}
