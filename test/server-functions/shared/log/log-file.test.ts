import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogFile } from '#server-functions/shared/log/log-file.ts';
import { makeFolder } from '#test/support/make-folder.ts';

const LINE = `${'x'.repeat(99)}\n`;

test('a log that is full begins anew, and its former file is all that is kept', () => {
  const path = join(makeFolder(), 'functions.log');
  const write = createLogFile(path, { maxBytes: 1_000, rotates: true });
  for (let line = 0; line < 35; line++) write(LINE);
  expect(readdirSync(dirname(path)).toSorted()).toEqual(['functions.log', 'functions.log.1']);
  expect([statSync(path).size, statSync(`${path}.1`).size]).toEqual([500, 1_000]);
});

test('what other threads write is counted, and they leave the turning over to one', () => {
  const path = join(makeFolder(), 'functions.log');
  const main = createLogFile(path, { maxBytes: 1_000, rotates: true });
  const worker = createLogFile(path, { maxBytes: 1_000, rotates: false });
  for (let line = 0; line < 12; line++) worker(LINE);
  expect(statSync(path).size).toBe(1_200);
  main('next\n');
  worker('and next\n');
  expect(readFileSync(path, 'utf8')).toBe('next\nand next\n');
});
