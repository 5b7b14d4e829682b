import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const folders: ReturnType<typeof createTemporaryFolder>[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function arrange() {
  const folder = createTemporaryFolder();
  folders.push(folder);
  const path = join(folder.path, 'store.db');
  const time = { ms: 1_000 };
  return {
    time,
    open: () => createSqliteStore(path, { now: () => time.ms }),
    keysOnDisk(): string[] {
      const database = new DatabaseSync(path, { readOnly: true });
      const rows = database.prepare('SELECT key FROM items ORDER BY key').all();
      database.close();
      return rows.map((row) => String(row['key']));
    },
  };
}

test('what has expired is gone from the disk once the store is opened again', async () => {
  const { time, open, keysOnDisk } = arrange();
  const first = open();
  await first.create(ORG, 'kept', '1');
  await first.create(ORG, 'later', '1', 3_000);
  await first.create(ORG, 'sooner', '1', 2_000);
  first.close();
  time.ms = 2_000;
  open().close();
  expect(keysOnDisk()).toEqual(['kept', 'later']);
});

test('a store that stays open does not grow with what has expired', async () => {
  const { time, open, keysOnDisk } = arrange();
  const store = open();
  for (let session = 0; session < 600; session++) {
    time.ms += 10;
    await store.create(ORG, `sessions/${session}`, '1', time.ms + 10);
  }
  store.close();
  expect(keysOnDisk().length).toBeLessThan(200);
});
