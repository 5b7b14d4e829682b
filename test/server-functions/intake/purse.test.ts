import { expect, test } from 'vitest';
import { createPurse } from '#server-functions/intake/purse.ts';

function open() {
  const booked: number[] = [];
  const { purse, account } = createPurse({
    total: 0,
    hold: () => () => undefined,
    note: ({ credits }) => void booked.push(credits),
    save: async () => undefined,
  });
  return { purse, account, booked };
}

test('calls that are under way take room like those that were made, tries again included', () => {
  const { purse, account, booked } = open();
  expect(purse.take()).toBe(false);
  purse.fill(4);
  expect([purse.take(), purse.take()]).toEqual([true, true]);
  // The first of them was answered by a failure, and then.
  account.note({ kind: 'other', credits: 1 });
  account.note({ kind: 'other', credits: 1 });
  expect(purse.take()).toBe(false);
  purse.done();
  expect(purse.take()).toBe(true);
  expect([purse.spent, purse.most, booked.length]).toEqual([2, 4, 2]);
});

test('a call that would exceed what the unit may spend is not made', () => {
  const { purse, account } = open();
  purse.fill(50);
  const release = account.hold(50);
  expect(() => account.hold(1)).toThrow(expect.objectContaining({ reason: 'budgetReached' }));
  release();
  account.hold(50)();
  account.note({ kind: 'bulkRead', credits: 50 });
  expect(() => account.hold(1)).toThrow(expect.objectContaining({ reason: 'budgetReached' }));
  purse.fill(1);
  account.hold(1)();
});
