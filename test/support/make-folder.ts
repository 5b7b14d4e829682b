import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createTemporaryFolder } from './temporary-folder.ts';

/** A folder with the given files, gone when the test ends. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const { path, remove } = createTemporaryFolder();
  onTestFinished(remove);
  // The temporary folder may be a link (macOS), and tools answer with real paths.
  const folder = realpathSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
