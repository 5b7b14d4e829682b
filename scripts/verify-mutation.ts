import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Changes every permission and masking rule in every way that Stryker knows, and counts the changes that no test notices. */
const ROOT = join(import.meta.dirname, '..');
const OWN = join(import.meta.dirname, 'mutation');

function run(command: string, args: readonly string[], cwd: string): number {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error !== undefined) console.error(error.message);
  return status ?? 1;
}

const tool = join(OWN, 'node_modules/@stryker-mutator/core/bin/stryker.js');
let status = 0;
if (!existsSync(tool)) status = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], OWN);
if (status === 0) {
  const config = join('scripts', 'mutation', 'stryker.config.json');
  status = run(process.execPath, [tool, 'run', config, ...process.argv.slice(2)], ROOT);
}
process.exitCode = status;
