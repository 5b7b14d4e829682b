import { spawnSync } from 'node:child_process';

/** What the product promises for its properties; `npm test` runs fewer of the same cases. */
const RANDOM_CASES = 100_000;

const [runs = String(RANDOM_CASES), ...filters] = process.argv.slice(2);
const outcome = spawnSync('vitest', ['run', ...filters], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, LODESTAR_RUNS: runs },
});
process.exitCode = outcome.status ?? 1;
