import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { plantTree } from '#test/support/planted-tree.ts';

const BIN = resolve(import.meta.dirname, '../../node_modules');

function lint(files: Readonly<Record<string, string>>): string {
  return run(
    'oxlint/bin/oxlint',
    ['--format=unix', '--allow=all', '--deny=no-restricted-imports', ...Object.keys(files)],
    plantTree(files),
  );
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [`${BIN}/${program}`, ...args], { cwd, encoding: 'utf8' });
  return stdout + stderr;
}

test.each([
  ['core/a.ts', `import type { A } from '#cli/b.ts'; export type B = A;`, '#cli/b.ts'],
  ['core/a.ts', `export * from 'node:fs';`, 'node:fs'],
  ['core/a.ts', `export const os = await import('node:os');`, 'node:os'],
  ['core/a.ts', `export * from 'zod';`, 'zod'],
  ['core/crm/a.ts', `export * from '@uwdata/flechette';`, '@uwdata/flechette'],
  ['core/crm/a.ts', `export * from '../../cli/b.ts';`, '../../cli/b.ts'],
  ['core/a.ts', `export * from '../cli/b.ts';`, '../cli/b.ts'],
  ['widgets/account-360/models/a.ts', `export * from '../../segment-list/b.ts';`, '../../segment-list/b.ts'],
  ['sandbox/x/a.ts', `export * from '../../cli/b.ts';`, '../../cli/b.ts'],
  ['server-functions/a.ts', `export * from '#sandbox/b.ts';`, '#sandbox/b.ts'],
  ['server-functions/a.ts', `export * from 'preact';`, 'preact'],
  ['cli/a.ts', `export * from '#sandbox/b.ts';`, '#sandbox/b.ts'],
  ['sandbox/a.ts', `export * from '#cli/b.ts';`, '#cli/b.ts'],
  ['widgets/account-360/a.ts', `export * from '#widgets/segment-list/b.ts';`, '#widgets/segment-list/b.ts'],
  ['widgets/account-360/a.ts', `export * from '#server-functions/b.ts';`, '#server-functions/b.ts'],
  ['widgets/shared/a.ts', `export * from '#widgets/account-360/b.ts';`, '#widgets/account-360/b.ts'],
  ['cli/a.ts', `export * from '#test/b.ts';`, '#test/b.ts'],
])('in %s the linter refuses %s', (file, source, imported) => {
  expect(lint({ [file]: source })).toContain(`'${imported}' import is restricted`);
});

test('the refusal says where the code belongs', () => {
  const planted = plantTree({ 'core/a.ts': `export * from 'node:fs';` });
  const said = run('oxlint/bin/oxlint', ['core/a.ts'], planted).replaceAll(/\s+/g, ' ');
  expect(said).toContain('belongs in server-functions/ or sandbox/');
});

test('allowed imports pass the linter', () => {
  const said = lint({
    'core/a.ts': `export * from '#core/b.ts'; export * from './b.ts'; export * from 'zod/mini';`,
    'core/columns/a.ts': `export * from '@uwdata/flechette';`,
    'server-functions/a.ts': `export * from '#core/b.ts'; export * from 'node:fs'; export * from 'hono';`,
    'widgets/account-360/a.ts': `export * from '#widgets/shared/b.ts'; export * from 'preact'; export * from './b.ts'; export * from '../shared/b.ts';`,
  });
  expect(said.trim()).toBe('');
});

test.each([
  ['a platform', 'export const folder = process.cwd();', "Cannot find name 'process'"],
  ['the network', `export const answer = fetch('https://example.org');`, "Cannot find name 'fetch'"],
  ['the page', 'export const title = document.title;', "Cannot find name 'document'"],
  ['the console', `console.log('hello');`, "Cannot find name 'console'"],
])('core does not compile with %s', (_, source, reason) => {
  const planted = plantTree({ 'core/a.ts': source });
  expect(run('typescript/bin/tsc', ['-p', 'core'], planted)).toContain(reason);
});
