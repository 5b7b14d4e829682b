import { rmSync } from 'node:fs';
import { join } from 'node:path';
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

/** Several starts, each a process of its own, perhaps beside other tests. Milliseconds. */
const MANY_STARTS_MS = 240_000;

test(
  'a kept folder refuses another file, another recipe, another day and the sample org; the same again is welcome',
  { timeout: MANY_STARTS_MS },
  async () => {
    const folder = makeFolder();
    const data = makeData(GOOD_ACCOUNTS);
    const first = [...data.args, '--folder', folder];
    expect((await runStart(first)).code).toBe(3);
    // Elsewhere, with the same content.
    const again = await runStart([...makeData(GOOD_ACCOUNTS).args, '--folder', folder]);
    expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('techniqueRefused')]);
    for (const [args, named] of [
      [[...makeData(`${GOOD_ACCOUNTS}Dent,40\n`).args, '--folder', folder], '(--data)'],
      [[...first, '--today', '2026-07-01'], '(--today)'],
      [['--folder', folder], '(--data, --recipe)'],
      [['--accounts', '200', '--folder', folder], '(--accounts, --data, --recipe)'],
    ] as const) {
      const { code, stderr } = await runStart(args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(named)]);
      expect(stderr).toContain('Name another folder with --folder');
      expect(stderr).not.toContain('    at ');
    }
  },
);

test('a kept folder without its import report is refused, and nothing goes on running', async () => {
  const folder = makeFolder();
  const args = [...makeData(GOOD_ACCOUNTS).args, '--folder', folder];
  await runStart(args);
  rmSync(join(folder, 'import-report.json'));
  const { code, stderr } = await runStart(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining('import-report.json cannot be read (ENOENT)')]);
});

test('a folder that cannot be made is said', async () => {
  const { code, stderr } = await runStart(['--folder', join(makeFolder({ file: 'mine' }), 'file', 'kept')]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be made (ENOTDIR). Name another folder')]);
});
