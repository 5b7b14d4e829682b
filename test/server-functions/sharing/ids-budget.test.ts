import { expect, test } from 'vitest';
import { rememberOwnIds } from '#server-functions/shared/identity/ask-crm.ts';
import { createIdsBudget } from '#server-functions/shared/sharing/ids-budget.ts';
import type { OwnIds } from '#server-functions/shared/sharing/read-own-ids.ts';

const BYTES_OF_AN_ID = 8;

function callerWith(count: number, budget: ReturnType<typeof createIdsBudget>) {
  const read: string[] = [];
  const ownIds = rememberOwnIds((module) => {
    read.push(module);
    const own: OwnIds = { ids: new BigInt64Array(count), digest: module };
    return Promise.resolve(own);
  }, budget);
  return { read, ownIds };
}

test('callers remember ids up to a number of bytes together, and the oldest are read again', async () => {
  const budget = createIdsBudget(10 * BYTES_OF_AN_ID);
  const [first, second, third] = [callerWith(5, budget), callerWith(5, budget), callerWith(1, budget)];
  for (const caller of [first, second, first, second]) await caller.ownIds('Accounts');
  expect([first.read.length, second.read.length]).toEqual([1, 1]);
  await third.ownIds('Accounts');
  await second.ownIds('Accounts');
  expect(second.read.length).toBe(1);
  await first.ownIds('Accounts');
  expect(first.read.length).toBe(2);
});

test('one who sees more than all may hold is still answered, and remembered until the next', async () => {
  const budget = createIdsBudget(BYTES_OF_AN_ID);
  const [large, small] = [callerWith(100, budget), callerWith(1, budget)];
  await large.ownIds('Accounts');
  expect((await large.ownIds('Accounts')).ids.length).toBe(100);
  expect(large.read.length).toBe(1);
  await small.ownIds('Accounts');
  await large.ownIds('Accounts');
  expect(large.read.length).toBe(2);
});
