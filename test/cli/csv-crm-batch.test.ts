import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openCsvCrmBatch } from '#cli/csv-crm-batch.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import { checkMapping } from '#core/mapping/check-mapping.ts';
import { cellsOf } from '#test/support/csv-text.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { recipeOf, SHOP_FILES, SHOP_RECIPE } from '#test/support/recipe-files.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

const RECIPES = resolve(import.meta.dirname, '../../recipes');
const shippedRecipe = (name: string) =>
  recipeOf(JSON.parse(readFileSync(resolve(RECIPES, `${name}.recipe.json`), 'utf8')));
const openShop = () => openCsvCrmBatch(makeFolder(SHOP_FILES), recipeOf(SHOP_RECIPE));

test('files look like a CRM: org, modules, fields, and options from stages and rows', async () => {
  const { crm } = await openShop();
  expect(await crm.org()).toMatchObject({ name: 'Shop', homeCurrency: 'EUR', timeZone: 'Europe/Madrid' });
  expect((await crm.modules()).map((module) => module.apiName)).toEqual(['Accounts', 'Products', 'Deals']);
  const deals = await crm.fields('Deals');
  expect(deals.map(({ apiName, type, lookupModule }) => [apiName, type, lookupModule])).toEqual([
    ['Deal_Name', 'text', null],
    ['Account_Name', 'lookup', 'Accounts'],
    ['Product_Name', 'lookup', 'Products'],
    ['Closing_Date', 'date', null],
    ['Amount', 'money', null],
    ['Stage', 'choice', null],
  ]);
  expect(deals.at(-1)?.options.map(({ actual, stageType }) => [actual, stageType])).toEqual([
    ['Engaging', 'open'],
    ['Won', 'won'],
    ['Lost', 'lost'],
  ]);
  const industry = (await crm.fields('Accounts')).find((field) => field.apiName === 'Industry');
  expect(industry?.options.map((option) => option.actual)).toEqual(['technology', 'retail']);
});

test('a table has the asked-for columns under their keys, and the report of what could not be placed', async () => {
  const { crm, sourceIdOf } = await openShop();
  const reading = crm.readTable({
    module: 'Deals',
    fields: [
      { apiName: 'id', as: 'id', kind: 'id' },
      { apiName: 'Amount', as: 'amount', kind: 'money' },
      { apiName: 'Account_Name', as: 'account', kind: 'id' },
      { apiName: 'Stage', as: 'stage', kind: 'text' },
    ],
  });
  const table = await collectTable(reading.batches);
  expect([...table.columns.keys()]).toEqual(['id', 'amount', 'account', 'stage']);
  expect(cellsOf(table, 'amount')).toEqual([451_400, 0, null, 6_050]);
  const report = await reading.report;
  expect(report.rows).toBe(4);
  expect(report.problems.map((problem) => problem.code)).toEqual([
    'recipe.noAccount',
    'recipe.unknownReference',
    'recipe.unknownReference',
  ]);
  const [first] = cellsOf(table, 'id');
  expect(typeof first === 'bigint' && sourceIdOf('deals', first)).toBe('D1');
});

test('numbers may be read as amounts; other kinds, unknown fields and unknown modules are refused by name', async () => {
  const fields = SHOP_RECIPE.deals.fields.map((field) =>
    field.field === 'Amount' ? { ...field, type: 'decimal' } : field,
  );
  const { crm } = await openCsvCrmBatch(
    makeFolder(SHOP_FILES),
    recipeOf({ ...SHOP_RECIPE, deals: { ...SHOP_RECIPE.deals, fields } }),
  );
  const read = async (module: string, apiName: string, kind: 'money' | 'day') =>
    collectTable(crm.readTable({ module, fields: [{ apiName, as: 'x', kind }] }).batches);
  expect(cellsOf(await read('Deals', 'Amount', 'money'), 'x')).toEqual([451_400, 0, null, 6_050]);
  await expect(read('Deals', 'Amount', 'day')).rejects.toMatchObject({ reason: 'invalidField' });
  await expect(read('Deals', 'Nothing', 'money')).rejects.toMatchObject({ reason: 'invalidField' });
  await expect(read('Contacts', 'Email', 'day')).rejects.toMatchObject({ reason: 'invalidModule' });
  await expect(crm.fields('Contacts')).rejects.toMatchObject({ reason: 'invalidModule' });
});

