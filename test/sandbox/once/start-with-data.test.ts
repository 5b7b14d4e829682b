import { expect, test } from 'vitest';
import { makeFolder } from '#test/support/make-folder.ts';
import { BAD_ACCOUNTS, GOOD_ACCOUNTS, makeData, runStart } from './run-start.ts';

test('a file that cannot be read is named with its line and the remedy, exit code 2', async () => {
  const { code, stderr } = await runStart(makeData(BAD_ACCOUNTS).args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^accounts\.csv:5: .+\. .+\.\n$/)]);
});

test('a file that contradicts the recipe is named as well', async () => {
  const { code, stderr } = await runStart(makeData('name,employees\nAcme,10\nAcme,20\n').args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^accounts\.csv:3: .+\. .+\.\n$/)]);
});

test('a folder in which a start failed takes the corrected files', async () => {
  const folder = makeFolder();
  const bad = await runStart([...makeData(BAD_ACCOUNTS).args, '--folder', folder]);
  const good = await runStart([...makeData(GOOD_ACCOUNTS).args, '--folder', folder]);
  // Three accounts are too few for labels: the files were read.
  expect([bad.code, good.code, good.stderr]).toEqual([2, 3, expect.stringContaining('techniqueRefused')]);
});
