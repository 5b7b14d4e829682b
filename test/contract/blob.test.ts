import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { damageBytes } from '#test/support/damage-bytes.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';
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

blobContract('the blob folder', () => {
  const folder = createTemporaryFolder();
  return {
    blob: createFolderBlob(folder.path),
    damage: async (org, key, how) => {
      const path = join(folder.path, org.dc, org.orgId, `${key}.blob`);
      await writeFile(path, damageBytes(await readFile(path), how));
    },
    leftovers: () =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length,
    dispose: () => folder.remove(),
  };
});
