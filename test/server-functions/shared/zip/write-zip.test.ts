import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const run = promisify(execFile);
const folders: ReturnType<typeof createTemporaryFolder>[] = [];
function temporaryFolder(): string {
  const folder = createTemporaryFolder();
  folders.push(folder);
  return folder.path;
}
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function collect(archive: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part);
  return Buffer.concat(parts);
}

test('what goes in comes out, empty chunks and empty entries included', async () => {
  const archive = await collect(
    writeZip([
      { name: 'records.csv', chunks: chunks('"a"\r\n', '', '"1"\r\n') },
      { name: 'empty.csv', chunks: chunks() },
      { name: 'about.json', chunks: chunks('{}') },
    ]),
  );
  const found: [string, string][] = [];
  for await (const entry of readZip(archive)) found.push([entry.name, (await collect(entry.chunks)).toString()]);
  expect(found).toEqual([
    ['records.csv', '"a"\r\n"1"\r\n'],
    ['empty.csv', ''],
    ['about.json', '{}'],
  ]);
});

test('an archive without entries is an archive', async () => {
  const archive = await collect(writeZip([]));
  for await (const entry of readZip(archive)) expect(entry).toBeUndefined();
  expect(archive.length).toBe(22);
});

test('the same content gives the same bytes, in any zone and at any time', async () => {
  // The hash holds in the zone of this run; the zone of the tests is far from most (vitest.config.ts).
  const archive = await collect(writeZip([{ name: 'records.csv', chunks: chunks('x'.repeat(10_000)) }]));
  const again = await collect(writeZip([{ name: 'records.csv', chunks: chunks('x'.repeat(10_000)) }]));
  expect(again.equals(archive)).toBe(true);
  const script = `
    import { writeZip } from ${JSON.stringify(import.meta.resolve('#server-functions/shared/zip/write-zip.ts'))};
    import { createHash } from 'node:crypto';
    async function* chunks() { yield Buffer.from('x'.repeat(10_000)); }
    const hash = createHash('sha256');
    for await (const part of writeZip([{ name: 'records.csv', chunks: chunks() }])) hash.update(part);
    process.stdout.write(hash.digest('hex'));`;
  const elsewhere = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TZ: 'America/St_Johns' },
  });
  expect(elsewhere.stdout).toBe(createHash('sha256').update(archive).digest('hex'));
});

test.each(['../x.csv', '/x.csv', 'a/b.csv', '', 'x\n.csv', '.hidden', 'Müller.csv'])(
  'the entry name %j is no constant of ours and is refused',
  async (name) => {
    await expect(collect(writeZip([{ name, chunks: chunks('x') }]))).rejects.toThrow(RangeError);
  },
);

test('a source is pulled only as fast as the archive is taken', async () => {
  let produced = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    // Does not compress, so that what is produced must show up in the archive.
    for (;;) {
      produced += 65_536;
      yield crypto.getRandomValues(new Uint8Array(65_536));
    }
  }
  let taken = 0;
  for await (const part of writeZip([{ name: 'records.csv', chunks: endless() }])) {
    taken += part.length;
    await new Promise((resolve) => setTimeout(resolve, 1));
    // All buffers between source and reader together: far below a megabyte, whatever the size of the source.
    expect(produced - taken).toBeLessThan(1_000_000);
    if (taken > 5_000_000) break;
  }
});

test('a reader that stops early stops the source', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield crypto.getRandomValues(new Uint8Array(65_536));
    } finally {
      ended = true;
    }
  }
  for await (const part of writeZip([{ name: 'records.csv', chunks: endless() }])) {
    if (part.length > 1_000) break;
  }
  await expect.poll(() => ended).toBe(true);
});

test('an error of the source ends the archive with that error', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('x');
    throw new Error('the store went away');
  }
  const archive = writeZip([
    { name: 'first.csv', chunks: chunks('a') },
    { name: 'records.csv', chunks: failing() },
    { name: 'never.csv', chunks: chunks('b') },
  ]);
  await expect(collect(archive)).rejects.toThrow('the store went away');
});

const unzipMissing = spawnSync('unzip', ['-v']).error !== undefined;

test.skipIf(unzipMissing)(`unzip -t opens it${unzipMissing ? ' [skipped: unzip is not there]' : ''}`, async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'export.zip');
  async function* rows(): AsyncGenerator<Uint8Array> {
    for (let row = 0; row < 2_000; row++) yield Buffer.from(`"${row}","Ñandú & Söhne ${'x'.repeat(row % 500)}"\r\n`);
  }
  await pipeline(
    writeZip([
      { name: 'records.csv', chunks: rows() },
      { name: 'empty.csv', chunks: chunks() },
    ]),
    createWriteStream(path),
  );
  const { stdout } = await run('unzip', ['-t', path]);
  expect(stdout).toContain('No errors detected');
  await run('unzip', ['-q', path, '-d', folder]);
  const expected = createHash('sha256')
    .update(await collect(rows()))
    .digest('hex');
  expect(
    createHash('sha256')
      .update(await collect(createReadStream(join(folder, 'records.csv'))))
      .digest('hex'),
  ).toBe(expected);
});

test.skipIf(unzipMissing)(
  `unzip -t tells a damaged one${unzipMissing ? ' [skipped: unzip is not there]' : ''}`,
  async () => {
    const path = join(temporaryFolder(), 'damaged.zip');
    const archive = await collect(writeZip([{ name: 'records.csv', chunks: chunks('some text that is stored') }]));
    archive[45] = (archive[45] ?? 0) ^ 0xff;
    await writeFile(path, archive);
    await expect(run('unzip', ['-t', path])).rejects.toThrow();
  },
);
