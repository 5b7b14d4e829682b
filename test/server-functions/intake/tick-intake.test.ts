import { beforeEach, expect, test } from 'vitest';
import { NO_COVERAGE } from '#core/intake/coverage.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { dayCeiling } from '#server-functions/intake/day-ceiling.ts';
import { currentIntakeKey, readCurrentIntake } from '#server-functions/intake/intake-manifest.ts';
import { intakeKey, intakeRowSchema, keptUntil, type IntakeRow } from '#server-functions/intake/intake-row.ts';
import {
  findUnfinishedIntake,
  readLatestIntake,
  spentByIntakes,
  startIntake,
} from '#server-functions/intake/start-intake.ts';
import { tickIntake } from '#server-functions/intake/tick-intake.ts';
import { INTAKE_POLICY_KEY } from '#server-functions/policies/intake-policy.ts';
import { figuresOf } from '#server-functions/refresh/org-figures.ts';
import { priceRefresh } from '#server-functions/refresh/refresh-price.ts';
import { releaseRunLock, takeRunLock } from '#server-functions/score/run-lock.ts';
import { CREDIT_SETTINGS } from '#server-functions/shared/credits/credit-settings.ts';
import { runBookPrefix } from '#server-functions/shared/credits/credit-book.ts';
import type { Job } from '#server-functions/shared/ports.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createJson, readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { CONFIGURATION } from '#test/support/configuration-samples.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { publishGeneration } from '#test/support/publish-generation.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const HOUR_MS = 3_600_000;
const MORNING = Date.UTC(2026, 5, 30, 6);
const WHO = { changedBy: { id: '1', name: 'Ada' }, changedAt: '2026-06-01T00:00:00.000Z' };

let clock: { ms: number };
let jobs: Job[];
let ports: Parameters<typeof tickIntake>[0];
beforeEach(async () => {
  clock = { ms: MORNING };
  jobs = [];
  const time = { now: () => clock.ms };
  ports = {
    store: createMemoryStore(time),
    blob: createMemoryBlob(),
    clock: time,
    queue: { enqueue: async (job) => void jobs.push(job) },
  };
  let ids = 0;
  await publishConfiguration({ ...ports, ids: { next: (prefix) => `${prefix}-${++ids}` } }, ORG, {
    ...CONFIGURATION,
    version: 1,
  });
});

const switchOn = () => createJson(ports.store, ORG, INTAKE_POLICY_KEY, { state: 'on', mostPerDay: 500, ...WHO });
const publish = () => publishGeneration({ ...ports, blob: createMemoryBlob() }, ORG);

async function tick(): Promise<readonly string[]> {
  jobs.length = 0;
  await tickIntake(ports, ORG);
  return jobs.map((job) => (job.kind === 'intake' ? job.intakeId : job.kind));
}

async function end(change: Partial<IntakeRow>): Promise<void> {
  const item = await readLatestIntake(ports, ORG);
  if (item === null) throw new Error('there is an intake');
  const row = { ...item.value, endedAt: new Date(clock.ms).toISOString(), ...change };
  await replaceJson(ports.store, ORG, item, row, keptUntil(row));
}

test('once a day of UTC, and only where somebody wants it, after the first run and beside no other one', async () => {
  expect(await tick()).toEqual([]);
  await switchOn();
  expect(await tick()).toEqual([]);
  await publish();
  await takeRunLock(ports.store, ORG, 'run-x', clock.ms);
  expect(await tick()).toEqual([]);
  await releaseRunLock(ports.store, ORG, 'run-x');
  expect(await tick()).toEqual(['intake-20260630']);
  expect(await tick()).toEqual([]);
  await end({ state: 'done' });
  clock.ms += 17 * HOUR_MS;
  expect(await tick()).toEqual([]);
  clock.ms += HOUR_MS;
  expect(await tick()).toEqual(['intake-20260701']);
});

test('one that broke is begun again after an hour, four times a day; one that a person cancelled is not', async () => {
  await switchOn();
  await publish();
  await tick();
  for (const attempt of [2, 3, 4]) {
    await end({ state: 'failed', reason: 'unavailable' });
    clock.ms += HOUR_MS - 1;
    expect(await tick()).toEqual([]);
    clock.ms += 1;
    expect(await tick()).toEqual([`intake-20260630-${attempt}`]);
  }
  await end({ state: 'failed', reason: 'unavailable' });
  clock.ms += 2 * HOUR_MS;
  expect(await tick()).toEqual([]);
  clock.ms += 24 * HOUR_MS;
  expect(await tick()).toEqual(['intake-20260701']);
  await end({ state: 'cancelled' });
  clock.ms += 2 * HOUR_MS;
  expect(await tick()).toEqual([]);
});

