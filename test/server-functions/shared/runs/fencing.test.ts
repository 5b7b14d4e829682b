import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Store } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { JobControl } from '#server-functions/shared/jobs/job-control.ts';
import { claimJob } from '#server-functions/shared/runs/claim-job.ts';
import { driveJob } from '#server-functions/shared/runs/drive-job.ts';
import { FencedError } from '#server-functions/shared/runs/fenced-error.ts';
import { jobStateSchema, newJobState } from '#server-functions/shared/runs/job-state.ts';
import { LEASE_MS } from '#server-functions/shared/runs/lease.ts';
import { createTimeBudget } from '#server-functions/shared/runs/time-budget.ts';
import { createJson, readJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';
import { createUnsteadyStore, type StoreFate } from '#test/support/unsteady-store.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const KEY = 'counts/one';
const UNITS = 6;
const rowSchema = z.strictObject({
  job: jobStateSchema(z.strictObject({ next: z.int() })),
  /** Which unit was counted by which claim. */
  counted: z.array(z.strictObject({ unit: z.int(), epoch: z.int() })),
});
type Row = z.infer<typeof rowSchema>;

const unsteered: JobControl = {
  aborted: false,
  throwIfAborted: () => undefined,
  checkpoint: () => Promise.resolve(),
  wishedBy: () => null,
  close: () => undefined,
};
const isOver = ({ job }: Row): boolean => job.cursor.next === UNITS;

/** One delivery: claims, counts units, stops where it is told to. */
async function work(store: Store, clock: { now(): number }, name: string, deadline: number | null): Promise<string> {
  let ids = 0;
  const ports = { store, clock, org: ORG, schema: rowSchema, ids: { next: () => `${name}-${++ids}` } };
  const claim = await claimJob(ports, KEY, isOver);
  if (claim.kind !== 'claimed') return claim.kind;
  const { job } = claim;
  const { epoch } = job.row.job;
  return driveJob(
    job,
    async ({ job: { cursor } }) => {
      await job.confirm();
      return (row) => ({
        job: { ...row.job, cursor: { next: cursor.next + 1 } },
        counted: [...row.counted, { unit: cursor.next, epoch }],
      });
    },
    { isOver, control: unsteered, budget: createTimeBudget(clock, deadline) },
  );
}

const jump = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1_000) },
  { weight: 2, arbitrary: fc.constant(LEASE_MS + 1) },
  { weight: 1, arbitrary: fc.integer({ min: -20 * LEASE_MS, max: 3 * LEASE_MS }) },
);
const fate = fc.oneof(
  { weight: 8, arbitrary: fc.constant<StoreFate>('well') },
  { weight: 1, arbitrary: fc.constantFrom<StoreFate>('done', 'lost', 'late', 'fails') },
);

test('workers with pauses past their lease, clock jumps, duplicates and unclear outcomes count every unit once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(jump, { minLength: 1, maxLength: 40 }),
      fc.array(fate, { minLength: 1, maxLength: 60 }),
      fc.array(fc.constantFrom(null, 20_000), { minLength: 3, maxLength: 6 }),
      async (scheduler, jumps, fates, deliveries) => {
        const time = { ms: 1_000_000_000, calls: 0 };
        const clock = { now: () => time.ms };
        const plain = createMemoryStore(clock);
        const row: Row = { job: newJobState('count', { next: 0 }), counted: [] };
        await createJson(plain, ORG, KEY, row);
        const epochs: number[] = [];
        const seen: Store = {
          ...plain,
          async replace(org, key, revision, value, expiresAt) {
            const result = await plain.replace(org, key, revision, value, expiresAt);
            if (result.outcome === 'written') epochs.push(rowSchema.parse(JSON.parse(value)).job.epoch);
            return result;
          },
        };
        const store = createUnsteadyStore(seen, {
          turn: async (what, key) => {
            await scheduler.schedule(Promise.resolve(), `${what} ${key}`);
            time.ms += jumps[time.calls % jumps.length] ?? 0;
            time.calls++;
          },
          fate: () => fates[time.calls % fates.length] ?? 'well',
        });
        const deliver = (name: string, limit: number | null): Promise<string> =>
          work(store, clock, name, limit === null ? null : time.ms + limit).catch((error: unknown) => {
            if (error instanceof FencedError || error instanceof StoreError) return error.name;
            throw error;
          });
        const running = deliveries.map((limit, index) => deliver(`w${index}`, limit));
        await scheduler.waitFor(Promise.all(running));
        // Whoever comes last on a good day brings it to its end.
        for (let late = 0; !isOver((await readJson(plain, ORG, KEY, rowSchema))?.value ?? row); late++) {
          time.ms += 2 * LEASE_MS;
          await work(seen, clock, `late${late}`, null);
        }
        const ended = (await readJson(plain, ORG, KEY, rowSchema))?.value.counted ?? [];
        expect(ended.map(({ unit }) => unit)).toEqual([...Array(UNITS).keys()]);
        expect(epochs, 'no write of an older claim after a newer one').toEqual(epochs.toSorted((a, b) => a - b));
      },
    ),
    { numRuns: propertyRuns(300), seed: propertySeed() },
  );
});

test('a second delivery finds the job held, and over once it has ended', async () => {
  const clock = { now: () => 1_000 };
  const store = createMemoryStore(clock);
  await createJson(store, ORG, KEY, { job: newJobState('count', { next: 0 }), counted: [] } satisfies Row);
  const place = { store, clock, org: ORG, schema: rowSchema, ids: { next: (prefix: string) => `${prefix}-x` } };
  const first = await claimJob({ ...place, ids: { next: () => 'first' } }, KEY, isOver);
  expect(first.kind).toBe('claimed');
  expect((await claimJob({ ...place, ids: { next: () => 'second' } }, KEY, isOver)).kind).toBe('held');
  if (first.kind !== 'claimed') return;
  await first.job.release((row) => ({ ...row, job: { ...row.job, cursor: { next: UNITS } } }));
  expect((await claimJob({ ...place, ids: { next: () => 'third' } }, KEY, isOver)).kind).toBe('over');
});

test('a job handed back when its time is nearly up goes on at its cursor', async () => {
  const time = { ms: 0 };
  const clock = { now: () => (time.ms += 1_000) };
  const store = createMemoryStore(clock);
  await createJson(store, ORG, KEY, { job: newJobState('count', { next: 0 }), counted: [] } satisfies Row);
  const deliveries: string[] = [];
  for (let index = 0; deliveries.at(-1) !== 'ended' && index < 20; index++)
    deliveries.push(await work(store, clock, `w${index}`, time.ms + 15_000));
  expect(deliveries.length).toBeGreaterThan(1);
  expect(deliveries.slice(0, -1).every((each) => each === 'again')).toBe(true);
  const counted = (await readJson(store, ORG, KEY, rowSchema))?.value.counted ?? [];
  expect(counted.map(({ unit }) => unit)).toEqual([...Array(UNITS).keys()]);
});
