import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ZIP_LIMITS, readZip, type ZipLimits } from '#server-functions/shared/zip/read-zip.ts';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const LOCAL_HEADER = Buffer.from('504b0304', 'hex');
const CENTRAL_HEADER = Buffer.from('504b0102', 'hex');
/** Offsets inside a central directory record. Source: PKWARE APPNOTE 4.3.12. */
const CENTRAL = { flags: 8, method: 10, crc: 16, compressed: 20, uncompressed: 24, attributes: 38 } as const;

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}

/** An archive of ours, so that each test changes one thing about it. */
async function archiveOf(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  return collect(
    writeZip(
      Object.entries(entries).map(([name, content]) => ({
        name,
        chunks: (async function* () {
          yield Buffer.from(content);
        })(),
      })),
    ),
  );
}

async function readAll(source: Buffer | string, limits?: ZipLimits): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const entry of readZip(source, limits)) found.push([entry.name, (await collect(entry.chunks)).toString()]);
  return found;
}

function patchCentral(archive: Buffer, field: keyof typeof CENTRAL, value: number): Buffer {
  const patched = Buffer.from(archive);
  const at = patched.indexOf(CENTRAL_HEADER) + CENTRAL[field];
  if (field === 'flags' || field === 'method') patched.writeUInt16LE(value, at);
  else patched.writeUInt32LE(value >>> 0, at);
  return patched;
}

/** The same archive under another name of the same length, in both places where the format keeps it. */
function renameEntry(archive: Buffer, from: string, to: string): Buffer {
  return Buffer.from(archive.toString('latin1').replaceAll(from, to), 'latin1');
}

test('reads from memory and from a file', async () => {
  const archive = await archiveOf({ 'one.csv': 'a,b\r\n', 'two.csv': '' });
  const expected = [
    ['one.csv', 'a,b\r\n'],
    ['two.csv', ''],
  ];
  expect(await readAll(archive)).toEqual(expected);
  const folder = createTemporaryFolder();
  const path = join(folder.path, 'a.zip');
  await writeFile(path, archive);
  expect(await readAll(path)).toEqual(expected);
  folder.remove();
});

test('an entry that nobody reads is no obstacle', async () => {
  const names: string[] = [];
  for await (const entry of readZip(await archiveOf({ 'a.csv': 'x', 'b.csv': 'y' }))) names.push(entry.name);
  expect(names).toEqual(['a.csv', 'b.csv']);
});

test('a file that is not there is an I/O failure, not a bad archive', async () => {
  await expect(readAll('/nowhere/at/all.zip')).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['a path upwards', '../x/passwd'],
  ['an absolute path', '/etc/passwd'],
  ['a drive', 'C:\\a\\passwd'],
  ['a path upwards in the other spelling', '..\\x\\passwd'],
])('%s leaves only its last part: no path comes out', async (_, path) => {
  const plain = 'x'.repeat(path.length - 4) + '.csv';
  const archive = renameEntry(await archiveOf({ [plain]: 'root' }), plain, path);
  expect(await readAll(archive)).toEqual([['passwd', 'root']]);
});

test('folders are skipped', async () => {
  const archive = renameEntry(await archiveOf({ 'xx.csv': '', 'b.csv': 'y' }), 'xx.csv', 'folde/');
  expect(await readAll(archive)).toEqual([['b.csv', 'y']]);
});

test.each(['a/..', 'a/.', 'a/x\0'])('the name %j is none and is refused', async (name) => {
  const plain = 'q'.repeat(name.length);
  await expect(readAll(renameEntry(await archiveOf({ [plain]: 'x' }), plain, name))).rejects.toMatchObject({
    name: 'ZipError',
    code: 'damaged',
  });
});

test('a symbolic link is refused', async () => {
  const archive = patchCentral(await archiveOf({ 'a.csv': '/etc/passwd' }), 'attributes', (0o120777 << 16) >>> 0);
  await expect(readAll(archive)).rejects.toMatchObject({ code: 'symbolicLink' });
});

test('a wrong checksum is told at the end of the entry, before its last chunk is given', async () => {
  const archive = patchCentral(await archiveOf({ 'a.csv': 'content' }), 'crc', 0x12345678);
  const given: Uint8Array[] = [];
  const reading = async (): Promise<void> => {
    for await (const entry of readZip(archive)) for await (const chunk of entry.chunks) given.push(chunk);
  };
  await expect(reading()).rejects.toMatchObject({ code: 'badChecksum' });
  expect(given).toEqual([]);
});

