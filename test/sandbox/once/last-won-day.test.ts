import { expect, test } from 'vitest';
import { readLastWonDay } from '#sandbox/once/last-won-day.ts';
import { startSandboxForTest } from '../start-sandbox.ts';

test('the last won day is found whatever the won stages are called', async () => {
  const sandbox = await startSandboxForTest({ switches: { unknownPicklistValue: 'accepted' } });
  const caller = sandbox.as('administrator');
  const stages = ["Won 'big'", 'Won \\ signed', 'Won "it"'];
  const dayOf = (index: number) => `2026-01-0${index + 1}`;
  await caller.post('/crm/v8/Deals', {
    data: stages.map((Stage, index) => ({ Deal_Name: Stage, Stage, Closing_Date: dayOf(index) })),
  });
  for (const [index, stage] of stages.entries())
    expect([stage, await readLastWonDay(sandbox.url, caller.token, [stage])]).toEqual([stage, dayOf(index)]);
  expect(await readLastWonDay(sandbox.url, caller.token, stages)).toBe(dayOf(2));
  expect(await readLastWonDay(sandbox.url, caller.token, ['nothing was won'])).toBeNull();
});
