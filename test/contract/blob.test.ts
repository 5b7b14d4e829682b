import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolderBlob, sweepUnfinished } from '#server-functions/shared/stores/folder-blob.ts';
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

test('what killed writes left in the folder goes, and no object with it', async () => {
  const folder = createTemporaryFolder();
  const org = { dc: 'eu', orgId: '20060000001' } as const;
  const blob = createFolderBlob(folder.path);
  await sweepUnfinished(folder.path);
  await blob.write(org, 'unfinished/kept', eachOf(Uint8Array.of(1, 2, 3)));
  await mkdir(join(folder.path, 'unfinished'), { recursive: true });
  await writeFile(join(folder.path, 'unfinished', 'half'), 'half an object');
  await sweepUnfinished(folder.path);
  const left = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(left.map(({ name }) => name)).toEqual(['kept.blob']);
  folder.remove();
});

async function* eachOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