test('files are read-only', async () => {
  const { crm } = await openShop();
  await expect(crm.createFields('Accounts', [])).rejects.toMatchObject({ reason: 'noPermission' });
  await expect(
    crm.write({ module: 'Accounts', ids: new BigInt64Array(0), columns: [], triggerWorkflows: false }),
  ).rejects.toMatchObject({ reason: 'noPermission' });
});

test('a reading that is cancelled stops', async () => {
  const { crm } = await openShop();
  const cancellation = {
    aborted: true,
    throwIfAborted: () => {
      throw new Error('cancelled');
    },
  };
  const reading = crm.readTable({ module: 'Deals', fields: [{ apiName: 'id', as: 'id', kind: 'id' }] }, cancellation);
  await expect(collectTable(reading.batches)).rejects.toThrow('cancelled');
  await expect(reading.report).rejects.toThrow('cancelled');
});

test('a folder in the place of a file is said to be unreadable, and a missing one missing', async () => {
  const { 'products.csv': _, ...others } = SHOP_FILES;
  const folder = makeFolder({ ...others, 'products.csv/inside.txt': '' });
  await expect(openCsvCrmBatch(folder, recipeOf(SHOP_RECIPE))).rejects.toMatchObject({
    problem: { code: 'recipe.fileNotReadable', where: 'products.csv' },
  });
  await expect(openCsvCrmBatch(makeFolder(), recipeOf(SHOP_RECIPE))).rejects.toMatchObject({
    problems: ['accounts.csv', 'products.csv', 'deals.csv'].map((where) => ({ code: 'recipe.fileMissing', where })),
  });
});

test('exports of Zoho CRM are read as they come: prefixed ids, references by id, rates of several currencies', async () => {
  const folder = makeFolder({
    'Accounts.csv':
      'Record Id,Account Owner.id,Account Owner,Account Name,Industry,Account Type,Annual Revenue,Employees,Website,Phone,Billing City,Billing Country,Parent Account.id,Parent Account,Currency,Exchange Rate\n' +
      'zcrm_5843104000000111001,zcrm_1,Ada,Acme,Hospital,Customer,1000000,250,acme.example,,Kassel,Germany,,,EUR,0.8\n' +
      'zcrm_5843104000000111002,zcrm_1,Ada,Acme,Clinic,Prospect,,,,,,,zcrm_5843104000000111001,Acme,USD,1\n',
    'Contacts.csv':
      'Record Id,First Name,Last Name,Full Name,Account Name.id,Account Name,Email,Title,Email Opt Out\n' +
      'zcrm_5843104000000112001,Nuria,Peña,Nuria Peña,zcrm_5843104000000111002,Acme,n@acme.example,Buyer,false\n',
    'Products.csv':
      'Record Id,Product Name,Product Code,Product Active,Product Category,Unit Price,Currency,Exchange Rate\n',
    'Deals.csv':
      'Record Id,Deal Name,Account Name.id,Account Name,Contact Name.id,Contact Name,Stage,Closing Date,Amount,Type,Lead Source,Currency,Exchange Rate\n' +
      'zcrm_5843104000000114001,Scanner,zcrm_5843104000000111001,Acme,,,Closed Won,2026-03-31,80.00,New Business,,EUR,0.8\n' +
      'zcrm_5843104000000114002,Gloves,zcrm_5843104000000111002,Acme,zcrm_5843104000000112001,Nuria Peña,Negotiation/Review,2026-07-15,10,,Partner,USD,1\n',
  });
  const { crm, sourceIdOf } = await openCsvCrmBatch(folder, shippedRecipe('zoho-export-full'));
  const table = await collectTable(
    crm.readTable({
      module: 'Deals',
      fields: [
        { apiName: 'Amount', as: 'amount', kind: 'money' },
        { apiName: 'Account_Name', as: 'account', kind: 'id' },
      ],
    }).batches,
  );
  expect(cellsOf(table, 'amount')).toEqual([10_000, 1_000]);
  expect(cellsOf(table, 'account').map((id) => (typeof id === 'bigint' ? sourceIdOf('accounts', id) : null))).toEqual([
    'zcrm_5843104000000111001',
    'zcrm_5843104000000111002',
  ]);
  const simple = await openCsvCrmBatch(folder, shippedRecipe('zoho-export'));
  expect((await simple.crm.modules()).map((module) => module.apiName)).toEqual(['Accounts', 'Deals']);
});

