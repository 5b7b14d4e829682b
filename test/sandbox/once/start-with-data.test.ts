import { expect, test } from 'vitest';
import { BAD_ACCOUNTS, makeData, runStart } from './run-start.ts';

test('a file that cannot be read is named with its line and the remedy, exit code 2', async () => {
  const { code, stderr } = await runStart(makeData(BAD_ACCOUNTS).args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^accounts\.csv:5: .+\. .+\.\n$/)]);
});

test('a file that contradicts the recipe is named as well', async () => {
  const { code, stderr } = await runStart(makeData('name,employees\nAcme,10\nAcme,20\n').args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^accounts\.csv:3: .+\. .+\.\n$/)]);
});
