import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withBuildLock } from '#sandbox/widget-origin/build-lock.ts';
import { makeFolder } from '#test/support/make-folder.ts';

/** A lock of a process that has ended without giving it back. */
function abandonedLock(): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return join(makeFolder({ lock: String(pid) }), 'lock');
}

test('of many who find an abandoned lock one at a time builds', async () => {
  for (let round = 0; round < 10; round++) {
    const file = abandonedLock();
    let [building, most, done] = [0, 0, 0];
    const build = () =>
      withBuildLock(file, async () => {
        most = Math.max(most, ++building);
        for (let n = 0; n < 5; n++) await turn();
        building--;
        done++;
      });
    await Promise.all(Array.from({ length: 3 }, build));
    expect([most, done]).toEqual([1, 3]);
    expect(readdirSync(dirname(file)), 'nothing is left behind').toEqual([]);
  }
});

test('a build that fails gives the lock back', async () => {
  const file = abandonedLock();
  await expect(withBuildLock(file, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  expect(await withBuildLock(file, () => Promise.resolve('built'))).toBe('built');
});