test('every flipped bit of the content is noticed', async () => {
  const content = 'a line of a file\r\n'.repeat(20);
  const archive = await archiveOf({ 'a.csv': content });
  const start = archive.indexOf(LOCAL_HEADER) + 30 + 'a.csv'.length;
  const end = archive.indexOf(Buffer.from('504b0708', 'hex'));
  expect(end - start).toBeGreaterThan(20);
  for (let bit = start * 8; bit < end * 8; bit++) {
    const flipped = Buffer.from(archive);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    // Padding behind the last deflate block carries nothing: then the content must be right.
    const outcome = await readAll(flipped).catch((error: unknown) => error);
    if (Array.isArray(outcome)) expect(outcome).toEqual([['a.csv', content]]);
    else expect(outcome).toMatchObject({ name: 'ZipError' });
  }
});

test('an archive that is cut off anywhere is damaged', async () => {
  const archive = await archiveOf({ 'a.csv': 'some content', 'b.csv': 'more content' });
  for (let length = 0; length < archive.length; length++) {
    await expect(readAll(archive.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({
      name: 'ZipError',
      code: 'damaged',
    });
  }
});

test('an entry cut short in the middle of the archive is damaged', async () => {
  const archive = await archiveOf({ 'a.csv': 'some content that is longer than a few bytes' });
  await expect(readAll(patchCentral(archive, 'compressed', 5))).rejects.toMatchObject({ code: 'damaged' });
});

test('something else than a ZIP is damaged', async () => {
  await expect(readAll(Buffer.from('<html>Service unavailable</html>'))).rejects.toMatchObject({ code: 'damaged' });
});

test('more entries than allowed are refused before the first is read', async () => {
  const entries = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`${n}.csv`, 'x']));
  await expect(readAll(await archiveOf(entries))).rejects.toMatchObject({ code: 'tooManyEntries' });
  expect(await readAll(await archiveOf(entries), { ...ZIP_LIMITS, maxEntries: 17 })).toHaveLength(17);
});

test('a bomb is refused by its ratio while it expands', async () => {
  const archive = await archiveOf({ 'a.csv': Buffer.alloc(50_000_000) });
  expect(archive.length).toBeLessThan(60_000);
  let given = 0;
  const reading = async (): Promise<void> => {
    for await (const entry of readZip(archive)) for await (const chunk of entry.chunks) given += chunk.length;
  };
  await expect(reading()).rejects.toMatchObject({ code: 'ratioTooHigh' });
  // 200 times about 49 kB, and a chunk.
  expect(given).toBeLessThan(11_000_000);
});

test('honest repetition is not a bomb', async () => {
  const row = '"5843104000000123456","Acme","Health","Champions",12.30\r\n';
  const content = Array.from({ length: 40_000 }, (_, n) => row.replace('123456', String(100_000 + n))).join('');
  expect(await readAll(await archiveOf({ 'a.csv': content }))).toEqual([['a.csv', content]]);
});

test('all entries together stay under the limit, whatever the archive says about their size', async () => {
  const archive = await archiveOf({ 'a.csv': 'x'.repeat(600), 'b.csv': 'y'.repeat(600) });
  const limits = { ...ZIP_LIMITS, maxTotalBytes: 1_000 };
  await expect(readAll(archive, limits)).rejects.toMatchObject({ code: 'tooLarge' });
  expect(await readAll(archive, { ...limits, maxTotalBytes: 1_200 })).toHaveLength(2);
  // Known from the directory: not even the first chunk of what does not fit is expanded.
  const names: string[] = [];
  const listing = async (): Promise<void> => {
    for await (const entry of readZip(archive, { ...limits, maxTotalBytes: 599 })) names.push(entry.name);
  };
  await expect(listing()).rejects.toMatchObject({ code: 'tooLarge' });
  expect(names).toEqual([]);
  // An entry that claims to be small and is not.
  const lying = patchCentral(await archiveOf({ 'a.csv': 'x'.repeat(600) }), 'uncompressed', 10);
  await expect(readAll(lying, limits)).rejects.toMatchObject({ name: 'ZipError' });
});

test('encrypted entries and other compressions are refused', async () => {
  const archive = await archiveOf({ 'a.csv': 'x' });
  await expect(readAll(patchCentral(archive, 'flags', 0x1))).rejects.toMatchObject({ code: 'unsupported' });
  await expect(readAll(patchCentral(archive, 'method', 12))).rejects.toMatchObject({ code: 'unsupported' });
});

test('entries that are read late count together all the same', async () => {
  const archive = await archiveOf({ 'a.csv': 'x'.repeat(600), 'b.csv': 'y'.repeat(600) });
  const entries = readZip(archive, { ...ZIP_LIMITS, maxTotalBytes: 1_000 });
  const [first, second] = [await entries.next(), await entries.next()];
  if (first.done === true || second.done === true) throw new Error('there are two entries');
  expect((await collect(first.value.chunks)).length).toBe(600);
  await expect(collect(second.value.chunks)).rejects.toMatchObject({ code: 'tooLarge' });
  await entries.return();
});