test('what was read goes seven days after reading was switched off, once the intake has ended, and nothing else does', async () => {
  const { store, blob } = ports;
  await switchOn();
  await publish();
  await tick();
  await createJson(store, ORG, currentIntakeKey(), {
    runId: 'intake-20260629',
    publishedAt: '2026-06-29T06:00:00.000Z',
    manifest: 'm',
    former: null,
    coverage: NO_COVERAGE,
    days: [],
  });
  const others = { dc: 'com', orgId: '7002' } as const;
  const keys = ['intake/objects/m', 'intake/runs/intake-20260630/parts/a', 'generations/generation-1/x'];
  for (const org of [ORG, others]) for (const key of keys) await writeBytes(blob, org, key, new Uint8Array(1));
  const left = async (org: typeof ORG | typeof others) => (await blob.list(org, '')).map(({ key }) => key);
  const decide = async (state: 'on' | 'off') => {
    const item = await store.read(ORG, INTAKE_POLICY_KEY);
    const value = { state, mostPerDay: 500, ...WHO, changedAt: new Date(clock.ms).toISOString() };
    await replaceJson(store, ORG, { key: INTAKE_POLICY_KEY, revision: item?.revision ?? '' }, value);
  };
  await decide('off');
  clock.ms += 7 * 24 * HOUR_MS - 1;
  await tick();
  expect(await left(ORG)).toEqual(await left(others));
  clock.ms += 1;
  await tick();
  expect(await left(ORG)).toEqual(await left(others));
  expect((await store.list(ORG, 'job-wishes/')).items.map(({ value }) => value)).toEqual([
    expect.stringContaining('"wish":"cancel"'),
  ]);
  await end({ state: 'cancelled' });
  await tick();
  expect(await readCurrentIntake(ports, ORG)).toBeNull();
  expect(await left(ORG)).toEqual(['generations/generation-1/x']);
  expect(await left(others)).toEqual(keys.toSorted());
  // Followed to its end, and once more when somebody has changed their mind twice.
  await writeBytes(blob, ORG, 'intake/objects/n', new Uint8Array(1));
  await tick();
  expect(await left(ORG)).toContain('intake/objects/n');
  await decide('off');
  clock.ms += 7 * 24 * HOUR_MS;
  await tick();
  expect(await left(ORG)).toEqual(['generations/generation-1/x']);
});

test('one that a person began and that broke is begun again with the next day, as the page says', async () => {
  await switchOn();
  await publish();
  await startIntake(ports, ORG, { id: 'intake-1', requestedBy: '1' });
  await end({ state: 'failed', reason: 'keepsBreaking' });
  clock.ms += 2 * HOUR_MS;
  expect(await tick()).toEqual([]);
  clock.ms += 22 * HOUR_MS;
  expect(await tick()).toEqual(['intake-20260701']);
});

test('one whose worker has died is delivered again, and one that is at work is not', async () => {
  await switchOn();
  await publish();
  await tick();
  expect(await findUnfinishedIntake(ports, ORG, 'respected')).toEqual([]);
  clock.ms += HOUR_MS;
  expect(await findUnfinishedIntake(ports, ORG, 'respected')).toHaveLength(1);
  await end({ state: 'running' });
  const item = await readJson(ports.store, ORG, intakeKey('intake-20260630'), intakeRowSchema);
  if (item === null) throw new Error('there is a row');
  const job = { ...item.value.job, epoch: 1, holder: 'w', leaseUntil: clock.ms + 60_000 };
  await replaceJson(ports.store, ORG, item, { ...item.value, job }, keptUntil(item.value));
  expect(await findUnfinishedIntake(ports, ORG, 'respected')).toEqual([]);
  expect(await findUnfinishedIntake(ports, ORG, 'void')).toHaveLength(1);
  expect((await readLatestIntake(ports, ORG))?.value.job.leaseUntil).toBe(0);
});

test('a day has the policy’s ceiling, and no more than budget and allowance leave beside runs', async () => {
  await switchOn();
  expect(await dayCeiling(ports, ORG, null)).toBe(500);
  expect(await dayCeiling(ports, ORG, 50_000)).toBe(500);
  expect(await dayCeiling(ports, ORG, 400)).toBe(400);
  const book = (runId: string, credits: number) =>
    createJson(ports.store, ORG, `${runBookPrefix('2026-06-30', runId)}d`, {
      runId,
      byDay: { '2026-06-30': { other: credits } },
    });
  await book('run-1', 300);
  // Its own credits are counted by itself, to the last one taken.
  await book('intake-20260630', 200);
  expect(await dayCeiling(ports, ORG, 400)).toBe(100);
  await createJson(ports.store, ORG, CREDIT_SETTINGS, { mostPerRun: null, mostPerDay: 350, ...WHO });
  expect(await dayCeiling(ports, ORG, 50_000)).toBe(50);
  expect(await dayCeiling(ports, ORG, 100)).toBe(0);
});

test('what keeping labels fresh is still to take on the day is left to it: the night’s run, and looks for changes until midnight', async () => {
  await switchOn();
  const generation = await publish();
  const price = priceRefresh(
    figuresOf(generation, CONFIGURATION),
    { days: [] },
    { nightlyMinute: 60, today: '2026-06-30' },
  );
  const sweeps = price.options[0]?.sweeps ?? 0;
  expect(price.nightly).toBeGreaterThan(0);
  const limit = 2 * sweeps;
  clock.ms = Date.UTC(2026, 5, 30, 0, 0);
  expect(await dayCeiling(ports, ORG, limit)).toBe(Math.min(500, limit - sweeps - (price.nightly ?? 0)));
  // In the evening the night's run of this day is over.
  clock.ms = Date.UTC(2026, 5, 30, 18, 0);
  expect(await dayCeiling(ports, ORG, sweeps)).toBe(Math.min(500, sweeps - Math.ceil(sweeps / 4)));
  expect(await dayCeiling(ports, ORG, 5_000)).toBe(500);
});

test('what an intake took and never accounted for is spent', async () => {
  await switchOn();
  await publish();
  await tick();
  await end({ state: 'failed', spent: { '2026-06-30': 40 }, reserved: { day: '2026-06-30', credits: 60 } });
  expect(await spentByIntakes(ports, ORG, '2026-06-30')).toBe(100);
  expect(await spentByIntakes(ports, ORG, '2026-06-30', 'intake-20260630')).toBe(0);
  expect(await spentByIntakes(ports, ORG, '2026-07-01')).toBe(0);
});
