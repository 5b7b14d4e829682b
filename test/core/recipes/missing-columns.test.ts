import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { RecipeFilesError } from '#core/recipes/recipe-error.ts';
import { neededColumns } from '#core/recipes/needed-columns.ts';
import { cellsOf } from '#test/support/csv-text.ts';
import { FIRST_IDS, openFiles, readRole, recipeOf, SHOP_FILES, SHOP_RECIPE } from '#test/support/recipe-files.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const shipped = (name: string) => recipeOf(JSON.parse(readFileSync(`${ROOT}/recipes/${name}.recipe.json`, 'utf8')));
const zoho = shipped('zoho-export');
const severalCurrencies = shipped('zoho-export-full');

const DEALS = 'Account Name.id,Stage,Closing Date,Amount\nzcrm_1,Closed Won,2026-01-31,12.50\nzcrm_2,Closed Lost,,\n';
const BARE = { 'Accounts.csv': 'Record Id\nzcrm_1\nzcrm_2\n', 'Deals.csv': DEALS };

async function problemsOf(recipe: typeof zoho, files: Readonly<Record<string, string>>) {
  try {
    await openFiles(recipe, files);
  } catch (error) {
    if (error instanceof RecipeFilesError)
      return error.problems.map(({ code, where, params }) => [code, where, params['column'] ?? null, params['remedy']]);
    throw error;
  }
  throw new Error('The files were opened, and should have been refused');
}
const missing = (file: string, column: string) => [
  'csv.missingHeader',
  `${file}:1`,
  column,
  'csv.remedy.correctHeader',
];

test('exports with nothing but what RFM needs are read, and one note a file says which optional columns they lack', async () => {
  const opened = await openFiles(zoho, BARE);
  const accounts = await readRole(opened, 'accounts');
  expect(cellsOf(accounts.table, 'Account_Name')).toEqual(['zcrm_1', 'zcrm_2']);
  expect([...accounts.table.columns.keys()]).toEqual(['id', 'Account_Name']);
  expect(accounts.report).toMatchObject({ rowsIn: 2, rowsPlaced: 2, rowsReported: 0, problems: [] });
  expect(accounts.report.notes).toEqual([
    {
      code: 'recipe.namesMissing',
      where: 'Accounts.csv:1',
      params: { column: 'Account Name', instead: 'Record Id' },
      count: 0,
    },
    {
      code: 'recipe.columnsMissing',
      where: 'Accounts.csv:1',
      params: {
        columns: 'Industry, Account Type, Annual Revenue, Employees, Website, Billing Country, Parent Account.id',
      },
      count: 0,
    },
  ]);

  const deals = await readRole(opened, 'deals');
  expect(cellsOf(deals.table, 'Account_Name')).toEqual([FIRST_IDS.accounts + 1n, FIRST_IDS.accounts + 2n]);
  expect(cellsOf(deals.table, 'Amount')).toEqual([1250, null]);
  expect(deals.report.problems).toEqual([]);
  expect(deals.report.notes.map(({ code, params }) => [code, params])).toEqual([
    ['recipe.idsMissing', { column: 'Record Id' }],
    ['recipe.namesMissing', { column: 'Deal Name', instead: 'Account Name.id' }],
    ['recipe.columnsMissing', { columns: 'Type, Lead Source' }],
  ]);
  expect(opened.columnNotes('deals')).toEqual(deals.report.notes);
  expect(opened.sourceIdOf('deals', FIRST_IDS.deals + 2n)).toBe('Deals.csv:3');
});

test('what the README says is needed and optional is what the recipe for Zoho exports says', () => {
  const readme = readFileSync(`${ROOT}/README.md`, 'utf8');
  const listed = (file: string) => {
    const cells = new RegExp(`^\\| \`${file}\` *\\|([^|]*)\\|([^|]*)\\|$`, 'm').exec(readme);
    const columns = (text: string | undefined) => (text ?? '').split(',').map((column) => column.trim());
    return { needed: columns(cells?.[1]), optional: columns(cells?.[2]) };
  };
  for (const role of ['accounts', 'deals'] as const) {
    const table = zoho[role];
    if (table === undefined) throw new Error(`The recipe has no ${role}`);
    const all = [table.idColumn ?? '', table.nameColumn, ...table.fields.map(({ column }) => column)];
    const needed = neededColumns(zoho, role);
    expect(listed(table.file).needed.toSorted()).toEqual(needed.toSorted());
    expect(listed(table.file).optional).toEqual(all.filter((column) => !needed.includes(column)));
  }
});

