import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { DEFLATE_END, deflateOpen } from '#server-functions/shared/zip/deflate-open.ts';
import { joinZip } from '#server-functions/shared/zip/join-zip.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const folder = createTemporaryFolder();
afterAll(() => folder.remove());
const unzipMissing = spawnSync('unzip', ['-v']).status !== 0;

async function* each(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Deflated piece by piece, as by processes that know nothing of each other. */
async function joined(contents: readonly Uint8Array[], zip64From?: number): Promise<Buffer> {
  const whole = Buffer.concat(contents);
  const pieces = await Promise.all(contents.map((content) => collect(deflateOpen(each(content)))));
  const deflatedBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const entry = {
    name: 'accounts.csv',
    crc32: crc32(whole),
    bytes: whole.length,
    deflatedBytes,
    pieces: each(...pieces),
  };
  return collect(joinZip(entry, zip64From));
}

async function contentOf(archive: Uint8Array): Promise<Buffer> {
  for await (const { name, chunks } of readZip(archive)) {
    expect(name).toBe('accounts.csv');
    return collect(chunks);
  }
  throw new Error('an empty archive');
}

test('pieces deflated apart are one file, whatever is in them, in ZIP and in ZIP64', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.integer({ min: 0, max: 70_000 }).map((length) => Buffer.alloc(length, '"Acme","12"\r\n')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { maxLength: 5 }), fc.boolean(), async (contents, isLarge) => {
      const archive = await joined(contents, isLarge ? 0 : undefined);
      expect(Buffer.compare(await contentOf(archive), Buffer.concat(contents))).toBe(0);
    }),
    { numRuns: propertyRuns(60) },
  );
});

test('the same pieces give the same bytes', async () => {
  const contents = [Buffer.from('a;b\r\n'), Buffer.from('1;2\r\n')];
  expect(Buffer.compare(await joined(contents), await joined(contents))).toBe(0);
});

test.skipIf(unzipMissing)(
  `unzip -t opens both forms${unzipMissing ? ' [skipped: unzip is not there]' : ''}`,
  async () => {
    for (const [name, zip64From] of [
      ['plain.zip', undefined],
      ['large.zip', 0],
    ] as const) {
      const path = join(folder.path, name);
      writeFileSync(
        path,
        await joined([Buffer.from('a;b\r\n'), Buffer.alloc(100_000, 'x'), Buffer.from('1;2\r\n')], zip64From),
      );
      expect(execFileSync('unzip', ['-t', path]).toString()).toContain('No errors');
    }
  },
);

test('a name of somebody else’s, and pieces of another length, are refused', async () => {
  const entry = { name: 'a.csv', crc32: 0, bytes: 0, deflatedBytes: 1, pieces: each() };
  await expect(collect(joinZip({ ...entry, name: '../a.csv' }))).rejects.toThrow('Not an entry name');
  await expect(collect(joinZip(entry))).rejects.toThrow('0 bytes instead of 1');
});

test('an error of the chunks ends the piece with that error', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('the CRM is gone');
  }
  await expect(collect(deflateOpen(broken()))).rejects.toThrow('the CRM is gone');
});

test('a chunk may be written over once the next but one is asked for: two buffers take turns', async () => {
  const texts = Array.from({ length: 40 }, (_, at) => `${'abcdefghij'[at % 10] ?? ''}${at},`.repeat(30_000));
  const buffers = [Buffer.alloc(200_000), Buffer.alloc(200_000)];
  async function* lent(): AsyncGenerator<Uint8Array> {
    for (const [at, text] of texts.entries()) {
      const buffer = buffers[at % 2] ?? Buffer.alloc(0);
      yield buffer.subarray(0, buffer.write(text));
    }
  }
  const whole = Buffer.from(texts.join(''));
  const piece = await collect(deflateOpen(lent()));
  expect(Buffer.compare(inflateRawSync(Buffer.concat([piece, DEFLATE_END])), whole)).toBe(0);
});
