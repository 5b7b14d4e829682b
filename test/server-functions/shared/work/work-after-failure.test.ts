import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { generationBlob } from '#server-functions/score/generation-record.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { readBytes, writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import { createGenerationShelf } from '#server-functions/shared/work/generation-shelf.ts';
import type { WorkQuestion } from '#server-functions/shared/work/work-question.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { publishGeneration } from '#test/support/publish-generation.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;
const clock = { now: () => 0 };

test('months that could not be read are read the next time they are asked for', async () => {
  const [store, blob] = [createMemoryStore(clock), createMemoryBlob()];
  const { id } = await publishGeneration({ store, blob }, ORG);
  const key = generationBlob(id, 'months');
  const bytes = (await readBytes(blob, ORG, key)) ?? new Uint8Array();
  await blob.remove(ORG, key);

  const current = await createGenerationShelf({ store, blob }).current(ORG);
  await expect(current?.months()).rejects.toMatchObject({ code: 'blobDamaged' });
  await writeBytes(blob, ORG, key, bytes);
  expect((await current?.months())?.length).toBe(1);
  await blob.remove(ORG, key);
  expect((await current?.months())?.length, 'read once, then kept').toBe(1);
});

test.each([new CrmError('unavailable', 'down'), new TypeError('a bug')])(
  'names of owners that could not be read are asked for again (%s)',
  async (failure) => {
    const [store, blob] = [createMemoryStore(clock), createMemoryBlob()];
    await publishGeneration({ store, blob }, ORG, [['owner', { kind: 'id', values: BigInt64Array.of(7n) }]]);
    let asked = 0;
    const ports: WorkPorts = {
      store,
      blob,
      clock,
      ids: { next: (prefix) => prefix },
      logger: { info: () => undefined, warn: () => undefined },
      crmFor: () => null,
      counterFor: () => null,
      userNamesFor: async () => {
        if (++asked === 1) throw failure;
        return new Map([['7', 'Ana Ruiz']]);
      },
    };
    const ask = createWorkDesk(ports);
    const seen = { view: null, isOwn: false, hidden: [], members: null };
    const question: WorkQuestion = { kind: 'segmentDistribution', org: ORG, ...seen, by: 'owner' };
    await ask(question).catch(() => null);
    const answer = await ask(question);
    expect(answer.ok ? answer.value : answer.error).toContain('Ana Ruiz');
    await ask(question);
    expect(asked).toBe(2);
  },
);

test('a generation that could not be read is read the next time, and once however many ask', async () => {
  const [store, blob] = [createMemoryStore(clock), createMemoryBlob()];
  const { id } = await publishGeneration({ store, blob }, ORG);
  const key = generationBlob(id, 'accounts');
  const bytes = (await readBytes(blob, ORG, key)) ?? new Uint8Array();
  await blob.remove(ORG, key);
  let reads = 0;
  const counted: WorkPorts['blob'] = { ...blob, read: (...asked) => (reads++, blob.read(...asked)) };
  const shelf = createGenerationShelf({ store, blob: counted });
  await expect(Promise.all([shelf.current(ORG), shelf.current(ORG)])).rejects.toMatchObject({ code: 'blobDamaged' });
  expect(reads).toBe(1);
  await writeBytes(blob, ORG, key, bytes);
  const both = await Promise.all([shelf.current(ORG), shelf.seenBy(ORG, null)]);
  expect(both.map((seen) => seen?.table.length)).toEqual([1, 1]);
  expect(reads).toBe(2);
});
