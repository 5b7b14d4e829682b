import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/support/summary-reporter.ts';

/** Ordinary tests end in seconds, a browser's on a busy machine in half a minute; one with more random cases takes longer. */
const thorough = process.env['LODESTAR_RUNS'] !== undefined;
const TEST_TIMEOUT_MS = thorough ? 45 * 60_000 : 60_000;

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
    expect: { poll: { timeout: 20_000, interval: 50 } },
    // Nothing reads the wall clock's zone: a run in any zone gives the same results, and this one is far from most.
    env: { TZ: 'Pacific/Chatham' },
    reporters: ['default', new SummaryReporter()],
  },
});
