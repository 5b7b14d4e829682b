import { join } from 'node:path';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { createWorkerStore } from '#server-functions/shared/stores/worker-store.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';
import { storeContract } from './store-contract.ts';

storeContract('the memory store', (start) => {
  let now = start;
  const store = createMemoryStore({ now: () => now });
  return {
    store,
    advance: (ms) => void (now += ms),
    loseAnswer: (fate) => store.answerUnknown(fate),
    dispose: () => {},
  };
});

storeContract('the SQLite store', (start) => {
  let now = start;
  const folder = createTemporaryFolder();
  const store = createSqliteStore(join(folder.path, 'items.db'), { now: () => now });
  return {
    store,
    advance: (ms) => void (now += ms),
    dispose: () => {
      store.close();
      folder.remove();
    },
  };
});

storeContract(
  'the SQLite store on another thread',
  () => {
    const folder = createTemporaryFolder();
    const store = createWorkerStore(join(folder.path, 'items.db'));
    return {
      store,
      dispose: async () => {
        await store.close();
        folder.remove();
      },
    };
  },
  'its own',
);