test.each(['maven-crm-sales', 'zoho-export'])(
  'the shipped settings of %s fit the fields of its recipe',
  async (name) => {
    const settings = parseConfigurationText(readFileSync(resolve(RECIPES, `${name}.settings.json`), 'utf8'), name);
    if (!settings.ok) throw new Error(JSON.stringify(settings.error));
    const recipe = shippedRecipe(name);
    const tables = [recipe.accounts, recipe.products, recipe.deals].filter((table) => table !== undefined);
    // A header is all that metadata needs, choices aside.
    const files = Object.fromEntries(
      tables.map((table) => [
        table.file,
        `${[...new Set([table.idColumn, table.nameColumn, ...table.fields.map((field) => field.column)])].filter(Boolean).join(',')}\n`,
      ]),
    );
    const { crm } = await openCsvCrmBatch(makeFolder(files), recipe);
    const fields = new Map(
      await Promise.all(
        (await crm.modules()).map(async (module) => [module.apiName, await crm.fields(module.apiName)] as const),
      ),
    );
    const check = checkMapping(settings.value.mapping, await crm.modules(), (module) => fields.get(module) ?? []);
    expect(check.problems).toEqual([]);
  },
);

describeWithSharedData('maven_crm_sales', 'Maven CRM sales as a CRM', () => {
  test('8,800 deals: 1,425 without account, GTXPro placed by its alias 1,480 times and said', async () => {
    const { crm } = await openCsvCrmBatch(sharedDataPath('maven_crm_sales'), shippedRecipe('maven-crm-sales'));
    const reading = crm.readTable({ module: 'Deals', fields: [{ apiName: 'Stage', as: 'stage', kind: 'text' }] });
    const stages = cellsOf(await collectTable(reading.batches), 'stage');
    const count = (...names: readonly string[]) =>
      stages.filter((stage) => typeof stage === 'string' && names.includes(stage)).length;
    expect([count('Won'), count('Lost'), count('Prospecting', 'Engaging')]).toEqual([4238, 2473, 2089]);
    expect(
      (await reading.report).problems.map(({ code, params, count: rows }) => [code, params['value'] ?? null, rows]),
    ).toEqual([
      ['recipe.noAccount', null, 1425],
      ['recipe.aliasUsed', 'GTXPro', 1480],
    ]);
  });

  test('without the alias the 1,480 deals are kept and reported, with GTX Pro as what was meant', async () => {
    const shipped = shippedRecipe('maven-crm-sales');
    const fields = shipped.deals.fields.map((field) =>
      field.type === 'reference' && field.to === 'products' ? { ...field, aliases: {} } : field,
    );
    const { crm } = await openCsvCrmBatch(sharedDataPath('maven_crm_sales'), {
      ...shipped,
      deals: { ...shipped.deals, fields },
    });
    const reading = crm.readTable({ module: 'Deals', fields: [{ apiName: 'id', as: 'id', kind: 'id' }] });
    expect((await collectTable(reading.batches)).length).toBe(8800);
    const problem = (await reading.report).problems.find(({ code }) => code === 'recipe.unknownReference');
    expect(problem).toMatchObject({ count: 1480, params: { value: 'GTXPro', suggestion: 'GTX Pro' } });
  });
});
