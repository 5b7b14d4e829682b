import { createMemoryStore } from '#test/support/memory-store.ts';
import { storeContract } from './store-contract.ts';

storeContract('the memory store', (start) => {
  let now = start;
  return {
    store: createMemoryStore({ now: () => now }),
    advance: (ms) => void (now += ms),
    dispose: () => {},
  };
});
