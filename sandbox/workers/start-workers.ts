import { MessageChannel, Worker } from 'node:worker_threads';
import type { WorkerSetup } from './messages.ts';

/** The threads that touch databases: one answers calls, one does bulk jobs. They know each other. */
export function startWorkers(setup: WorkerSetup): { readonly api: Worker; readonly bulk: Worker } {
  const { port1: bulkPort, port2: apiPort } = new MessageChannel();
  return {
    api: new Worker(new URL('./api-worker.ts', import.meta.url), {
      workerData: { ...setup, bulkPort },
      transferList: [bulkPort],
    }),
    bulk: new Worker(new URL('./bulk-worker.ts', import.meta.url), {
      workerData: { ...setup, apiPort },
      transferList: [apiPort],
    }),
  };
}
