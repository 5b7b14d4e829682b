import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/**
 * A throw-away source tree with the repository's own rules (package imports, lint and compiler settings) and the given
 * files, to prove that a guard refuses what it should. Gone when the test ends.
 */
export function plantTree(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lodestar-planted-')));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const name of ['package.json', 'tsconfig.base.json', 'tsconfig.json', '.oxlintrc.json', 'core/tsconfig.json']) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    cpSync(join(REPOSITORY, name), join(root, name));
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), 'junction');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}
