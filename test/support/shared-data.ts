import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';

/** Data of others lives beside the repository, never in it; every set has its own folder. */
export const SHARED_DATA_FOLDER = resolve(import.meta.dirname, '../../../shared/data');

/** Path of a file or folder of the shared data. Only for use inside `describeWithSharedData`. */
export function sharedDataPath(...parts: readonly string[]): string {
  return join(SHARED_DATA_FOLDER, ...parts);
}

/** Shared folders (relative to the shared data) that are not there. Empty = the reference tests can run. */
export function missingSharedData(folders: readonly string[]): readonly string[] {
  return folders.filter((folder) => !existsSync(sharedDataPath(folder)));
}

/**
 * A `describe` that needs shared data: runs when all named folders exist, and otherwise shows up as skipped with the
 * missing folder in its name. `define` is not called then, so it may read files while it defines tests.
 */
export function describeWithSharedData(folders: string | readonly string[], name: string, define: () => void): void {
  const missing = missingSharedData(typeof folders === 'string' ? [folders] : folders);
  if (missing.length === 0) {
    describe(name, define);
    return;
  }
  describe.skip(`${name} [skipped: ${missing.map((folder) => `../shared/data/${folder}`).join(', ')} is not there]`, (it) => {
    it('needs data that is not part of the repository', () => {});
  });
}
