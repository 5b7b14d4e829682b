import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/support/make-folder.ts';
import { readRows, runAbm } from '#test/support/run-abm.ts';
import { SMALL_RECIPE, smallFiles } from '#test/support/small-crm-files.ts';

const RECIPE = {
  ...SMALL_RECIPE,
  contacts: {
    file: 'contacts.csv',
    idColumn: 'contact_id',
    nameColumn: 'name',
    fields: [
      { column: 'company', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'id' },
      { column: 'title', field: 'Title', type: 'text' },
    ],
  },
};
const shared = { names: { en: 'Rule', es: 'Regla' }, active: true, fromDay: '2025-12-01' };
const field = (id: string, module: string, points: number, condition: object): object => ({
  ...shared,
  id,
  module,
  points,
  kind: 'field',
  criteria: { conditions: [condition], pattern: '' },
});
const touch = (id: string, module: string, points: number, channel: string, response: string): object => ({
  ...shared,
  id,
  module,
  points,
  kind: 'touch',
  channel,
  response,
});
const RULES = [
  field('chief', 'contacts', 8, { field: 'crm:Title', operator: 'contains', value: 'chief' }),
  touch('missed', 'contacts', -2, 'call', 'missedInbound'),
  touch('answered', 'contacts', 6, 'call', 'answeredInbound'),
  touch('answered-account', 'accounts', 3, 'call', 'answeredInbound'),
  field('large', 'accounts', 1, { field: 'crm:Employees', operator: 'atLeast', number: 300 }),
  field('won', 'deals', 5, { field: 'crm:Amount', operator: 'greaterThan', number: 29.99 }),
];
const CALLS = [
  'Record Id,Contact Name,Related To,Call Type,Call Result,Call Duration (in seconds),Call Start Time',
  'K1,P1,,Inbound,,120,2025-11-01T15:05:00+01:00',
  'K2,P1,,Missed,,,2025-12-02T15:45:00+01:00',
  'K3,P2,,Inbound,,60,2025-12-03T09:00:00+01:00',
  'K4,P2,,Inbound,,60,2026-12-03T09:00:00+01:00',
].join('\n');

const words = 'rules --data data --recipe recipe.json --rules rules.json --as-of 2025-12-31 --out out'.split(' ');

function folderWith(rules: readonly object[]): string {
  return makeFolder(
    smallFiles({
      'recipe.json': JSON.stringify(RECIPE),
      'rules.json': JSON.stringify({ format: 'lodestar.scoring-rules/1', version: 1, rules }, null, 1),
      'data/contacts.csv': 'contact_id,name,company,title\nP1,Ana Ruiz,A1,Chief buyer\nP2,Bo Li,A2,Clerk\nP3,Cy,A3,\n',
      'data/Calls.csv': CALLS,
    }),
  );
}

test('rules run for all records of the files: ranked by score, with a ledger', async () => {
  const folder = folderWith(RULES);
  expect(await runAbm(folder, ...words)).toMatchObject({
    exitCode: 0,
    warned: 'note: 1 touch points are dated after the as-of day; they do not count yet.',
  });
  const scores = readRows(join(folder, 'out/scores.csv')).map((row) => [...row.values()].join(' '));
  expect(scores).toEqual([
    'accounts 1 A1 Company 1 3 3 0',
    // Equal points, equal rank.
    'accounts 1 A2 Company 2 3 3 0',
    'accounts 3 A30 Company 30 1 1 0',
    'contacts 1 P1 Ana Ruiz 12 14 -2',
    'contacts 2 P2 Bo Li 6 6 0',
    'deals 1 D30 D30 5 5 0',
  ]);
  const ledger = readRows(join(folder, 'out/ledger.csv')).filter((row) => row.get('record_id') === 'P1');
  expect(ledger.map((row) => [...row.values()].slice(2, 6).join(' '))).toEqual([
    '2025-11-01 6 6 answered',
    '2025-12-02 -2 4 missed',
    '2025-12-31 8 12 chief',
  ]);
});

test('touch points that cannot count are told by their number', async () => {
  const folder = folderWith(RULES);
  const more = ['K5,P9,,Inbound,,60,2025-12-03T09:00:00+01:00', 'K6,P1,,Inbound,,60,', 'K7,P1,,Unknown,,60,'];
  writeFileSync(join(folder, 'data/Calls.csv'), [CALLS, ...more].join('\n'));
  const { warned } = await runAbm(folder, ...words);
  expect(warned.split('\n')).toEqual([
    'note: Records of touch points without a date, which cannot count: 1.',
    'note: Touch points that belong to no account and no contact that was read: 1.',
    'note: 1 touch points are dated after the as-of day; they do not count yet.',
  ]);
});

test('rules that cannot be read are refused with their place, and leads are left out aloud', async () => {
  const wrong = await runAbm(
    folderWith([field('a', 'contacts', 12, { field: 'crm:Nope', operator: 'isEmpty' })]),
    ...words,
  );
  expect(wrong).toMatchObject({ exitCode: 2 });
  expect(wrong.warned).toContain('rules.json:');
  expect(wrong.warned).toContain('rules.json: recipes/example.scoring-rules.json shows what such a file holds.');
  const unknown = await runAbm(
    folderWith([field('a', 'contacts', 1, { field: 'crm:Nope', operator: 'isEmpty' })]),
    ...words,
  );
  expect(unknown).toMatchObject({ exitCode: 2 });
  expect(unknown.warned).toContain('crm:Nope');
  const leads = await runAbm(
    folderWith([field('a', 'leads', 1, { field: 'crm:City', operator: 'isEmpty' })]),
    ...words,
  );
  expect(leads).toMatchObject({ exitCode: 0 });
  expect(leads.warned).toContain('There are no leads in CSV files');
});

test('the example that ships runs over exports of the CRM, and each of its rules gives points', async () => {
  const recipes = resolve(import.meta.dirname, '../../recipes');
  const folder = makeFolder({
    'data/Accounts.csv': 'Record Id,Account Name,Industry,Employees\nA1,One,Retail,700\nA2,Two,Retail,70\n',
    'data/Contacts.csv': 'Record Id,Full Name,Account Name.id,Email Opt Out\nP1,Ana Ruiz,A1,false\nP2,Bo Li,A2,true\n',
    'data/Products.csv': 'Record Id,Product Name\nX1,Thing\n',
    'data/Deals.csv':
      'Record Id,Deal Name,Account Name.id,Stage,Closing Date,Amount,Currency,Exchange Rate\nD1,Deal,A1,Closed Won,2026-02-02,10000,USD,1\n',
    'data/Calls.csv': CALLS.replaceAll(/202[56]-1[12]/g, '2026-03'),
  });
  const named = ['--recipe', join(recipes, 'zoho-export-full.recipe.json')];
  named.push('--rules', join(recipes, 'example.scoring-rules.json'));
  const run = await runAbm(folder, 'rules', '--data', 'data', ...named, '--as-of', '2026-06-30', '--out', 'out');
  expect(run).toMatchObject({ exitCode: 0 });
  const given = readRows(join(folder, 'out/ledger.csv')).map((row) => `${row.get('record_id')} ${row.get('rule')}`);
  expect(new Set(given)).toEqual(
    new Set(['P1 answered-call', 'P2 answered-call', 'P2 opted-out', 'A1 large-in-retail', 'D1 large-deal']),
  );
});
