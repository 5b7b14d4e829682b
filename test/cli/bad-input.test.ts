import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm, SCORE } from '#test/support/run-abm.ts';
import { SMALL_RECIPE, SMALL_SETTINGS, smallAccounts, smallDeals, smallFiles } from '#test/support/small-crm-files.ts';

async function scoreWith(changes: Readonly<Record<string, string | Uint8Array | null>>) {
  const folder = makeFolder(smallFiles(changes));
  const run = await runAbm(folder, ...SCORE);
  return { ...run, wrote: existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : [] };
}

function settings(change: (settings: typeof SMALL_SETTINGS) => unknown): string {
  return JSON.stringify(change(structuredClone(SMALL_SETTINGS)), null, 2);
}

const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`\uFEFF${text}`, 'utf16le'));
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

test('the files as they are score', async () => {
  const run = await scoreWith({});
  expect(run.warned).toContain('Only 30 accounts have a purchase');
  expect(run).toMatchObject({ exitCode: 0, wrote: ['accounts.csv', 'levels.json'] });
});

test.each([
  [
    'a missing column',
    { 'data/deals.csv': smallDeals().replace('closed', 'closed on') },
    'deals.csv:1: The file has no column "closed"; it has: deal, company, status, closed on, sum. Correct the header',
  ],
  [
    'an unreadable date',
    { 'data/deals.csv': smallDeals().replace('5.3.2025', '2025-03-05') },
    'deals.csv:6: The date "2025-03-05" in column "closed" cannot be read. Correct the date, or the dateFormat',
  ],
  [
    'a day that the calendar does not have',
    { 'data/deals.csv': smallDeals().replace('5.3.2025', '30.2.2025') },
    'deals.csv:6: The date "30.2.2025"',
  ],
  [
    'an amount that is none',
    { 'data/deals.csv': smallDeals().replace(',7.50', ',seven') },
    'deals.csv:8: The amount "seven" in column "sum" is not a number. Write a plain number',
  ],
  [
    'a duplicate id',
    { 'data/accounts.csv': smallAccounts().replace('A9,', 'A4,') },
    'accounts.csv:10: The id "A4" in column "number" stands in line 5 already. Remove or rename one',
  ],
  ['an empty file', { 'data/deals.csv': '' }, 'deals.csv:1: The file is empty. Export the file again.'],
  [
    'a header without rows',
    {
      'data/accounts.csv': `${smallAccounts().split('\n')[0]}\n`,
      'data/deals.csv': `${smallDeals().split('\n')[0]}\n`,
    },
    'accounts.csv: The file has a header and no account below it. Export the file again.',
  ],
  ['a missing file', { 'data/deals.csv': null }, 'deals.csv: The file is not in the data folder. Check the folder'],
  [
    'UTF-16',
    { 'data/accounts.csv': utf16(smallAccounts()) },
    'accounts.csv:1: The file is UTF-16, not UTF-8. Save or export it as "CSV UTF-8".',
  ],
  [
    'Latin-1',
    { 'data/accounts.csv': latin1(smallAccounts().replace('Company 3,', 'Compañía 3,')) },
    'accounts.csv:4: The bytes are not UTF-8',
  ],
  [
    'a line over 8 MB',
    { 'data/deals.csv': smallDeals().replace('D5,', `"${'x'.repeat(9 * 1024 * 1024)}",`) },
    'deals.csv:6: One record is longer than 8388608 bytes. Check separators and quotation marks',
  ],
  [
    'a quotation mark that is never closed',
    { 'data/deals.csv': smallDeals().replace('D5,', '"D5,') },
    'deals.csv:6: A quotation mark is opened and never closed.',
  ],
  [
    'a row with too few cells',
    { 'data/deals.csv': smallDeals().replace('D5,A5,', 'D5,') },
    'deals.csv:6: The record has fewer cells than the header.',
  ],
  [
    'an unknown key in the settings',
    { 'settings.json': settings((s) => ({ ...s, technique: {} })) },
    /^settings\.json:\d+:3: The key "technique" is unknown here\. Remove it or correct its spelling\./,
  ],
  [
    'a field that is nowhere, used by a criterion',
    {
      'settings.json': settings((s) => ({
        ...s,
        criteria: { conditions: [{ field: 'crm:Size_Class', operator: 'isNotEmpty' }], pattern: '' },
      })),
    },
    /^settings\.json:\d+:\d+: The field "Size_Class" does not exist in Accounts\. Correct .*\(criteria\.conditions\[0\]\.field\)/,
  ],
  [
    'a mapping to a field that is not there',
    {
      'settings.json': settings((s) => {
        s.mapping.deals.fields.amount = 'Total';
        return s;
      }),
    },
    /^settings\.json:\d+:\d+: The field "Total", mapped to "amount", does not exist in Deals\. Correct the mapping\. \(mapping\.deals\.fields\.amount\)/,
  ],
  [
    'a mapping to a module that is not there',
    {
      'settings.json': settings((s) => {
        s.mapping.accounts.module = 'Companies';
        return s;
      }),
    },
    /^settings\.json:\d+:\d+: The module Companies \(for accounts\) does not exist\. Correct its name\./,
  ],
  [
    'references of which not one is known',
    { 'data/deals.csv': smallDeals().replaceAll(/,A(\d+),/g, ',B$1,') },
    'deals.csv: Not one value of the column "company" is a known record. Check the column',
  ],
  [
    'broken JSON',
    { 'settings.json': '{\n  "format": "lodestar.config/1",\n  oops\n}' },
    'settings.json:3:3: Unexpected "o". Correct the JSON',
  ],
  [
    'settings that are not text',
    { 'settings.json': latin1('{"reason":"año"}') },
    'settings.json: The file is not UTF-8 text.',
  ],
  [
    'a recipe in place of settings',
    { 'settings.json': JSON.stringify(SMALL_RECIPE) },
    'settings.json:1:11: This is a document of another kind',
  ],
  [
    'missing settings',
    { 'settings.json': null },
    'settings.json: There is no such file. Check the path given to --settings.',
  ],
])('%s is bad input: file, line and remedy are named, and nothing is written', async (_, changes, message) => {
  const run = await scoreWith(changes);
  expect(run).toMatchObject({ exitCode: 2, printed: '', wrote: [] });
  if (typeof message === 'string') expect(run.warned).toContain(message);
  else
    expect(run.warned.split('\n').some((line) => message.test(line.replace(/^.*\/(?=settings\.json)/, '')))).toBe(true);
  expect(run.warned).not.toMatch(/\{\w+\}|\?"/);
});

test('missing columns of all files are named at once, a line each', async () => {
  const run = await scoreWith({
    'data/accounts.csv': smallAccounts().replace('number,', 'no,'),
    'data/deals.csv': smallDeals().replace('closed,sum', 'closed on,total'),
  });
  expect(run).toMatchObject({ exitCode: 2, printed: '', wrote: [] });
  expect(run.warned.split('\n').map((line) => line.replace(/; it has: .*?\. /, '. '))).toEqual(
    [
      ['accounts.csv', 'number'],
      ['deals.csv', 'closed'],
      ['deals.csv', 'sum'],
    ].map(
      ([file = '', column = '']) =>
        `${file}:1: The file has no column "${column}". Correct the header of the file, or the column name in the recipe.`,
    ),
  );
});

test('files with nothing but what RFM needs are proposed and scored, and what they lack is noted', async () => {
  const needed = (text: string, columns: readonly number[]): string =>
    text.replaceAll(/^.+$/gm, (line) => columns.map((column) => line.split(',')[column]).join(','));
  const folder = makeFolder(
    smallFiles({
      'settings.json': null,
      'data/accounts.csv': needed(smallAccounts(), [0]),
      'data/deals.csv': needed(smallDeals(), [1, 2, 3, 4]),
    }),
  );
  const proposed = await runAbm(folder, 'propose', ...SCORE.slice(1, 5), '--out', 'settings.json');
  const notes = [
    'accounts.csv:1: The file has no column "company". It is optional: "number" stands for the names.',
    'accounts.csv:1: Optional columns are not in the file: staff, country. What they would fill stays unmapped',
    'deals.csv:1: The file has no column "deal". It is optional: records go by their names, or by file and line.',
    'deals.csv:1: The file has no column "deal". It is optional: "company" stands for the names.',
  ];
  const scored = await runAbm(folder, ...SCORE);
  for (const run of [proposed, scored]) {
    expect(run.exitCode).toBe(0);
    for (const note of notes) expect(run.warned).toContain(note);
  }
  expect(readFileSync(join(folder, 'settings.json'), 'utf8')).not.toContain('Employees');
});

test('too few accounts for automatic levels is a refusal of its own', async () => {
  const few = (text: string): string => text.split('\n').slice(0, 20).join('\n');
  const run = await scoreWith({ 'data/accounts.csv': few(smallAccounts()), 'data/deals.csv': few(smallDeals()) });
  expect(run).toMatchObject({ exitCode: 3, printed: '', wrote: [] });
  expect(run.warned).toMatch(
    /^settings\.json:\d+:\d+: Automatic recency with 5 levels needs 25 accounts with a purchase; there are 19\. Use manual bands, or fewer levels\./,
  );
});

test('results never overwrite the data they come from', async () => {
  const folder = makeFolder(smallFiles());
  const run = await runAbm(folder, ...SCORE.slice(0, -1), 'data');
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain('The results would overwrite the data.');
});

test('a refusal leaves older results as they were', async () => {
  const folder = makeFolder(smallFiles({ 'out/accounts.csv': 'older', 'data/deals.csv': '' }));
  expect((await runAbm(folder, ...SCORE)).exitCode).toBe(2);
  expect(readdirSync(join(folder, 'out'))).toEqual(['accounts.csv']);
});

test('help goes to the output, a mistyped command to the errors', async () => {
  const folder = makeFolder();
  expect(await runAbm(folder, '--help')).toMatchObject({ exitCode: 0, warned: '' });
  expect(await runAbm(folder, 'scroe')).toMatchObject({ exitCode: 2, printed: '' });
});

test('who forgot the recipe is told of it', async () => {
  const folder = makeFolder(smallFiles({}));
  const words = SCORE.filter((word) => word !== '--recipe' && word !== 'recipe.json');
  const run = await runAbm(folder, ...words);
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain(
    "Deals.csv: The file is not in the data folder. Without --recipe the folder holds Zoho CRM's own exports",
  );
  expect(run.warned).not.toContain('file name in the recipe');
});
