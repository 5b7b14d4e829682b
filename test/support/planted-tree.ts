import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from './make-folder.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const RULES = ['package.json', 'tsconfig.base.json', 'tsconfig.json', '.oxlintrc.json', 'core/tsconfig.json'];

/**
 * A throw-away source tree with the repository's own rules (package imports, lint and compiler settings) and the given
 * files, to prove that a guard refuses what it should. Gone when the test ends.
 */
export function plantTree(files: Readonly<Record<string, string>>): string {
  const rules = Object.fromEntries(RULES.map((name) => [name, readFileSync(join(REPOSITORY, name), 'utf8')]));
  const root = makeFolder({ ...rules, ...files });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), 'junction');
  return root;
}
