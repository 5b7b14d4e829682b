import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeNewFile, writeResults } from '#cli/write-results.ts';
import { makeFolder } from '#test/support/make-folder.ts';

const GO_ON = new AbortController().signal;

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function files(first: Iterable<Uint8Array>, second: Iterable<Uint8Array>) {
  return [
    { name: 'accounts.csv', chunks: first },
    { name: 'levels.json', chunks: second },
  ];
}

test('writes all files, in a folder that it creates, and replaces older results', async () => {
  const out = join(makeFolder(), 'new', 'out');
  await writeResults(out, files([bytes('old')], [bytes('old')]), GO_ON);
  await writeResults(out, files([bytes('a,'), bytes('b')], [bytes('{}')]), GO_ON);
  expect(readdirSync(out)).toEqual(['accounts.csv', 'levels.json']);
  expect(readFileSync(join(out, 'accounts.csv'), 'utf8')).toBe('a,b');
});

test('a failure in the middle leaves the older results as they were, and nothing else', async () => {
  const out = makeFolder();
  writeFileSync(join(out, 'accounts.csv'), 'older');
  function* breaks(): Generator<Uint8Array> {
    yield bytes('half');
    throw new Error('broken');
  }
  await expect(writeResults(out, files([bytes('new')], breaks()), GO_ON)).rejects.toThrow('broken');
  expect(readdirSync(out)).toEqual(['accounts.csv']);
  expect(readFileSync(join(out, 'accounts.csv'), 'utf8')).toBe('older');
});

test('an interruption leaves nothing behind', async () => {
  const out = makeFolder();
  const stop = new AbortController();
  function* interrupted(): Generator<Uint8Array> {
    yield bytes('half');
    stop.abort();
    yield bytes('other half');
  }
  await expect(writeResults(out, files([bytes('a')], interrupted()), stop.signal)).rejects.toThrow('aborted');
  expect(readdirSync(out)).toEqual([]);
});

test('a folder in the place of the second file stops both', async () => {
  const out = makeFolder();
  mkdirSync(join(out, 'levels.json'));
  await expect(writeResults(out, files([bytes('a')], [bytes('b')]), GO_ON)).rejects.toThrow('cli.notWritable');
  expect(readdirSync(out)).toEqual(['levels.json']);
});

test('a file where the folder should be is said', async () => {
  const file = join(makeFolder(), 'file');
  writeFileSync(file, 'mine');
  await expect(writeResults(join(file, 'out'), files([], []), GO_ON)).rejects.toThrow('cli.notWritable');
});

test('a new file never replaces one', async () => {
  const file = join(makeFolder(), 'settings.json');
  await writeNewFile(file, '{}', GO_ON);
  await expect(writeNewFile(file, '{"other":1}', GO_ON)).rejects.toThrow('cli.fileExists');
  expect(readFileSync(file, 'utf8')).toBe('{}');
});

test('a folder where none can be made is said at once', async () => {
  // Linux lets nobody make anything here, in words on which a recursive mkdir never ends.
  const nowhere = process.platform === 'linux' ? '/proc/xyz/out' : join(makeFolder(), 'x'.repeat(300), 'out');
  await expect(writeResults(nowhere, files([], []), GO_ON)).rejects.toThrow('cli.notWritable');
});
