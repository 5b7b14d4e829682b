import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { performRun } from '#server-functions/score/perform-run.ts';
import { ENDED, runKey, runRowSchema, type RunRow } from '#server-functions/score/run-row.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { createRunWorld, RUN_ACCOUNTS, RUN_ID, RUN_NOON, RUN_ORG, type RunWorld } from '#test/support/run-world.ts';
import { SimulatedDay } from '#test/support/simulated-day.ts';
import { createUnsteadyStore } from '#test/support/unsteady-store.ts';

// Workers that die leave their timers; only their turns count here.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
afterAll(() => void vi.useRealTimers());

function portsOf({ memory, store, blob, written }: RunWorld, day: SimulatedDay, worker: number): WorkPorts {
  const turn = (what: string): Promise<void> => day.turn(worker, what);
  const plain = createMemoryCrmBatch(memory);
  const meet = async (what: string): Promise<void> => {
    await turn(what);
    if (day.fate() === 'fails' && (what === 'org' || what === 'fields'))
      throw new CrmError('unavailable', 'the CRM does not answer');
  };
  const count = (ids: BigInt64Array): void => {
    for (const id of ids) written.set(String(id), (written.get(String(id)) ?? 0) + 1);
  };
  const crm: SlicedCrmBatch = {
    ...plain,
    org: () => meet('org').then(plain.org),
    fields: (module) => meet('fields').then(() => plain.fields(module)),
    async write(request) {
      await meet('crm write');
      count(request.ids);
      return plain.write(request);
    },
    async startBulkWrite(request) {
      await meet('crm bulk');
      count(request.ids);
      return plain.startBulkWrite(request);
    },
    awaitBulkWrite: (...call) => meet('job').then(() => plain.awaitBulkWrite(...call)),
    readRows: (...call) => meet('rows').then(() => plain.readRows(...call)),
    putRecord: (request) => meet('crm record').then(() => plain.putRecord(request)),
  };
  let ids = 0;
  return {
    store: createUnsteadyStore(store, { turn, fate: () => day.fate() }),
    blob: {
      read: (...call) => turn('read part').then(() => blob.read(...call)),
      write: (...call) => turn('write part').then(() => blob.write(...call)),
      remove: (...call) => turn('remove part').then(() => blob.remove(...call)),
      list: (...call) => turn('list parts').then(() => blob.list(...call)),
    },
    clock: day.clock,
    ids: { next: (prefix) => `${prefix}-${worker}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => crm,
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
}

/** A day from the queued run to its end; a person takes it up again whenever it ended without one. */
async function simulate(
  day: SimulatedDay,
  techniques: 'proposed' | 'every' = 'proposed',
): Promise<{ readonly row: RunRow; readonly left: string; readonly twice: string[] }> {
  const world = await createRunWorld(day.clock, techniques);
  const rowOf = () => readJson(world.store, RUN_ORG, runKey(RUN_ID), runRowSchema);
  const limits = {
    recordRows: 7,
    bulkFromRows: day.clock.now() % 2 === 0 ? 1_000 : 7,
    bulkRows: 7,
    settleMs: 0,
    retryMs: 0,
    techniqueAccounts: 13,
  };
  await day.run(
    async (worker) => {
      const ports = portsOf(world, day, worker);
      const deadline = worker % 3 === 0 ? day.clock.now() + 2_000 : null;
      // What even the row cannot be told of is taken up later.
      await performRun(ports, { org: RUN_ORG, runId: RUN_ID }, { limits, deadline }).catch(() => undefined);
    },
    async () => {
      const item = await rowOf();
      if (item === null) throw new Error('the run is there');
      if (!ENDED.has(item.value.state)) return false;
      if (item.value.state === 'done' || item.value.state === 'publishedPartly') return true;
      const job = { ...item.value.job, leaseUntil: 0, attempts: 0 };
      await replaceJson(world.store, RUN_ORG, item, { ...item.value, state: 'queued', endedAt: null, job });
      return false;
    },
  );
  const row = (await rowOf())?.value;
  if (row === undefined) throw new Error('the run is there');
  const objects = (await world.blob.list(RUN_ORG, '')).filter(
    ({ key }) =>
      // Instants are told in the log of changes, in history and in what names the ledger. A store that failed while the run
      // cleared up leaves parts of it to the next one: room, not truth.
      !key.includes('/changes') && !key.endsWith('/ledger') && !key.startsWith('history') && !key.startsWith('runs/'),
  );
  const accounts = [...(world.memory.modules.get('Accounts')?.rows.values() ?? [])];
  const left = JSON.stringify([objects, accounts]);
  return { row, left, twice: [...world.written].flatMap(([id, times]) => (times > 1 ? [id] : [])) };
}

test('whatever day it is, runs end as on a good one: the same objects and records, and every record written once', async () => {
  const calm = new SimulatedDay(0, RUN_NOON);
  Object.defineProperty(calm, 'isGood', { value: true });
  const reference = await simulate(calm);
  expect(reference.row.state).toBe('done');
  expect(reference.row.projection).toMatchObject({ of: RUN_ACCOUNTS, written: RUN_ACCOUNTS });
  const happened = { killed: 0, paused: 0, unclear: 0, failed: 0 };
  const seeds = propertyRuns(20);
  for (let seed = 1; seed <= seeds; seed++) {
    const day = new SimulatedDay(seed, RUN_NOON + (seed % 2));
    const { row, left, twice } = await simulate(day);
    // Those of workers that died, each with what it held.
    vi.clearAllTimers();
    expect([seed, row.state, twice]).toEqual([seed, 'done', []]);
    expect(left, `seed ${seed}`).toBe(reference.left);
    for (const what of ['killed', 'paused', 'unclear', 'failed'] as const) happened[what] += day.happened[what];
  }
  for (const times of Object.values(happened)) expect(times).toBeGreaterThan(seeds / 4);
}, 3_600_000);

test('runs of every technique end so as well, wherever their units are broken off', async () => {
  const calm = new SimulatedDay(0, RUN_NOON);
  Object.defineProperty(calm, 'isGood', { value: true });
  const reference = await simulate(calm, 'every');
  expect(reference.row.state).toBe('done');
  expect(reference.left).toMatch(/"ABM_Engagement_Label":"[A-Z].*"ABM_Recommendations_Label":"[A-Z]/);
  // Such a day takes several times as long as one of two techniques, and the same mechanism carries both.
  const seeds = Math.ceil(propertyRuns(60) / 10);
  for (let seed = 1; seed <= seeds; seed++) {
    const { row, left, twice } = await simulate(new SimulatedDay(seed, RUN_NOON + (seed % 2)), 'every');
    vi.clearAllTimers();
    expect([seed, row.state, twice]).toEqual([seed, 'done', []]);
    expect(left, `seed ${seed}`).toBe(reference.left);
  }
}, 3_600_000);
