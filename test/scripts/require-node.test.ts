import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import * as z from 'zod';

const loaded: unknown = createRequire(import.meta.url)('#scripts/require-node.cjs');
const { explainOldNode } = z
  .object({ explainOldNode: z.custom<(version: string, platform: string, arch: string) => string | null>() })
  .parse(loaded);

test('an old Node is named together with the ways out', () => {
  const text = explainOldNode('20.20.2', 'linux', 'x64');
  expect(text).toContain('needs Node 24');
  expect(text).toContain('this is Node 20.20.2 on linux-x64');
  expect(text).toContain('npm ci --include=optional');
});

test('Node 24 and newer pass without a word', () => {
  expect(explainOldNode('24.0.0', 'linux', 'x64')).toBeNull();
  expect(explainOldNode('26.1.0', 'darwin', 'arm64')).toBeNull();
});
