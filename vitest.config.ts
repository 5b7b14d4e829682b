import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/support/summary-reporter.ts';

/** Ordinary tests end in seconds; on a machine that does much else, a browser's takes minutes. One with more random cases takes longer. */
const thorough = process.env['LODESTAR_RUNS'] !== undefined;
const TEST_TIMEOUT_MS = thorough ? 45 * 60_000 : 240_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed-properties.ts'],
    // Forks: databases run in worker threads of their own, and a test that ends its process takes no other file with it.
    pool: 'forks',
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: TEST_TIMEOUT_MS,
    // What a browser shows comes when the machine gets to it; only that it comes is tested.
    expect: { poll: { timeout: 60_000, interval: 50 } },
    // Nothing reads the wall clock's zone: a run in any zone gives the same results, and this one is far from most.
    env: { TZ: 'Pacific/Chatham' },
    reporters: ['default', new SummaryReporter()],
  },
});
