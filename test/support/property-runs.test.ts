import { afterEach, expect, test, vi } from 'vitest';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

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

test('ordinary runs draw the same cases, thorough ones others', () => {
  vi.stubEnv('LODESTAR_RUNS', '');
  expect(propertySeed()).toBe(propertySeed());
  vi.stubEnv('LODESTAR_RUNS', '100000');
  expect(new Set(Array.from({ length: 20 }, propertySeed)).size).toBeGreaterThan(1);
});
