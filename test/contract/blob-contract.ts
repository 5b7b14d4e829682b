import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob } from '#core/store/blob.ts';

export interface BlobHarness {
  readonly blob: Blob;
  /** Changes what is stored, behind the adapter's back: one bit flipped, or the last byte gone. */
  damage(org: OrgKey, key: string, how: 'flip' | 'truncate'): Promise<void> | void;
  /** How many objects or parts of objects the storage holds, half-written ones included; 0 = nothing left behind. */
  leftovers(): Promise<number> | number;
  dispose(): Promise<void> | void;
}

const HERE: OrgKey = { dc: 'eu', orgId: '7001' };
const THERE: OrgKey = { dc: 'com', orgId: '7001' };

/** What every `Blob` must do. `open` gives a fresh, empty one. */
export function blobContract(adapter: string, open: () => Promise<BlobHarness> | BlobHarness): void {
  describe(`${adapter} keeps the Blob contract`, () => {
    const harnesses: BlobHarness[] = [];
    const openBlob = async (): Promise<BlobHarness> => {
      const harness = await open();
      harnesses.push(harness);
      return harness;
    };
    afterEach(async () => {
      for (const harness of harnesses.splice(0)) await harness.dispose();
    });

    test('a missing object is null; a written one comes back with its size and hash', async () => {
      const { blob } = await openBlob();
      expect(await blob.read(HERE, 'exports/1.zip')).toBeNull();
      const info = await blob.write(HERE, 'exports/1.zip', chunks('hello ', '', 'world'));
      expect(info).toEqual({ key: 'exports/1.zip', bytes: 11, sha256: sha256('hello world') });
      expect(await readText(blob, HERE, 'exports/1.zip')).toBe('hello world');
      expect((await blob.read(HERE, 'exports/1.zip'))?.info).toEqual(info);
    });

    test('an empty object is an object', async () => {
      const { blob } = await openBlob();
      expect(await blob.write(HERE, 'empty', chunks())).toEqual({ key: 'empty', bytes: 0, sha256: sha256('') });
      expect(await readText(blob, HERE, 'empty')).toBe('');
    });

    test('megabytes of odd chunks come back byte by byte', async () => {
      const { blob } = await openBlob();
      const content = Buffer.alloc(3_000_001, 'a1b2c3d');
      const info = await blob.write(HERE, 'large', slices(content, 70_001));
      expect(info).toMatchObject({ bytes: content.length, sha256: sha256(content) });
      expect(content.equals(await readAll(blob, HERE, 'large'))).toBe(true);
    });

    test('a buffer that its writer uses again is stored as it was when it was given', async () => {
      const { blob } = await openBlob();
      async function* reused(): AsyncGenerator<Uint8Array> {
        const buffer = Buffer.alloc(4);
        for (const text of ['aaaa', 'bbbb', 'cccc']) {
          buffer.write(text);
          yield buffer;
        }
      }
      await blob.write(HERE, 'a', reused());
      expect(await readText(blob, HERE, 'a')).toBe('aaaabbbbcccc');
    });

    test('nothing of a write is visible before it has ended', async () => {
      const { blob } = await openBlob();
      const seen: unknown[] = [];
      async function* watched(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(100_000);
        seen.push(await blob.read(HERE, 'a'), await blob.list(HERE, ''));
        yield Buffer.alloc(100_000);
      }
      await blob.write(HERE, 'a', watched());
      expect(seen).toEqual([null, []]);
      expect(await blob.read(HERE, 'a')).not.toBeNull();
    });

    test('a failed write leaves nothing, and throws what failed', async () => {
      const { blob, leftovers } = await openBlob();
      await expect(blob.write(HERE, 'a', failing())).rejects.toThrow('source broke');
      expect(await blob.read(HERE, 'a')).toBeNull();
      expect(await blob.list(HERE, '')).toEqual([]);
      expect(await leftovers()).toBe(0);
    });

    test('a failed second write leaves the first as it was', async () => {
      const { blob } = await openBlob();
      await blob.write(HERE, 'a', chunks('first'));
      await expect(blob.write(HERE, 'a', failing())).rejects.toThrow('source broke');
      expect(await readText(blob, HERE, 'a')).toBe('first');
    });

    test('of two writes at once one wins whole', async () => {
      const { blob } = await openBlob();
      const one = Buffer.alloc(300_000, 1);
      const two = Buffer.alloc(300_000, 2);
      await Promise.allSettled([blob.write(HERE, 'a', slices(one, 1_000)), blob.write(HERE, 'a', slices(two, 1_000))]);
      const content = await readAll(blob, HERE, 'a');
      expect(content.equals(one) || content.equals(two)).toBe(true);
    });

    test.each(['flip', 'truncate'] as const)('damage (%s) is detected by a full read', async (how) => {
      const { blob, damage } = await openBlob();
      await blob.write(HERE, 'a', slices(Buffer.alloc(200_000, 'x'), 10_000));
      await damage(HERE, 'a', how);
      await expect(readAll(blob, HERE, 'a')).rejects.toMatchObject({ name: 'StoreError', code: 'blobDamaged' });
    });

    test('a reader that stops early gets what it took and harms nobody', async () => {
      const { blob } = await openBlob();
      await blob.write(HERE, 'a', slices(Buffer.alloc(1_000_000, 'x'), 10_000));
      const reading = await blob.read(HERE, 'a');
      for await (const chunk of reading?.chunks ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await readAll(blob, HERE, 'a')).length).toBe(1_000_000);
    });

    test('a removed object is gone; removing it again is no error', async () => {
      const { blob, leftovers } = await openBlob();
      await blob.write(HERE, 'a', chunks('x'));
      await blob.remove(HERE, 'a');
      expect(await blob.read(HERE, 'a')).toBeNull();
      expect(await blob.list(HERE, '')).toEqual([]);
      await blob.remove(HERE, 'a');
      expect(await leftovers()).toBe(0);
    });

    test('a listing goes by prefix in key order', async () => {
      const { blob } = await openBlob();
      for (const key of ['gen/2/b', 'gen/10/a', 'gen-old', 'gen/2/a', 'other'])
        await blob.write(HERE, key, chunks(key));
      expect((await blob.list(HERE, 'gen/')).map((info) => info.key)).toEqual(['gen/10/a', 'gen/2/a', 'gen/2/b']);
      expect((await blob.list(HERE, 'gen/2')).map((info) => info.key)).toEqual(['gen/2/a', 'gen/2/b']);
      expect(await blob.list(HERE, 'nothing')).toEqual([]);
      expect(await blob.list(HERE, 'other')).toEqual([{ key: 'other', bytes: 5, sha256: sha256('other') }]);
    });

    test('a key may be the beginning of another one', async () => {
      const { blob } = await openBlob();
      for (const key of ['a', 'a/b', 'a/b/c', 'a.b']) await blob.write(HERE, key, chunks(key));
      expect((await blob.list(HERE, '')).map((info) => info.key)).toEqual(['a', 'a.b', 'a/b', 'a/b/c']);
      expect(await readText(blob, HERE, 'a/b')).toBe('a/b');
    });

    test('an org sees nothing of another one, not even with the same number in another data centre', async () => {
      const { blob } = await openBlob();
      await blob.write(HERE, 'a', chunks('mine'));
      expect(await blob.read(THERE, 'a')).toBeNull();
      expect(await blob.list(THERE, '')).toEqual([]);
      await blob.remove(THERE, 'a');
      await blob.write(THERE, 'a', chunks('theirs'));
      expect(await readText(blob, HERE, 'a')).toBe('mine');
      await blob.remove(HERE, 'a');
      expect(await readText(blob, THERE, 'a')).toBe('theirs');
    });

    test.each(['', '/a', 'a/', 'a//b', '..', '../a', 'a/../../b', 'a/./b', 'a b', 'a\\b', 'a\0', 'ä'])(
      'the key %j is refused everywhere',
      async (key) => {
        const { blob, leftovers } = await openBlob();
        const invalid = { name: 'StoreError', code: 'invalidKey' };
        await expect(blob.write(HERE, key, chunks('x'))).rejects.toMatchObject(invalid);
        await expect(blob.read(HERE, key)).rejects.toMatchObject(invalid);
        await expect(blob.remove(HERE, key)).rejects.toMatchObject(invalid);
        expect(await leftovers()).toBe(0);
      },
    );
  });
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* slices(content: Buffer, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100_000);
  throw new Error('source broke');
}

async function readAll(blob: Blob, org: OrgKey, key: string): Promise<Buffer> {
  const reading = await blob.read(org, key);
  if (reading === null) throw new Error(`${key} is not there`);
  const parts: Uint8Array[] = [];
  for await (const chunk of reading.chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function readText(blob: Blob, org: OrgKey, key: string): Promise<string> {
  return (await readAll(blob, org, key)).toString();
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
