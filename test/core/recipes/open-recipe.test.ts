import { expect, test } from 'vitest';
import { parseIsoDay } from '#core/crm/days.ts';
import { cellsOf } from '#test/support/csv-text.ts';
import { FIRST_IDS, openFiles, readRole, recipeOf, SHOP_FILES, SHOP_RECIPE } from '#test/support/recipe-files.ts';

const shop = recipeOf(SHOP_RECIPE);

test('rows become typed columns with record ids in file order and references resolved', async () => {
  const { table } = await readRole(await openFiles(shop, SHOP_FILES), 'deals');
  expect(cellsOf(table, 'id')).toEqual([1n, 2n, 3n, 4n].map((row) => FIRST_IDS.deals + row));
  expect(cellsOf(table, 'Deal_Name')).toEqual(['D1', 'D2', 'D3', 'D4']);
  expect(cellsOf(table, 'Account_Name')).toEqual([FIRST_IDS.accounts + 1n, FIRST_IDS.accounts + 2n, null, null]);
  expect(cellsOf(table, 'Product_Name')).toEqual([
    FIRST_IDS.products + 1n,
    null,
    FIRST_IDS.products + 2n,
    FIRST_IDS.products + 2n,
  ]);
  expect(cellsOf(table, 'Closing_Date')).toEqual([
    parseIsoDay('2017-03-11'),
    parseIsoDay('2017-12-31'),
    null,
    parseIsoDay('2017-01-02'),
  ]);
  expect(cellsOf(table, 'Amount')).toEqual([451_400, 0, null, 6_050]);
});

test('what could not be placed is reported with its first line, its count and what was probably meant', async () => {
  const { report } = await readRole(await openFiles(shop, SHOP_FILES), 'deals');
  expect(report).toMatchObject({ file: 'deals.csv', rowsIn: 4, rowsPlaced: 1, rowsReported: 3 });
  expect(report.problems).toEqual([
    { code: 'recipe.noAccount', where: 'deals.csv:4', params: { column: 'account' }, count: 1 },
    {
      code: 'recipe.unknownReference',
      where: 'deals.csv:5',
      params: { column: 'account', value: 'Beta Corporation', to: 'accounts', suggestion: null },
      count: 1,
    },
    {
      code: 'recipe.unknownReference',
      where: 'deals.csv:3',
      params: { column: 'product', value: 'GTXPro', to: 'products', suggestion: 'GTX Pro' },
      count: 1,
    },
  ]);
});

test('an alias places the row and its use is told', async () => {
  const recipe = recipeOf({
    ...SHOP_RECIPE,
    deals: {
      ...SHOP_RECIPE.deals,
      fields: SHOP_RECIPE.deals.fields.map((field) =>
        field.field === 'Product_Name' ? { ...field, aliases: { GTXPro: 'GTX Pro' } } : field,
      ),
    },
  });
  const opened = await openFiles(recipe, SHOP_FILES);
  const { table, report } = await readRole(opened, 'deals');
  expect(cellsOf(table, 'Product_Name')[1]).toBe(FIRST_IDS.products + 1n);
  expect(report.rowsPlaced).toBe(2);
  expect(report.notes).toEqual([
    {
      code: 'recipe.aliasUsed',
      where: 'deals.csv:3',
      params: { column: 'product', value: 'GTXPro', meant: 'GTX Pro' },
      count: 1,
    },
  ]);
});

test('text aliases replace values and are told; accounts may refer to accounts of any line', async () => {
  const files = {
    ...SHOP_FILES,
    'accounts.csv': 'account,sector,parent\nAcme,technolgy,Beta Corp\nBeta Corp,technology,\n',
  };
  const { table, report } = await readRole(await openFiles(shop, files), 'accounts');
  expect(cellsOf(table, 'Industry')).toEqual(['technology', 'technology']);
  expect(cellsOf(table, 'Parent_Account')).toEqual([FIRST_IDS.accounts + 2n, null]);
  expect(report).toMatchObject({ rowsIn: 2, rowsPlaced: 2, problems: [] });
  expect(report.notes).toMatchObject([
    { code: 'recipe.aliasUsed', count: 1, params: { value: 'technolgy', meant: 'technology' } },
  ]);
});

test('a parent outside the file is reported like any unknown name, even when it is the only one', async () => {
  const files = { ...SHOP_FILES, 'accounts.csv': 'account,sector,parent\nAcme,,Holding\nBeta Corp,,\n' };
  const { report } = await readRole(await openFiles(shop, files), 'accounts');
  expect(report).toMatchObject({
    rowsReported: 1,
    problems: [{ code: 'recipe.unknownReference', where: 'accounts.csv:2' }],
  });
});

test('an unknown stage is kept, reported and suggested; an empty one is reported', async () => {
  const files = {
    ...SHOP_FILES,
    'deals.csv': 'id,account,product,stage,closed,value\nA,Acme,,won,,\nB,Acme,,,,\nC,Acme,,Won,,\n',
  };
  const { table, report } = await readRole(await openFiles(shop, files), 'deals');
  expect(cellsOf(table, 'Stage')).toEqual(['won', null, 'Won']);
  expect(report.problems.map(({ code, where }) => [code, where])).toEqual([
    ['recipe.unknownStage', 'deals.csv:2'],
    ['recipe.noStage', 'deals.csv:3'],
  ]);
  expect(report.problems[0]?.params['suggestion']).toBe('Won');
});

