import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const search = (module: string, query: Record<string, string>, user = 'administrator') =>
  sandbox.as(user).get(`/crm/v8/${module}/search?${new URLSearchParams({ fields: 'Account_Name', ...query })}`);

/** Sources: Zoho, "Search records" of v2 to v8 and of Deluge; values as COQL compares them. */
const TRUTH: readonly (readonly [criteria: string, where: string])[] = [
  ['(Account_Name:equals:Account 50)', "Account_Name = 'Account 50'"],
  ['(Account_Name:equals:account 50)', "Account_Name = 'Account 50'"],
  ['(Account_Name:starts_with:ärzte)', "Account_Name IN ('Ärztehaus Süd', 'ärztehaus nord')"],
  ['(Account_Name:starts_with:Acme\\, Inc)', "Account_Name = 'Acme, Inc.'"],
  ["(Account_Name:equals:O'Neill 100%)", "Account_Name = 'O''Neill 100%'"],
  ['(Industry:not_equal:Retail)', "Industry <> 'Retail'"],
  ['(Industry:in:Retail,Education)', "Industry IN ('Retail', 'Education')"],
  ['(Employees:greater_than:2900)', 'Employees > 2900'],
  ['(Employees:less_equal:30)', 'Employees <= 30'],
  ['(Employees:between:100,200)', 'Employees BETWEEN 100 AND 200'],
  ['((Employees:less_than:300)and(Industry:equals:Retail))', "Employees < 300 AND Industry = 'Retail'"],
  [
    '(((Employees:less_than:50) or (Employees:greater_equal:2950)) and (Industry:equals:Retail))',
    "(Employees < 50 OR Employees >= 2950) AND Industry = 'Retail'",
  ],
];
test.each(TRUTH)('%s finds what SQL finds', async (criteria, where) => {
  const answer = await search('Accounts', { criteria });
  const expected = sandbox.sql(`SELECT CAST(id AS TEXT) AS id FROM Accounts WHERE ${where} ORDER BY id`);
  expect(expected.length).toBeGreaterThan(0);
  expect(answer.rows.map((row) => row['id'])).toEqual(expected.slice(0, 200).map((row) => row['id']));
  expect(answer.at('info', 'more_records')).toBe(expected.length > 200);
});

test.each([
  'Account_Name:equals:x',
  '(Account_Name:equals:x',
  '(Account_Name:equals:)',
  '(Account_Name:resembles:x)',
  '(Account_Name:equals:x,y)',
  '(Nobody:equals:x)',
  '(Parent_Account.Industry:equals:Retail)',
  '(Description:starts_with:x)',
  '(Employees:equals:many)',
  '(Employees:between:1,2,3)',
  "(Account_Name:equals:x') or (1:equals:1)",
  `(${Array.from({ length: 11 }, (_, n) => `(Employees:equals:${n})`).join('and')})`,
  `(Employees:in:${Array.from({ length: 101 }, (_, n) => n).join(',')})`,
])('%s is no search', async (criteria) => {
  const answer = await search('Accounts', { criteria });
  expect([answer.status, answer.at('code')]).toEqual([400, 'INVALID_QUERY']);
});

test('by e-mail, by phone and by word, the first of them counts, and nothing found is 204', async () => {
  const of = async (query: Record<string, string>) =>
    (await search('Contacts', { fields: 'Email', ...query })).rows.map((row) => row['Email']);
  expect(await of({ email: 'CONTACT7@example.com' })).toEqual(['contact7@example.com']);
  expect(await of({ word: 'ontact39' })).toEqual(['contact39@example.com']);
  expect(await of({ criteria: '(Last_Name:equals:Last 3)', email: 'contact7@example.com' })).toEqual([
    'contact3@example.com',
  ]);
  expect((await search('Contacts', { phone: '600' })).status).toBe(204);
  expect((await search('Contacts', { word: 'x' })).at('details', 'minimum_length')).toBe(2);
  expect((await search('Contacts', {})).at('code')).toBe('REQUIRED_PARAM_MISSING');
});

test('pages reach 2,000 records, and hidden fields are not searched', async () => {
  const second = await search('Accounts', { word: 'account', per_page: '100', page: '3' });
  expect([second.rows.length, second.at('info', 'more_records')]).toEqual([92, false]);
  expect((await search('Accounts', { word: 'account', page: '11' })).at('code')).toBe(
    'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
  );
  const hidden = await search('Deals', { criteria: '(Amount:greater_than:1)' }, 'noAmounts');
  expect([hidden.status, hidden.at('code')]).toEqual([400, 'INVALID_QUERY']);
  expect((await search('Deals', { word: 'deal' }, 'noDeals')).status).toBe(403);
});
