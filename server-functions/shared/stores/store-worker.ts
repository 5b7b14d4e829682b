import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { Store } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { storeRequestSchema, type StoreCall } from './store-protocol.ts';

const { path, clockOffsetMs } = z.object({ path: z.string(), clockOffsetMs: z.number() }).parse(workerData);
const store = createSqliteStore(path, { now: () => Date.now() + clockOffsetMs });

function perform(call: StoreCall): ReturnType<Store[StoreCall['method']]> {
  switch (call.method) {
    case 'read':
      return store.read(...call.args);
    case 'create':
      return store.create(...call.args);
    case 'replace':
      return store.replace(...call.args);
    case 'remove':
      return store.remove(...call.args);
    case 'list': {
      const [org, prefix, options] = call.args;
      return store.list(org, prefix, {
        ...(options?.limit === undefined ? {} : { limit: options.limit }),
        ...(options?.cursor === undefined ? {} : { cursor: options.cursor }),
      });
    }
  }
}

parentPort?.on('message', (message: unknown) => {
  const { id, call } = storeRequestSchema.parse(message);
  perform(call).then(
    (value) => parentPort?.postMessage({ id, value }),
    (error: unknown) => {
      const code = error instanceof StoreError ? error.code : 'unavailable';
      parentPort?.postMessage({ id, error: { code, message: error instanceof Error ? error.message : 'failed' } });
    },
  );
});
