import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { readBook, readRunBook, sumSpent } from '#server-functions/shared/credits/credit-book.ts';
import { CREDIT_SETTINGS } from '#server-functions/shared/credits/credit-settings.ts';
import { openRunAccount } from '#server-functions/shared/credits/run-account.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG: OrgKey = { dc: 'com', orgId: '700010001' };
const NOON = Date.UTC(2026, 5, 30, 12);
const DAY_MS = 24 * 60 * 60_000;

interface Limits {
  readonly mostPerRun: number | null;
  readonly mostPerDay: number | null;
}

/** Deliveries of runs, each of which spends by tens as long as it may. */
async function createBench(limits: Limits) {
  const clock = { ms: NOON, now: () => clock.ms };
  const store = createMemoryStore(clock);
  let named = 0;
  const ids = { next: (kind: string) => `${kind}-${named++}` };
  await createJson(store, ORG, CREDIT_SETTINGS, { ...limits, changedBy: { id: '1', name: 'x' }, changedAt: 'x' });
  const deliver = async (id: string): Promise<number> => {
    const account = await openRunAccount({ store, clock, ids }, ORG, { id });
    try {
      for (;;) {
        const release = account.hold(10);
        account.note({ kind: 'other', credits: 10 });
        release();
      }
    } catch (error) {
      if (!(error instanceof CrmError) || error.reason !== 'budgetReached') throw error;
    }
    await account.save();
    return account.total;
  };
  return { clock, store, deliver };
}

test('the limit of a day holds for all deliveries of the day, however long ago their run was asked for', async () => {
  const { clock, store, deliver } = await createBench({ mostPerRun: null, mostPerDay: 100 });
  expect([await deliver('run-old'), await deliver('run-old'), await deliver('run-new')]).toEqual([100, 0, 0]);
  clock.ms += 3 * DAY_MS;
  expect([await deliver('run-old'), await deliver('run-old'), await deliver('run-new')]).toEqual([100, 0, 0]);
  const booked = await readBook(store, ORG, clock.ms, 4);
  expect(booked.flatMap(({ byDay }) => Object.entries(byDay).map(([day, spent]) => [day, sumSpent(spent)]))).toEqual([
    ['2026-06-30', 100],
    ['2026-07-03', 100],
  ]);
});

test('calls that are made together do not spend the same credits, and one that came to nothing gives them back', async () => {
  const { clock, store } = await createBench({ mostPerRun: 25, mostPerDay: null });
  const account = await openRunAccount({ store, clock, ids: { next: (kind) => kind } }, ORG, { id: 'run-1' });
  const [first, second] = [account.hold(10), account.hold(10)];
  expect(() => account.hold(10)).toThrow(expect.objectContaining({ reason: 'budgetReached' }));
  first();
  first();
  const third = account.hold(10);
  account.note({ kind: 'other', credits: 10 });
  second();
  third();
  account.hold(15);
  expect(() => account.hold(1)).toThrow(expect.objectContaining({ reason: 'budgetReached' }));
});

test('the limit of a run is one for all its days: resuming it does not begin a new one', async () => {
  const { clock, store, deliver } = await createBench({ mostPerRun: 100, mostPerDay: 60 });
  const spent: number[] = [];
  for (let resume = 0; resume < 4; resume++) {
    spent.push(await deliver('run-1'));
    clock.ms += DAY_MS;
  }
  expect(spent).toEqual([60, 40, 0, 0]);
  expect(await readRunBook(store, ORG, 'run-1')).toBe(100);
});

test('a delivery over midnight books each day by itself', async () => {
  const { clock, store } = await createBench({ mostPerRun: null, mostPerDay: null });
  const account = await openRunAccount({ store, clock, ids: { next: () => 'delivery' } }, ORG, { id: 'run-1' });
  account.note({ kind: 'other', credits: 3 });
  await account.save();
  clock.ms += DAY_MS;
  account.note({ kind: 'other', credits: 5 });
  await account.save();
  await account.save();
  expect(account.total).toBe(8);
  expect(await readRunBook(store, ORG, 'run-1')).toBe(8);
  const booked = async (days: number) => (await readBook(store, ORG, clock.ms, days)).map(({ byDay }) => byDay);
  expect(await booked(1)).toEqual([{ '2026-07-01': { other: 5 } }]);
  expect(await booked(2)).toEqual([{ '2026-06-30': { other: 3 } }, { '2026-07-01': { other: 5 } }]);
});
