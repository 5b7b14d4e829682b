import { afterEach, expect, test, vi } from 'vitest';
import { propertyRuns } from '#test/support/property-runs.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the variable raises the number of cases', () => {
  vi.stubEnv('LODESTAR_RUNS', '');
  expect(propertyRuns(200)).toBe(200);
  vi.stubEnv('LODESTAR_RUNS', '100000');
  expect(propertyRuns(200)).toBe(100_000);
});

test.each(['many', '0', '-5', '1e5'])('a count of "%s" is refused instead of ignored', (value) => {
  vi.stubEnv('LODESTAR_RUNS', value);
  expect(() => propertyRuns(200)).toThrow('LODESTAR_RUNS');
});
