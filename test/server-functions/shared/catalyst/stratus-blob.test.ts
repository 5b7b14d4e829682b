import { afterAll, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createCatalystCalls } from '#server-functions/shared/catalyst/catalyst-call.ts';
import { createStratusBlob } from '#server-functions/shared/catalyst/stratus-blob.ts';
import { collectBytes, readBytes, writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { connectProject, sharedFakeCatalyst } from '#test/support/catalyst/connect-fake.ts';
import { AS_DOCUMENTED, OTHERWISE } from '#test/support/catalyst/switches.ts';

afterAll(async () => (await sharedFakeCatalyst()).close());

const ORG: OrgKey = { dc: 'eu', orgId: '7001' };
const OTHER: OrgKey = { dc: 'com', orgId: '7001' };
const MIB = 1024 * 1024;

async function open(switches = AS_DOCUMENTED) {
  const project = (await sharedFakeCatalyst()).project(switches);
  const services = await connectProject(project);
  const calls = createCatalystCalls({ retryDelayMs: 1 });
  return { project, blob: createStratusBlob({ services: () => services, calls, lookEveryMs: 1 }) };
}

async function* slices(content: Buffer, bytes: number, end?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
  if (end !== undefined) throw end;
}

describe.each([
  ['as documented', AS_DOCUMENTED],
  ['otherwise', OTHERWISE],
])('a large object (%s)', (_name, switches) => {
  test('goes up in parts and comes back byte by byte', async () => {
    const { project, blob } = await open(switches);
    const content = Buffer.alloc(19 * MIB + 1, 'a1b2c3d');
    await blob.write(ORG, 'large', slices(content, 700_001));
    expect(project.calls.get('PUT /object')).toBeGreaterThanOrEqual(5);
    expect(content.equals((await readBytes(blob, ORG, 'large')) ?? Buffer.alloc(0))).toBe(true);
    expect(project.bucket.pending).toBe(0);
  });

  test('whose source fails half-way never shows, and throws what failed', async () => {
    const { project, blob } = await open(switches);
    const source = slices(Buffer.alloc(17 * MIB), MIB, new Error('source broke'));
    await expect(blob.write(ORG, 'large', source)).rejects.toThrow('source broke');
    expect(await blob.read(ORG, 'large')).toBeNull();
    expect(project.bucket.objects.size).toBe(0);
  });

  test('survives a part and a completion whose answers are lost', async () => {
    const { project, blob } = await open(switches);
    const content = Buffer.alloc(9 * MIB, 'xyz');
    // Signature, begin, part, part, complete: the last two are lost on the way back.
    project.faults.writes.push('serverError', 'answerLost');
    await blob.write(ORG, 'large', slices(content, MIB));
    expect((await readBytes(blob, ORG, 'large'))?.length).toBe(content.length);
  });
});

test('a head that was copied from another org or key is refused', async () => {
  const { project, blob } = await open();
  await writeBytes(blob, OTHER, 'theirs', Buffer.from('theirs'));
  await writeBytes(blob, ORG, 'mine', Buffer.from('mine'));
  const { objects } = project.bucket;
  const head = objects.get('com/7001/heads/theirs.json');
  if (head === undefined) throw new Error('there is a head');
  objects.set('eu/7001/heads/mine.json', head);
  objects.set('com/7001/heads/another.json', head);
  await expect(blob.read(ORG, 'mine')).rejects.toMatchObject({ code: 'blobDamaged' });
  await expect(blob.read(OTHER, 'another')).rejects.toMatchObject({ code: 'blobDamaged' });
});

test('content that is gone from under its head is damage, not absence', async () => {
  const { project, blob } = await open();
  await writeBytes(blob, ORG, 'a', Buffer.from('x'));
  for (const name of project.bucket.objects.keys()) if (name.includes('/data/')) project.bucket.objects.delete(name);
  await expect(blob.read(ORG, 'a')).rejects.toMatchObject({ code: 'blobDamaged' });
});

test('a head of another form is damage', async () => {
  const { project, blob } = await open();
  await writeBytes(blob, ORG, 'a', Buffer.from('x'));
  for (const text of ['', '{', '{}', '[]', 'null']) {
    project.bucket.objects.set('eu/7001/heads/a.json', Buffer.from(text));
    await expect(blob.read(ORG, 'a')).rejects.toMatchObject({ code: 'blobDamaged' });
  }
});

test('a reader goes on with what it opened when the object is replaced meanwhile', async () => {
  const { blob } = await open();
  await writeBytes(blob, ORG, 'a', Buffer.from('first'));
  const opened = await blob.read(ORG, 'a');
  await writeBytes(blob, ORG, 'a', Buffer.from('second'));
  expect(opened === null ? null : Buffer.from(await collectBytes(opened)).toString()).toBe('first');
});

test('a signed address is of the content, for as long as was asked; null for what is not there', async () => {
  const { project, blob } = await open();
  expect(await blob.signedUrl(ORG, 'a', 60)).toBeNull();
  await writeBytes(blob, ORG, 'a', Buffer.from('x'));
  const url = await blob.signedUrl(ORG, 'a', 60);
  expect(url).toContain(`https://${project.bucketName}.zohostratus.com/_signed/eu/7001/data/`);
});

test('a platform that keeps failing is an error by name, without its words', async () => {
  const { project, blob } = await open();
  project.faults.reads.push(...Array.from({ length: 4 }, () => 'serverError' as const));
  const error: unknown = await blob.list(ORG, '').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'StoreError',
    code: 'unavailable',
    message: 'Catalyst did not list objects (500)',
  });
});
