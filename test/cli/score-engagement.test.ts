import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import { parseTouchPointRecipeText } from '#core/configuration/parse-touch-points.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { readAccounts, readRows, runAbm } from '#test/support/run-abm.ts';
import { SMALL_RECIPE, SMALL_SETTINGS, smallFiles } from '#test/support/small-crm-files.ts';

const words = (asOf: string): string[] =>
  `score --data data --recipe recipe.json --settings settings.json --as-of ${asOf} --out out`.split(' ');

function shipped(id: string): TouchPointRecipe {
  const file = new URL(`../../recipes/touchpoints/${id}.touchpoints.json`, import.meta.url);
  const parsed = parseTouchPointRecipeText(readFileSync(file, 'utf8'), id);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const RECIPE = {
  ...SMALL_RECIPE,
  timeZone: 'Europe/Madrid',
  contacts: {
    file: 'contacts.csv',
    idColumn: 'contact_id',
    nameColumn: 'name',
    fields: [{ column: 'company', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'id' }],
  },
};
const CALLS = [
  'Record Id,Contact Name,Related To,Call Type,Call Result,Call Duration (in seconds),Call Start Time',
  // 23:30 in London is half past midnight in Madrid, the next day.
  'K1,P1,,Inbound,,120,2025-12-01T15:05:00+01:00',
  'K2,Ana Ruiz,,Outbound,,400,2025-12-02T15:45:00+01:00',
  'K3,P2,,Missed,,,2025-12-03T09:00:00+01:00',
  'K4,,A3,Outbound,No response/Busy,3,2025-12-04T23:30:00Z',
  'K5,P9,,Inbound,,60,2025-12-05T10:00:00+01:00',
  'K6,P1,,Inbound,,60,2026-01-02T10:00:00+01:00',
].join('\n');
const NOTES = ['Record Id,Parent ID,Created Time', 'N1,A3,2025-11-01T10:00:00Z', 'N2,P2,2025-11-02T10:00:00Z'].join(
  '\n',
);

function folderWith(
  engagement: Partial<EngagementSettings> = {},
  files: Readonly<Record<string, string>> = {},
): string {
  const sources = ['calls', 'notes', 'tickets'].map(shipped);
  const settings = {
    ...SMALL_SETTINGS,
    techniques: {
      rfm: null,
      firmographics: null,
      engagement: { ...presetEngagementSettings(sources), half: 10, ...engagement },
    },
  };
  return makeFolder(
    smallFiles({
      'recipe.json': JSON.stringify(RECIPE),
      'settings.json': JSON.stringify(settings),
      'data/contacts.csv': 'contact_id,name,company\nP1,Ana Ruiz,A1\nP2,Bo Li,A2\n',
      'data/Calls.csv': CALLS,
      'data/Notes.csv': NOTES,
      ...files,
    }),
  );
}

const scoresOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readAccounts(join(folder, 'out'))
      .slice(0, 4)
      .map((row) => [row.get('account_id') ?? '', `${row.get('engagement_score')} ${row.get('engagement_label_id')}`]),
  );

test('touch points of files become scores and labels of accounts, through their contacts', async () => {
  const folder = folderWith();
  const run = await runAbm(folder, ...words('2025-12-31'));
  expect(run.exitCode).toBe(0);
  // A1: 6 + 8; A2: -1 + 1; A3: -2 + 1.
  expect(scoresOf(folder)).toEqual({ A1: '62.10 engaged', A2: '0.00 cold', A3: '0.00 cold', A4: '0.00 cold' });
  expect(run.warned).toContain('The source "Support tickets" has no file Desk_Tickets.csv in the data folder');
  expect(run.warned).toContain('1 touch points belong to no account that was read');
  expect(run.warned).toContain('1 touch points are dated after the as-of day');
  expect(run.printed).toContain('Written: accounts.csv, contacts.csv and levels.json in out');
  expect(run.printed).toContain('8 touch points read, 6 counted; 10 points score 50 (settings)');
});

test('without a file of contacts it is said why there is no contacts.csv, and propose sends nobody to a choice', async () => {
  const { contacts: _, ...recipe } = RECIPE;
  const folder = folderWith({}, { 'recipe.json': JSON.stringify(recipe) });
  const run = await runAbm(folder, ...words('2025-12-31'));
  expect(run.exitCode).toBe(0);
  expect(run.warned).toContain('No contacts.csv is written: the recipe names no file of contacts.');
  expect(run.printed).toContain('Written: accounts.csv and levels.json in out');
  const proposed = await runAbm(folder, 'propose', '--data', 'data', '--recipe', 'recipe.json', '--out', 'new.json');
  expect(proposed.warned).toContain('contacts: The recipe names no file of contacts; what needs them is left out.');
  expect(proposed.warned).not.toContain('Choose one');
});