test('without an accounts file the accounts are those that the deals name, aliases applied', async () => {
  const { accounts, ...rest } = SHOP_RECIPE;
  const fields = rest.deals.fields.map((field) =>
    field.field === 'Account_Name' ? { ...field, aliases: { Acne: 'Acme' } } : field,
  );
  const files = {
    ...SHOP_FILES,
    'deals.csv': 'id,account,product,stage,closed,value\nA,Acne,,Won,,\nB,Beta,,Won,,\nC,,,Won,,\nD,Acme,,Won,,\n',
  };
  const opened = await openFiles(recipeOf({ ...rest, deals: { ...rest.deals, fields } }), files, 2);
  expect(accounts.file).toBe('accounts.csv');
  const { table } = await readRole(opened, 'accounts');
  expect(cellsOf(table, 'Account_Name')).toEqual(['Acme', 'Beta']);
  const deals = await readRole(opened, 'deals');
  expect(cellsOf(deals.table, 'Account_Name')).toEqual([1_001n, 1_002n, null, 1_001n]);
  expect(deals.report).toMatchObject({ rowsIn: 4, rowsReported: 1, notes: [{ code: 'recipe.aliasUsed', count: 1 }] });
});

test('a list of orders without stages is a list of purchases, and that is told', async () => {
  const fields = SHOP_RECIPE.deals.fields.filter((field) => field.field !== 'Stage');
  const { table, report } = await readRole(
    await openFiles(recipeOf({ ...SHOP_RECIPE, deals: { ...SHOP_RECIPE.deals, fields } }), SHOP_FILES),
    'deals',
  );
  expect(cellsOf(table, 'Stage')).toEqual(['Won', 'Won', 'Won', 'Won']);
  expect(report.notes).toMatchObject([{ code: 'recipe.assumedWon', count: 4, params: { stage: 'Won' } }]);
});

test('millions, commas as decimals and amounts at the row’s own rate are read exactly', async () => {
  const fields = [
    ...SHOP_RECIPE.deals.fields.filter((field) => field.field !== 'Amount'),
    { column: 'value', field: 'Amount', type: 'money', unit: 1000, currencyColumn: 'currency' },
    { column: 'rate', field: 'Exchange_Rate', type: 'decimal' },
  ];
  const recipe = recipeOf({ ...SHOP_RECIPE, decimalSeparator: 'comma', deals: { ...SHOP_RECIPE.deals, fields } });
  const files = {
    ...SHOP_FILES,
    'products.csv': 'product;price\nGTX Pro;4821,50\n',
    'deals.csv':
      'id;account;product;stage;closed;value;currency;rate\nA;Acme;;Won;;1,25;EUR;\nB;Acme;;Won;;1,25;USD;1,25\n',
  };
  const { table } = await readRole(await openFiles(recipe, files), 'deals');
  expect(cellsOf(table, 'Amount')).toEqual([125_000, 100_000]);
});

test('a record is found again by what its file calls it', async () => {
  const opened = await openFiles(shop, SHOP_FILES);
  expect(opened.sourceIdOf('accounts', FIRST_IDS.accounts + 2n)).toBe('Beta Corp');
  expect(opened.sourceIdOf('accounts', FIRST_IDS.accounts)).toBeNull();
  expect(opened.sourceIdOf('accounts', FIRST_IDS.accounts + 3n)).toBeNull();
  expect(opened.sourceIdOf('deals', FIRST_IDS.deals + 4n)).toBeNull();
  await readRole(opened, 'deals');
  expect(opened.sourceIdOf('deals', FIRST_IDS.deals + 4n)).toBe('D4');
});

test('rows without ids of their own are found by file and line', async () => {
  const { idColumn, ...deals } = SHOP_RECIPE.deals;
  const opened = await openFiles(recipeOf({ ...SHOP_RECIPE, deals: { ...deals, nameColumn: 'stage' } }), SHOP_FILES);
  await readRole(opened, 'deals');
  expect(idColumn).toBe('id');
  expect(opened.sourceIdOf('deals', FIRST_IDS.deals + 3n)).toBe('deals.csv:4');
});

test('choices are the values of the rows after aliases, each once', async () => {
  const opened = await openFiles(shop, {
    ...SHOP_FILES,
    'accounts.csv': 'account,sector,parent\nA,technolgy,\nB,,\nC,technology,\nD,retail,\nAcme,retail,\n',
  });
  expect(await opened.choices('accounts')).toEqual(new Map([['Industry', ['technology', 'retail']]]));
  expect(await opened.choices('deals')).toEqual(new Map());
});

test('only asked-for fields are read, and references are checked all the same', async () => {
  const { table, report } = await readRole(await openFiles(shop, SHOP_FILES), 'deals', new Set(['Amount']));
  expect([...table.columns.keys()].toSorted()).toEqual(['Account_Name', 'Amount', 'Product_Name', 'Stage', 'id']);
  expect(report.rowsReported).toBe(3);
});
