import { expect, test } from 'vitest';
import { MAX_EXAMPLES } from '#core/recipes/row-report.ts';
import { openFiles, readRole, recipeOf, refusalOf, SHOP_FILES, SHOP_RECIPE } from '#test/support/recipe-files.ts';

const shop = recipeOf(SHOP_RECIPE);
const HEADER = 'id,account,product,stage,closed,value\n';
const refused = (files: Readonly<Record<string, string>>, recipe = shop) =>
  refusalOf(recipe, { ...SHOP_FILES, ...files });
const withAccountIds = (by: 'id' | 'name') =>
  recipeOf({
    ...SHOP_RECIPE,
    accounts: { ...SHOP_RECIPE.accounts, idColumn: 'no', fields: [SHOP_RECIPE.accounts.fields[0]] },
    deals: {
      ...SHOP_RECIPE.deals,
      fields: SHOP_RECIPE.deals.fields.map((field) => (field.field === 'Account_Name' ? { ...field, by } : field)),
    },
  });

test('a deal id that stands twice is refused with both lines, also when the second comes much later', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `D${row},Acme,,Won,,\n`).join('');
  expect(await refused({ 'deals.csv': `${HEADER}${rows}D3,Acme,,Won,,\n` })).toEqual({
    code: 'recipe.duplicateId',
    where: 'deals.csv:42',
    params: {
      file: 'deals.csv',
      line: 42,
      column: 'id',
      value: 'D3',
      firstLine: 5,
      remedy: 'recipe.remedy.removeDuplicate',
    },
  });
});

test('a name that others refer to must not stand twice', async () => {
  expect(await refused({ 'accounts.csv': 'account,sector,parent\nAcme,,\nBeta,,\nAcme,,\n' })).toMatchObject({
    code: 'recipe.duplicateName',
    where: 'accounts.csv:4',
    params: { value: 'Acme', firstLine: 2 },
  });
});

test('names may repeat where everybody refers by id, and ids may not', async () => {
  const accounts = 'no,account,sector\n1,Acme,\n2,Acme,\n';
  const deals = `${HEADER}A,1,,Won,,\n`;
  const opened = await openFiles(withAccountIds('id'), { ...SHOP_FILES, 'accounts.csv': accounts, 'deals.csv': deals });
  expect((await readRole(opened, 'accounts')).report.rowsPlaced).toBe(2);
  expect(
    await refused({ 'accounts.csv': `${accounts}2,Beta,\n`, 'deals.csv': deals }, withAccountIds('id')),
  ).toMatchObject({
    code: 'recipe.duplicateId',
    where: 'accounts.csv:4',
  });
  expect(await refused({ 'accounts.csv': accounts }, withAccountIds('name'))).toMatchObject({
    code: 'recipe.duplicateName',
  });
});

test('rows without their id, and accounts without a name or an id, are refused', async () => {
  expect(await refused({ 'deals.csv': `${HEADER},Acme,,Won,,\n` })).toMatchObject({
    code: 'recipe.emptyId',
    where: 'deals.csv:2',
  });
  expect(await refused({ 'accounts.csv': 'account,sector,parent\nAcme,,\n,retail,\n' })).toMatchObject({
    code: 'recipe.emptyName',
    where: 'accounts.csv:3',
  });
});

test('an account with an id and no name is kept and reported', async () => {
  const files = {
    ...SHOP_FILES,
    'accounts.csv': 'no,account,sector\n1,Acme,\n2,,\n',
    'deals.csv': `${HEADER}A,1,,Won,,\n`,
  };
  const { report } = await readRole(await openFiles(withAccountIds('id'), files), 'accounts');
  expect(report).toMatchObject({
    rowsIn: 2,
    rowsReported: 1,
    problems: [{ code: 'recipe.noName', where: 'accounts.csv:3' }],
  });
});

test('a reference file in which nothing matches is an error, not a report of every row', async () => {
  expect(await refused({ 'accounts.csv': 'account,sector,parent\nZeta,,\n' })).toEqual({
    code: 'recipe.nothingMatches',
    where: 'deals.csv',
    params: {
      file: 'deals.csv',
      line: null,
      column: 'account',
      to: 'accounts',
      by: 'name',
      rows: 3,
      remedy: 'recipe.remedy.checkReference',
    },
  });
  expect(await refused({ 'products.csv': 'product,price\n' })).toMatchObject({
    code: 'recipe.nothingMatches',
    params: { column: 'product' },
  });
});

test('stages of which the recipe knows none are an error', async () => {
  const stages = { open: ['Nuevo'], won: ['Ganado'], lost: ['Perdido'] };
  expect(await refused({}, recipeOf({ ...SHOP_RECIPE, stages }))).toMatchObject({
    code: 'recipe.noStageKnown',
    params: { column: 'stage', rows: 4 },
  });
});

test('missing files, missing columns and unreadable values name file, line and remedy', async () => {
  const { 'products.csv': products, ...others } = SHOP_FILES;
  expect(products).toContain('GTX');
  expect(await refusalOf(shop, others)).toMatchObject({ code: 'recipe.fileMissing', where: 'products.csv' });
  expect(await refused({ 'deals.csv': 'id,account,product,stage,closed\n' })).toMatchObject({
    code: 'csv.missingHeader',
    where: 'deals.csv:1',
    params: { column: 'value' },
  });
  expect(await refused({ 'deals.csv': `${HEADER}A,Acme,,Won,31/12/2017,1\n` })).toMatchObject({
    code: 'csv.unreadableDay',
    where: 'deals.csv:2',
    params: { column: 'closed', value: '31/12/2017', remedy: 'csv.remedy.checkDateFormat' },
  });
});

test('a report names a bounded number of values and counts the rest', async () => {
  const rows = Array.from({ length: 100 }, (_, row) => `D${row},Nobody ${row % 50},,Won,,\n`).join('');
  const { report } = await readRole(
    await openFiles(shop, { ...SHOP_FILES, 'deals.csv': `${HEADER}X,Acme,,Won,,\n${rows}` }),
    'deals',
  );
  const counts = (code: string) =>
    report.problems.filter((problem) => problem.code === code).map((problem) => problem.count);
  expect(counts('recipe.unknownReference')).toEqual(Array.from({ length: MAX_EXAMPLES }, () => 2));
  expect(counts('recipe.moreUnknown')).toEqual([100 - 2 * MAX_EXAMPLES]);
  expect(report).toMatchObject({ rowsIn: 101, rowsPlaced: 1, rowsReported: 100 });
});
