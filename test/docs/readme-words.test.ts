import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { textsFor } from '#sandbox/pages/browser/texts.ts';
import { readTexts } from '#test/support/read-catalogue.ts';

const README = readFileSync(join(resolve(import.meta.dirname, '../..'), 'README.md'), 'utf8');

test('what the walk in the README sets in italics stands on a screen, word for word', () => {
  const walk = /## A walk through[^]*?(?=\n## )/.exec(README)?.[0] ?? '';
  const shown = new Set<unknown>([...Object.values(readTexts('en')), textsFor('en_US').accountPanel]);
  const named = Array.from(walk.matchAll(/(?<!\w)_([^_\n]+)_(?!\w)/g), ([, words]) => words);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((words) => !shown.has(words))).toEqual([]);
});
