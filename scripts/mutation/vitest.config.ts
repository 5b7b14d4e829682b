import { defineConfig } from 'vitest/config';

/** The tests that stand for the permission and masking rules, in this process, where a changed rule can be switched on. */
export default defineConfig({
  test: {
    include: ['test/core/permissions/*.test.ts', 'test/server-functions/permissions.test.ts'],
    env: { TZ: 'Pacific/Chatham' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
