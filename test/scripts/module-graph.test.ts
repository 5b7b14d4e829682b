import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { moduleGraphProblems, readModuleGraph } from '#scripts/module-graph.ts';
import { plantTree } from '#test/support/planted-tree.ts';

const value = 'export const value = 1;\n';

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return moduleGraphProblems(await readModuleGraph(plantTree(files)));
}

test.each([
  [
    'core reaches into the command line',
    'core/a.ts',
    `import { value } from '#cli/b.ts';\nconsole.log(value);`,
    'cli/b.ts',
  ],
  ['core climbs out by a relative path', 'core/x/a.ts', `export * from '../../sandbox/b.ts';`, 'sandbox/b.ts'],
  ['core loads Node lazily', 'core/a.ts', `export const fs = () => import('node:fs');`, 'node:fs'],
  ['core takes the whole of zod', 'core/a.ts', `export { z } from 'zod';`, 'zod'],
  [
    'core outside columns takes the Arrow reader',
    'core/crm/a.ts',
    `export { tableFromIPC } from '@uwdata/flechette';`,
    '@uwdata/flechette',
  ],
  [
    'a server function mounts the sandbox',
    'server-functions/a.ts',
    `export { value } from '#sandbox/b.ts';`,
    'sandbox/b.ts',
  ],
  ['a server function renders', 'server-functions/a.ts', `export { h } from 'preact';`, 'preact'],
  ['the command line uses the sandbox', 'cli/a.ts', `export { value } from '#sandbox/b.ts';`, 'sandbox/b.ts'],
  ['the sandbox uses the command line', 'sandbox/a.ts', `export { value } from '#cli/b.ts';`, 'cli/b.ts'],
  [
    'one widget uses another',
    'widgets/account-360/a.ts',
    `export { value } from '#widgets/segment-list/b.ts';`,
    'widgets/segment-list/b.ts',
  ],
  ['a widget reads files', 'widgets/account-360/a.ts', `export * from 'node:fs';`, 'node:fs'],
  [
    "one widget takes another's style",
    'widgets/account-360/a.ts',
    `import '#widgets/segment-list/b.css';`,
    'widgets/segment-list/b.css',
  ],
  ['a page of the sandbox reads files', 'sandbox/pages/browser/a.ts', `export * from 'node:fs';`, 'node:fs'],
  [
    "a page of the sandbox uses its server's code",
    'sandbox/pages/browser/a.ts',
    `export { value } from '#sandbox/b.ts';`,
    'sandbox/b.ts',
  ],
  ['the product uses a test', 'cli/a.ts', `export { value } from '#test/b.ts';`, 'test/b.ts'],
])('%s: refused', async (_, importer, source, imported) => {
  const planted = { [importer]: source, ...(imported.endsWith('.ts') ? { [imported]: value } : {}) };
  const problems = await problemsOf(planted);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`${importer} imports ${imported}`);
});

test('imports that the table allows pass', async () => {
  const problems = await problemsOf({
    'core/crm/a.ts': `import * as z from 'zod/mini';\nexport const schema = z.string();`,
    'core/columns/a.ts': `export { tableFromIPC } from '@uwdata/flechette';`,
    'server-functions/score/a.ts': `export { schema } from '#core/crm/a.ts';\nexport * from 'node:fs';`,
    'cli/a.ts': `export { schema } from '#server-functions/score/a.ts';`,
    'sandbox/a.ts': `export { schema } from '#server-functions/score/a.ts';\nexport * from 'hono';`,
    'widgets/account-360/main.tsx': `import { h } from 'preact';\nimport '#widgets/shared/a.css';\nexport default h('p', {});`,
    'widgets/account-360/words.ts': `export { default } from 'messages:account-360/en';`,
    'sandbox/pages/browser/main.tsx': `import { h } from 'preact';\nexport default h('p', {});`,
  });
  expect(problems).toEqual([]);
});

test('a graph of zero modules is a failure, not a success', async () => {
  expect(await problemsOf({})).toEqual(['The module graph is empty: nothing was checked.']);
});

test('the repository itself keeps the table', async () => {
  const nodes = await readModuleGraph(resolve(import.meta.dirname, '../..'));
  expect(nodes.length).toBeGreaterThan(50);
  expect(moduleGraphProblems(nodes)).toEqual([]);
});
