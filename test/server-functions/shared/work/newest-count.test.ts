import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Cancellation } from '#core/cancellation.ts';
import { EVERYTHING } from '#core/criteria/criteria.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import type { WorkQuestion } from '#server-functions/shared/work/work-question.ts';
import { MAPPING } from '#test/support/configuration-samples.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createMemoryOrg } from '#test/support/memory-crm-data.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { FIXTURE } from '#test/support/crm-fixture.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;
const clock = { now: () => 0 };

/** A CRM whose reads begin only when they are let, as a bulk job's do; what was cancelled by then is not read. */
function holdReads(crm: SlicedCrmBatch): { readonly crm: SlicedCrmBatch; readonly reads: string[]; release(): void } {
  const reads: string[] = [];
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    reads,
    release: () => release(),
    crm: {
      ...crm,
      readTable(request, cancellation) {
        const reading = crm.readTable(request, cancellation);
        return { report: reading.report, batches: held(reading.batches, cancellation) };
      },
    },
  };
  async function* held<T>(batches: AsyncIterable<T>, cancellation: Cancellation | undefined): AsyncGenerator<T> {
    reads.push('asked');
    await gate;
    cancellation?.throwIfAborted();
    reads.push('read');
    yield* batches;
  }
}

function countFor(asker: string): WorkQuestion {
  return { kind: 'accountCount', org: ORG, asker, mapping: MAPPING, criteria: EVERYTHING, asOfDay: 20_000 };
}

test("somebody's next count ends their former one, which reads no more; others' go on", async () => {
  const held = holdReads(createMemoryCrmBatch(createMemoryOrg(FIXTURE, 5_843_104_000_000_000_000n)));
  const ports: WorkPorts = {
    store: createMemoryStore(clock),
    blob: createMemoryBlob(),
    clock,
    ids: { next: (prefix) => prefix },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => held.crm,
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  const ask = createWorkDesk(ports);
  const former = ask(countFor('1'));
  const others = ask(countFor('2'));
  while (held.reads.length < 2) await wait(1);
  const newest = ask(countFor('1'));
  while (held.reads.length < 3) await wait(1);
  held.release();
  expect(await former).toEqual({ ok: false, error: { reason: 'superseded', problems: [] } });
  expect(await newest).toMatchObject({ ok: true });
  expect(await others).toEqual(await newest);
  expect(held.reads.filter((each) => each === 'read')).toHaveLength(2);
});
