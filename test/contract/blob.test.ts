import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { blobContract } from './blob-contract.ts';

blobContract('the memory blob', () => {
  const blob = createMemoryBlob();
  return {
    blob,
    damage: (org, key, how) => blob.damage(org, key, how),
    leftovers: () => blob.size,
    dispose: () => {},
  };
});
