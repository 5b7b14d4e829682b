import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
const sources = globSync(
  '{app,bench,cli,core,sandbox,scripts,server-functions,test,widgets}/**/*.{ts,tsx,cjs,css,html}',
  {
    cwd: ROOT,
    exclude: (path) => path.includes('node_modules'),
  },
).map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

/** `SET-4`, and each of `SET-1..3`. */
function* codesIn(text: string): Generator<string> {
  for (const [, family = '', first, last] of text.matchAll(
    /\b(SET|PER|TEC|RFM|FIR|SEG|ACC|EXP|PLT)-(\d+)(?:\.\.(\d+))?/g,
  ))
    for (let number = Number(first); number <= Number(last ?? first); number++) yield `${family}-${String(number)}`;
}

function* decisionsIn(text: string): Generator<string> {
  for (const [, number = ''] of text.matchAll(/\bdecision (\d+)\b/gi)) yield `Decision ${number}`;
}

test('every rule and decision that a comment names stands on the page of rules', () => {
  const listed = new Set(Array.from(page.matchAll(/^- \*\*(.+?)\*\* \S/gm), ([, name]) => name ?? ''));
  const cited = sources.flatMap(({ file, text }) =>
    [...codesIn(text), ...decisionsIn(text)].map((name) => ({ file, name })),
  );
  expect(cited.length, 'comments are found').toBeGreaterThan(300);
  expect(cited.filter(({ name }) => !listed.has(name))).toEqual([]);
});

test('no comment sends its reader to what a clone does not have', () => {
  const elsewhere = /^\s*(?:\/\*|\*|\/\/).*(?:\bissue \d|\(facts\b).*$/gim;
  expect(sources.flatMap(({ file, text }) => (text.match(elsewhere) ?? []).map((line) => ({ file, line })))).toEqual(
    [],
  );
});
