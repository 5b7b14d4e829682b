import { spawnSync } from 'node:child_process';

/** What is promised for criteria in COQL; `npm test` runs a slice of the same cases. */
const SUITES = [
  { file: 'test/core/criteria/coql-round-trip.test.ts', runs: 1_000_000 },
  { file: 'test/contract/criteria-over-coql.test.ts', runs: 10_000 },
] as const;

for (const { file, runs } of SUITES) {
  const { status } = spawnSync('vitest', ['run', file, '--disable-console-intercept'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, LODESTAR_RUNS: String(runs) },
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
