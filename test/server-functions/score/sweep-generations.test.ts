import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { ReadReport, TableRequest } from '#core/crm/crm-batch.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { exportKey, exportRowSchema } from '#server-functions/export/export-row.ts';
import { loadAccounts, readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { performRun } from '#server-functions/score/perform-run.ts';
import { runKey, runRowSchema } from '#server-functions/score/run-row.ts';
import { KEPT_FORMER } from '#server-functions/score/sweep-generations.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { createJson, readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { exportRow } from '#test/support/export-rows.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const AT = '2026-06-30T12:00:00Z';
const clock = { now: () => SAMPLE_NOON };
let sandbox: Sandbox;
let crm: SlicedCrmBatch;
let configuration: Configuration;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { clock });
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  crm = readingOnce(createRestCrmBatch({ rest, content: rest, clock, wait }));
  const proposed = await proposeFor(crm, { at: AT, author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  configuration = proposed.value;
});
afterAll(() => sandbox.close());

/** Every run sees the rows of the first one: the CRM rations downloads, and what is read is not the matter here. */
function readingOnce(from: SlicedCrmBatch): SlicedCrmBatch {
  const known = new Map<string, Promise<{ readonly batches: ColumnTable[]; readonly report: ReadReport }>>();
  const read = async (request: TableRequest) => {
    const reading = from.readPart(request, null);
    const batches: ColumnTable[] = [];
    for await (const batch of reading.batches) batches.push(batch);
    return { batches, report: (await reading.end).report };
  };
  return {
    ...from,
    readPart(request) {
      const rows = known.get(request.module) ?? read(request);
      known.set(request.module, rows);
      const batches = (async function* () {
        yield* (await rows).batches;
      })();
      return { batches, end: rows.then(({ report }) => ({ report, next: null })) };
    },
  };
}

/** An org of its own store with a way to run it. */
async function startOrg() {
  let ids = 0;
  const ports: WorkPorts = {
    store: createMemoryStore(clock),
    blob: createMemoryBlob(),
    clock,
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => crm,
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  await publishConfiguration(ports, ORG, configuration);
  return {
    ports,
    async run(): Promise<string> {
      const id = `run-${++ids}`;
      const row = { id, state: 'queued', asOf: SAMPLE_DAY, requestedBy: 'test', requestedAt: AT };
      await createJson(ports.store, ORG, runKey(id), runRowSchema.parse({ ...EMPTY_RUN, ...row }));
      await performRun(ports, { org: ORG, runId: id });
      return (await readCurrentGeneration(ports, ORG))?.value.id ?? '';
    },
    async generations(part: 'accounts' | 'changes'): Promise<string[]> {
      const keys = (await ports.blob.list(ORG, 'generations/')).map(({ key }) => key.split('/'));
      return keys.filter(([, , last]) => last === part).map(([, id]) => id ?? '');
    },
  };
}

test('after each run the published generation and the last ones stay, and the history of all', async () => {
  const org = await startOrg();
  // What a run left that broke off before it published.
  await org.ports.blob.write(ORG, 'generations/broken/accounts', once());
  const published = [];
  for (let run = 0; run < KEPT_FORMER + 3; run++) published.push(await org.run());
  const kept = published.slice(-1 - KEPT_FORMER);
  expect((await org.generations('accounts')).toSorted()).toEqual(kept.toSorted());
  expect((await org.generations('changes')).toSorted()).toEqual(kept.toSorted());
  expect((await loadAccounts(org.ports, ORG, { id: published.at(-1) ?? '', digests: null })).length).toBe(60);
});

test('a generation stays while an export made of it runs, and no other for its sake', async () => {
  const org = await startOrg();
  const [first, second] = [await org.run(), await org.run()];
  await createJson(org.ports.store, ORG, exportKey('e'), exportRow({ id: 'e', state: 'running', generation: first }));
  for (let run = 0; run < KEPT_FORMER + 2; run++) await org.run();
  const kept = await org.generations('accounts');
  expect(kept).toContain(first);
  expect(kept).not.toContain(second);
});

test('nothing is swept while an export runs that has not said what it is made of', async () => {
  const org = await startOrg();
  const first = await org.run();
  await createJson(org.ports.store, ORG, exportKey('e'), exportRow({ id: 'e', state: 'running', generation: null }));
  for (let run = 0; run < KEPT_FORMER + 1; run++) await org.run();
  expect(await org.generations('accounts')).toContain(first);
  const item = await readJson(org.ports.store, ORG, exportKey('e'), exportRowSchema);
  if (item === null) throw new Error('the export is there');
  await replaceJson(org.ports.store, ORG, item, { ...item.value, state: 'failed' });
  await org.run();
  expect(await org.generations('accounts')).not.toContain(first);
});

async function* once(): AsyncGenerator<Uint8Array, void, void> {
  yield new Uint8Array(1);
}

const EMPTY_RUN = {
  reason: null,
  problems: [],
  generation: null,
  projection: null,
  startedAt: null,
  endedAt: null,
  progress: { accounts: 0, deals: 0, lineItems: 0 },
};