test('contacts get their weakest channel, and the hour and weekday on which they answer', async () => {
  const folder = folderWith();
  await runAbm(folder, ...words('2025-12-31'));
  const rows = readRows(join(folder, 'out', 'contacts.csv'));
  expect(rows.map((row) => [...row.values()])).toEqual([
    ['P1', 'Ana Ruiz', 'A1', 'call', '14.000', '2.000', '15', '1', '2'],
    ['P2', 'Bo Li', 'A2', 'call', '-1.000', '1.000', '', '', ''],
  ]);
});

test('as of an earlier day later touch points do not count', async () => {
  const folder = folderWith();
  await runAbm(folder, ...words('2025-12-01'));
  const then = scoresOf(folder);
  const cut = folderWith({}, { 'data/Calls.csv': CALLS.split('\n').slice(0, 2).join('\n') });
  await runAbm(cut, ...words('2025-12-01'));
  expect(then).toEqual(scoresOf(cut));
  expect(then['A1']).toBe('34.02 cool');
});

test('what has no date is told, and counts add up', async () => {
  const more = ['K7,P1,,Inbound,,60,', 'K8,P1,,Inbound,,60,2024-12-31T10:00:00+01:00', 'K9,P1,,Unknown,,60,'];
  const folder = folderWith({}, { 'data/Calls.csv': [CALLS, ...more].join('\n') });
  const run = await runAbm(folder, ...words('2025-12-31'));
  expect(scoresOf(folder)['A1']).toBe('62.10 engaged');
  expect(run.warned).toContain('Records of touch points without a date, which cannot count: 1.');
  expect(run.printed).toContain('9 touch points read, 6 counted, 1 before the window; 10 points');
  expect(JSON.parse(readFileSync(join(folder, 'out', 'levels.json'), 'utf8'))).toMatchObject({
    engagement: { touchPoints: { read: 9, counted: 6, withoutAccount: 1, later: 1, older: 1, undated: 1 } },
  });
});

test('without a half it is proposed and said', async () => {
  const folder = folderWith({ half: null });
  const run = await runAbm(folder, ...words('2025-12-31'));
  expect(run.warned).toContain('were proposed from these accounts');
  expect(scoresOf(folder)['A1']).toBe('90.00 highly-engaged');
});

test.each([
  [{ half: 0 }, 'The value 0 is not greater than 0.'],
  [{ windowDays: 0 }, 'The value 0 is below the least allowed, 30.'],
  [{ labels: presetEngagementSettings([]).labels.slice(1) }, 'The list has fewer than 5 entries.'],
  [
    { labels: Array.from({ length: 3 }, () => presetEngagementSettings([]).labels).flat() },
    'The list has more than the 10 entries',
  ],
])('settings outside of their bounds are told in words that fit: %j', async (engagement, said) => {
  const run = await runAbm(folderWith(engagement), ...words('2025-12-31'));
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain(said);
});

test('a file that does not say who or when is refused, one that lacks other columns is read without them', async () => {
  const refused = await runAbm(folderWith({}, { 'data/Notes.csv': 'Record Id,Title\nN1,x\n' }), ...words('2025-12-31'));
  expect(refused.exitCode).toBe(2);
  expect(refused.warned).toContain('Notes.csv:1: The file has no column "Parent ID"');
  const bare = folderWith({}, { 'data/Calls.csv': 'Contact Name,Call Type,Call Start Time\nP1,Missed,2025-12-01\n' });
  const run = await runAbm(bare, ...words('2025-12-31'));
  expect(run.exitCode).toBe(0);
  expect(run.warned).toContain('The file Calls.csv lacks the columns Record Id, Related To, Call Result');
});

test('settings that are proposed hold the sources whose files are there', async () => {
  const folder = folderWith();
  const run = await runAbm(folder, 'propose', '--data', 'data', '--recipe', 'recipe.json', '--out', 'proposed.json');
  expect(run.exitCode).toBe(0);
  const proposed = parseConfigurationText(readFileSync(join(folder, 'proposed.json'), 'utf8'), 'proposed.json');
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const { engagement } = proposed.value.techniques;
  expect(engagement?.sources.map(({ id }) => id)).toEqual(['calls', 'notes']);
  expect(engagement?.half).toBeNull();
});
