import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { corePurityProblems, impurities } from '#scripts/core-purity.ts';
import { plantTree } from '#test/support/planted-tree.ts';

test.each([
  ['const now = Date.now();', 'uses Date'],
  ['const now = new Date();', 'uses Date'],
  ['const local = new Date(0).getHours();', 'uses Date'],
  ['const chance = Math.random();', 'uses Math.random'],
  [`const chance = Math['random']();`, 'uses Math.random'],
  ['const text = new Intl.NumberFormat().format(1);', 'uses Intl'],
  ['const text = (1).toLocaleString();', 'uses .toLocaleString()'],
  [`const order = 'a'.localeCompare('b');`, 'uses .localeCompare()'],
  ['void fetch(address);', 'uses fetch'],
  ['if (process.env) throw 1;', 'uses process'],
  ['console.log(1);', 'uses console'],
  ['const root = (globalThis as unknown);', 'uses globalThis'],
  [`import { readFileSync } from 'node:fs';`, 'imports node:fs'],
  [`export * from 'node:fs';`, 'imports node:fs'],
  ['declare const fetch: () => void; export const call = fetch;', 'declares the ambient fetch'],
])('%s is impure', (source, reason) => {
  expect(impurities(source, 'planted.ts').join('\n')).toContain(`1: ${reason}`);
});

test.each([
  'export const floor = Math.floor(1.5);',
  'export interface Row { readonly process: string; readonly Date: Date }',
  'export const at = (row: { readonly console: number }) => row.console;',
  'export function run(process: number): number { return process + 1; }',
  `export const words = { fetch: 'to bring', Date: 'a fruit' };`,
  'declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }; export const decoder = new TextDecoder();',
])('%s is pure', (source) => {
  expect(impurities(source, 'planted.ts')).toEqual([]);
});

test('a planted clock in core is found with file and line; an empty core is no success', () => {
  const planted = plantTree({
    'core/labels/since.ts': 'export const a = 1;\nexport const since = () => Date.now();\n',
  });
  expect(corePurityProblems(planted).problems).toEqual(['core/labels/since.ts:2: uses Date']);
  expect(corePurityProblems(plantTree({})).problems).toEqual(['core holds no file: nothing was checked']);
});

test('the repository keeps its core pure', () => {
  expect(corePurityProblems(resolve(import.meta.dirname, '../..')).problems).toEqual([]);
});
