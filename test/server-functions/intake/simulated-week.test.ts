import { expect, test } from 'vitest';
import { compareKept, simulateDays } from '#scripts/intake/simulate-days.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';

// A small part of what `npm run verify:intake` does with 300,000 contacts.
const SCALE = { contacts: 1_500, accounts: 300, days: 5, seed: 7 } as const;
const seconds = (): number => 0;

test('no day exceeds its ceiling by the CRM’s own count, and coverage grows until everybody was read', async () => {
  const ceiling = 700;
  const simulated = await simulateDays({ ...SCALE, ceiling }, createMemoryBlob(), { seconds });
  const { days } = simulated;
  for (const { day, credits, said } of days)
    expect({ day, isWithin: credits <= said && said <= ceiling }).toEqual({ day, isWithin: true });
  // All of a day's credits are used while there is somebody to read.
  expect(days[0]?.stopped).toBe('ceiling');
  expect(days[0]?.credits).toBeGreaterThan(ceiling * 0.85);
  expect(days.map(({ percent }) => percent)).toEqual(days.map(({ percent }) => percent).toSorted((a, b) => a - b));
  expect(days.at(-1)?.coverage.read).toBe(days.at(-1)?.coverage.withAddress);
  const { compared, different } = await compareKept(simulated);
  expect(compared).toBeGreaterThan(300);
  expect(different).toBe(0);
});

test('the same seed gives the same days', async () => {
  const once = await simulateDays({ ...SCALE, days: 2, ceiling: 400 }, createMemoryBlob(), { seconds });
  const again = await simulateDays({ ...SCALE, days: 2, ceiling: 400 }, createMemoryBlob(), { seconds });
  expect(again.days).toEqual(once.days);
});
