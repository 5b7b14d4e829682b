import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob } from '#core/store/blob.ts';
import { DAMAGES, type Damage } from '#test/support/damage-bytes.ts';

export interface BlobHarness {
  readonly blob: Blob;
  /** Changes what is stored, behind the adapter's back. */
  damage(org: OrgKey, key: string, how: Damage): Promise<void> | void;
  /** How many objects or parts of objects the storage holds, half-written ones included; 0 = nothing left behind. */
  leftovers(): Promise<number> | number;
  dispose(): Promise<void> | void;
}

const HERE: OrgKey = { dc: 'eu', orgId: '7001' };
const THERE: OrgKey = { dc: 'com', orgId: '7001' };
/** Its number begins with the other's. */
const LONGER: OrgKey = { dc: 'eu', orgId: '70011' };

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

    test.each(DAMAGES)('damage (%s) is detected by a full read', async (how) => {
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

    test("an org whose number begins with another one's is not that one", async () => {
      const { blob } = await openBlob();
      await blob.write(HERE, 'a', chunks('mine'));
      await blob.write(LONGER, 'a', chunks('theirs'));
      await blob.write(LONGER, '1/a', chunks('theirs'));
      expect((await blob.list(HERE, '')).map((info) => info.key)).toEqual(['a']);
      expect(await blob.read(HERE, '1/a')).toBeNull();
      await blob.remove(HERE, 'a');
      expect(await readText(blob, LONGER, 'a')).toBe('theirs');
    });

    test("a key and a prefix that spell another org's place reach nothing of it", async () => {
      const { blob } = await openBlob();
      await blob.write(THERE, 'a', chunks('theirs'));
      expect(await blob.read(HERE, 'com/7001/a')).toBeNull();
      expect(await blob.list(HERE, 'com/7001/')).toEqual([]);
      for (const prefix of ['../', '../../com/7001/', 'a/../b', 'a b', 'ä'])
        await expect(blob.list(HERE, prefix)).rejects.toMatchObject({ code: 'invalidKey' });
    });

    test('damage in one org is damage there alone', async () => {
      const { blob, damage } = await openBlob();
      for (const org of [HERE, THERE]) await blob.write(org, 'a', chunks('the same content'));
      await damage(THERE, 'a', 'flip');
      await expect(readAll(blob, THERE, 'a')).rejects.toMatchObject({ code: 'blobDamaged' });
      expect(await readText(blob, HERE, 'a')).toBe('the same content');
    });

    test('a damaged object is replaced by writing it again, and can be removed', async () => {
      const { blob, damage, leftovers } = await openBlob();
      for (const how of DAMAGES) {
        await blob.write(HERE, 'a', chunks('whole'));
        await damage(HERE, 'a', how);
        await blob.write(HERE, 'a', chunks('whole again'));
        expect(await readText(blob, HERE, 'a')).toBe('whole again');
        await damage(HERE, 'a', how);
        await blob.remove(HERE, 'a');
        expect(await blob.read(HERE, 'a')).toBeNull();
      }
      expect(await leftovers()).toBe(0);
    });

    test('a second write replaces the first one whole, and nothing of it stays', async () => {
      const { blob, leftovers } = await openBlob();
      await blob.write(HERE, 'a', slices(Buffer.alloc(300_000, 'x'), 10_000));
      const info = await blob.write(HERE, 'a', chunks('short'));
      expect(await readText(blob, HERE, 'a')).toBe('short');
      expect(await blob.list(HERE, '')).toEqual([info]);
      await blob.remove(HERE, 'a');
      expect(await leftovers()).toBe(0);
    });

    test('more objects than a page holds are listed whole, while others come and go', async () => {
      const { blob } = await openBlob();
      const keys = Array.from({ length: 45 }, (_, n) => `many/${String(n).padStart(3, '0')}`);
      for (const key of keys) await blob.write(HERE, key, chunks(key));
      const passing = (async () => {
        for (let n = 0; n < 10; n++) {
          await blob.write(HERE, `many/passing-${n}`, chunks('x'));
          await blob.remove(HERE, `many/passing-${n}`);
        }
      })();
      const listed = (await blob.list(HERE, 'many/')).map((info) => info.key);
      await passing;
      expect(listed.filter((key) => !key.includes('passing'))).toEqual(keys);
      expect(new Set(listed).size).toBe(listed.length);
    });

    test('two readers of one object both get it whole', async () => {
      const { blob } = await openBlob();
      const content = Buffer.alloc(400_000, 'abc');
      await blob.write(HERE, 'a', slices(content, 9_999));
      const both = await Promise.all([readAll(blob, HERE, 'a'), readAll(blob, HERE, 'a')]);
      expect(both.every((read) => read.equals(content))).toBe(true);
    });

    test('a reader while the object is replaced gets one of the two whole, or is told', async () => {
      const { blob } = await openBlob();
      const [one, two] = [Buffer.alloc(200_000, 1), Buffer.alloc(200_000, 2)];
      await blob.write(HERE, 'a', slices(one, 10_000));
      const reads = Array.from({ length: 5 }, () => readAll(blob, HERE, 'a').catch((error: unknown) => error));
      await blob.write(HERE, 'a', slices(two, 10_000));
      for (const read of await Promise.all(reads)) {
        if (Buffer.isBuffer(read)) expect(read.equals(one) || read.equals(two)).toBe(true);
        else expect(read).toMatchObject({ name: 'StoreError' });
      }
      expect((await readAll(blob, HERE, 'a')).equals(two)).toBe(true);
    });

    test('keys end at 512 signs', async () => {
      const { blob, leftovers } = await openBlob();
      // Folders hold names of at most 255 bytes, their ending included.
      const longest = [...Array.from({ length: 2 }, () => 'k'.repeat(200)), 'k'.repeat(110)].join('/');
      await blob.write(HERE, longest, chunks('x'));
      expect(await readText(blob, HERE, longest)).toBe('x');
      await blob.remove(HERE, longest);
      await expect(blob.write(HERE, `${longest}k`, chunks('x'))).rejects.toMatchObject({ code: 'invalidKey' });
      expect(await leftovers()).toBe(0);
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