test('every listed optional column may be missing alone, and no needed one may', async () => {
  const whole = (role: 'accounts' | 'deals') => {
    const table = zoho[role];
    return [table?.idColumn ?? '', table?.nameColumn ?? '', ...(table?.fields ?? []).map(({ column }) => column)];
  };
  const files = (role: string, without: string) =>
    Object.fromEntries(
      (['accounts', 'deals'] as const).map((each) => [
        each === 'accounts' ? 'Accounts.csv' : 'Deals.csv',
        `${whole(each)
          .filter((column) => each !== role || column !== without)
          .join(',')}\n`,
      ]),
    );
  for (const role of ['accounts', 'deals'] as const)
    for (const column of whole(role)) {
      const opening = openFiles(zoho, files(role, column));
      if (neededColumns(zoho, role).includes(column))
        await expect(opening).rejects.toMatchObject({
          problem: { code: 'csv.missingHeader', params: { column } },
        });
      else expect([column, (await opening).columnNotes(role).length]).toEqual([column, 1]);
    }
});

test('whatever is wrong in the headers of all files is told at once, by file, column and remedy', async () => {
  const files = {
    'Accounts.csv': 'Account Name\nAcme\n',
    'Deals.csv': 'Account Name.id,Stage,Stage,Close Date\nzcrm_1,Closed Won,,\n',
  };
  expect(await problemsOf(zoho, files)).toEqual([
    missing('Accounts.csv', 'Record Id'),
    ['csv.duplicateHeader', 'Deals.csv:1', 'Stage', 'csv.remedy.renameHeader'],
    missing('Deals.csv', 'Closing Date'),
    missing('Deals.csv', 'Amount'),
  ]);
  const { 'Accounts.csv': _, ...deals } = files;
  expect((await problemsOf(zoho, deals))[0]).toEqual([
    'recipe.fileMissing',
    'Accounts.csv',
    null,
    'recipe.remedy.checkFolder',
  ]);
});

test('amounts of several currencies need what converts them; other amounts are left out without it, never guessed', async () => {
  const files = {
    ...BARE,
    'Accounts.csv': 'Record Id,Annual Revenue,Currency\nzcrm_1,5,EUR\nzcrm_2,,\n',
    'Contacts.csv': 'Record Id\nzcrm_3\n',
    'Products.csv': 'Product Name\nP\n',
  };
  expect(await problemsOf(severalCurrencies, files)).toEqual([
    missing('Deals.csv', 'Currency'),
    missing('Deals.csv', 'Exchange Rate'),
  ]);
  const converted = DEALS.split('\n');
  const rows = [`${converted[0]},Currency,Exchange Rate`, `${converted[1]},EUR,0.5`, `${converted[2]},,`, ''];
  const opened = await openFiles(severalCurrencies, { ...files, 'Deals.csv': rows.join('\n') });
  expect(cellsOf((await readRole(opened, 'deals')).table, 'Amount')).toEqual([2500, null]);
  const { table } = await readRole(opened, 'accounts');
  expect(table.columns.has('Annual_Revenue')).toBe(false);
  expect(cellsOf(table, 'Currency')).toEqual(['EUR', null]);
});

test('where deals name accounts by name the name is needed and ids are not; what refers by ids then has nothing to go by', async () => {
  const recipe = recipeOf({
    ...SHOP_RECIPE,
    products: { ...SHOP_RECIPE.products, idColumn: 'no' },
    deals: {
      ...SHOP_RECIPE.deals,
      fields: SHOP_RECIPE.deals.fields.map((field) =>
        field.field === 'Product_Name' ? { ...field, by: 'id' } : field,
      ),
    },
  });
  const opened = await openFiles(recipe, SHOP_FILES);
  expect(opened.columnNotes('products').map(({ code }) => code)).toEqual(['recipe.idsMissing']);
  expect(opened.columnNotes('deals').map(({ code, params }) => [code, params])).toEqual([
    ['recipe.idsUnknown', { column: 'product', to: 'products', field: 'Product_Name' }],
  ]);
  expect((await readRole(opened, 'deals')).table.columns.has('Product_Name')).toBe(false);
  await expect(openFiles(recipe, { ...SHOP_FILES, 'accounts.csv': 'sector,parent\nx,\n' })).rejects.toMatchObject({
    problem: { code: 'csv.missingHeader', where: 'accounts.csv:1', params: { column: 'account' } },
  });
  await expect(openFiles(recipe, { ...SHOP_FILES, 'products.csv': 'price\n5\n' })).rejects.toMatchObject({
    problem: { code: 'csv.missingHeader', where: 'products.csv:1', params: { column: 'product' } },
  });
});
