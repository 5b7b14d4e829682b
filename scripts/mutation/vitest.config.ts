import { defineConfig } from 'vitest/config';

/** The tests that stand for the permission and masking rules: in this process, and without a sandbox to start for each change. */
export default defineConfig({
  test: {
    include: [
      'test/core/permissions/*.test.ts',
      'test/server-functions/permissions/*.test.ts',
      'test/server-functions/score/mask-rules.test.ts',
    ],
    exclude: ['test/server-functions/permissions/*-over-http.test.ts'],
    env: { TZ: 'Pacific/Chatham' },
  },
});
