import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { performRun } from '#server-functions/score/perform-run.ts';
import { runKey, runRowSchema } from '#server-functions/score/run-row.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createJson, readJson } from '#server-functions/shared/stores/json-items.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { clock: { now: () => SAMPLE_NOON } });
});
afterAll(() => sandbox.close());

function connect(): SlicedCrmBatch {
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)));
  return createRestCrmBatch({ rest, content: rest, clock: { now: () => SAMPLE_NOON }, wait });
}

async function propose(): Promise<Configuration> {
  const proposed = await proposeFor(connect(), { at: '2026-06-30T12:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  return proposed.value;
}

test('a run that stalls while another publishes fails as overtaken, and the newer generation stands', async () => {
  let ids = 0;
  let crm = connect();
  const ports: WorkPorts = {
    store: createMemoryStore({ now: () => SAMPLE_NOON }),
    blob: createMemoryBlob(),
    clock: { now: () => SAMPLE_NOON },
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => crm,
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  const queue = async (runId: string): Promise<void> => {
    const row = {
      id: runId,
      state: 'queued',
      asOf: SAMPLE_DAY,
      requestedBy: 'test',
      requestedAt: '2026-06-30T12:00:00Z',
    };
    await createJson(ports.store, ORG, runKey(runId), runRowSchema.parse({ ...EMPTY_ROW, ...row }));
  };
  await publishConfiguration(ports, ORG, await propose());
  await queue('stalled');
  await queue('quick');

  const plain = crm;
  let stalled = false;
  crm = {
    ...plain,
    readPart(request, from, cancellation) {
      const reading = plain.readPart(request, from, cancellation);
      if (request.module !== 'Deals' || stalled) return reading;
      stalled = true;
      const { batches } = reading;
      return {
        ...reading,
        batches: (async function* () {
          await performRun(ports, { org: ORG, runId: 'quick' });
          yield* batches;
        })(),
      };
    },
  };
  await performRun(ports, { org: ORG, runId: 'stalled' });

  const rowOf = async (runId: string) => (await readJson(ports.store, ORG, runKey(runId), runRowSchema))?.value;
  expect((await rowOf('quick'))?.state).toBe('done');
  expect(await rowOf('stalled')).toMatchObject({ state: 'failed', reason: 'publishedMeanwhile' });
  expect((await readCurrentGeneration(ports, ORG))?.value.runId).toBe('quick');
});

const EMPTY_ROW = {
  reason: null,
  problems: [],
  generation: null,
  projection: null,
  startedAt: null,
  endedAt: null,
  progress: { accounts: 0, deals: 0, lineItems: 0 },
};
