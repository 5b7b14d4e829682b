import { expect, test } from 'vitest';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { performRun } from '#server-functions/score/perform-run.ts';
import { runKey, runRowSchema, type RunRow } from '#server-functions/score/run-row.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createRunWorld, RUN_ACCOUNTS, RUN_ID, RUN_NOON, RUN_ORG } from '#test/support/run-world.ts';

/** A run whose deliveries last a few units each: the clock goes on by a second whenever somebody looks. */
async function startRun() {
  const time = { ms: RUN_NOON };
  const clock = { now: () => (time.ms += 1_000) };
  const world = await createRunWorld(clock);
  const asked: string[] = [];
  let ids = 0;
  const crm = createMemoryCrmBatch(world.memory);
  const ports: WorkPorts = {
    store: world.store,
    blob: world.blob,
    clock,
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => ({
      ...crm,
      readPart(request, from, cancellation) {
        asked.push(`${request.module} ${from ?? 'start'}`);
        return crm.readPart(request, from, cancellation);
      },
    }),
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  const item = async () => {
    const found = await readJson(world.store, RUN_ORG, runKey(RUN_ID), runRowSchema);
    if (found === null) throw new Error('the run is there');
    return found;
  };
  return {
    world,
    ports,
    asked,
    row: async (): Promise<RunRow> => (await item()).value,
    deliver: () =>
      performRun(
        ports,
        { org: RUN_ORG, runId: RUN_ID },
        { deadline: time.ms + 60_000, limits: { recordRows: 10, retryMs: 0, settleMs: 0 } },
      ),
    /** As a person who cancels it between two deliveries, and takes it up again. */
    async endAndResume() {
      const { value, ...rest } = await item();
      await replaceJson(world.store, RUN_ORG, rest, { ...value, state: 'queued' });
    },
  };
}

async function toItsEnd(run: Awaited<ReturnType<typeof startRun>>): Promise<number> {
  for (let deliveries = 1; ; deliveries++) if ((await run.deliver()) === 'ended') return deliveries;
}

test('a run that no delivery has time for ends after several, each part read once', async () => {
  const run = await startRun();
  expect(await toItsEnd(run)).toBeGreaterThan(3);
  const row = await run.row();
  expect([row.state, row.projection?.written]).toEqual(['done', RUN_ACCOUNTS]);
  expect(run.asked.length).toBeGreaterThan(10);
  expect(new Set(run.asked).size).toBe(run.asked.length);
});

test('a field that changes its meaning between two deliveries ends the run by name, and nothing is published', async () => {
  const run = await startRun();
  expect(await run.deliver()).toBe('again');
  const deals = run.world.memory.modules.get('Deals');
  const at = deals?.fields.findIndex(({ apiName }) => apiName === 'Stage') ?? -1;
  const stage = deals?.fields[at];
  if (deals === undefined || stage === undefined) throw new Error('there are stages');
  deals.fields[at] = { ...stage, options: stage.options.map((option) => ({ ...option, stageType: 'open' })) };
  await toItsEnd(run);
  const { state, reason, problems } = await run.row();
  expect([state, reason, problems[0]?.where]).toEqual(['refused', 'orgChanged', 'Deals.Stage']);
  expect(await readCurrentGeneration(run.ports, RUN_ORG)).toBe(null);
});

test('a run taken up again goes on at its place, and begins anew under settings of another version', async () => {
  const same = await startRun();
  await same.deliver();
  await same.endAndResume();
  await toItsEnd(same);
  expect(new Set(same.asked).size).toBe(same.asked.length);
  expect((await same.row()).generation).toBe(`generation-${RUN_ID}`);

  const other = await startRun();
  await other.deliver();
  const { configuration } = other.world;
  await publishConfiguration(other.ports, RUN_ORG, { ...configuration, version: configuration.version + 1 });
  await other.endAndResume();
  await toItsEnd(other);
  expect((await other.row()).generation).toBe(`generation-${RUN_ID}-2`);
  expect((await readCurrentGeneration(other.ports, RUN_ORG))?.value.configurationVersion).toBe(2);
});

test('a run that nobody resumes by hand keeps the settings that it began with', async () => {
  const run = await startRun();
  await run.deliver();
  const { configuration } = run.world;
  await publishConfiguration(run.ports, RUN_ORG, { ...configuration, version: configuration.version + 1 });
  await toItsEnd(run);
  expect((await readCurrentGeneration(run.ports, RUN_ORG))?.value.configurationVersion).toBe(1);
});
