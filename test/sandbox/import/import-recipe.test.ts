import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { importOrg } from '#sandbox/import/import-org.ts';
import { seed } from '#sandbox/import/seed.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { loadOrgStore } from '#sandbox/store/org-store.ts';
import { seedOrg } from '#sandbox/store/seed-org.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { openFiles, readRole, recipeOf, SHOP_FILES, SHOP_RECIPE } from '#test/support/recipe-files.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

const NOW = Date.UTC(2026, 5, 30, 15);

const reportSchema = z.strictObject({ format: z.string(), tables: z.array(z.record(z.string(), z.unknown())) });

/** Loads a folder into an org of its own, and opens it with the report beside it. */
async function imported(recipeValue: unknown, folder: string) {
  const recipe = recipeOf(recipeValue);
  const home = makeFolder();
  const path = join(home, 'org.db');
  const reportFile = join(home, 'report.json');
  await seedOrg(path, importOrg(ZYLKER, recipe), NOW, { run: seed, options: { folder, recipe, reportFile } });
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  const report = reportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  return { rows, store: loadOrgStore(database), report };
}

test('every row arrives: standard fields filled, columns without one as custom fields, references as lookups', async () => {
  const fields = [...SHOP_RECIPE.deals.fields, { column: 'agent', field: 'Sales_Agent', type: 'text' }];
  const deals = SHOP_FILES['deals.csv']
    .split('\n')
    .map((line, row) => (line === '' ? '' : `${line},${row === 0 ? 'agent' : `Agent ${row}`}`))
    .join('\n');
  const { rows, store } = await imported(
    { ...SHOP_RECIPE, deals: { ...SHOP_RECIPE.deals, fields } },
    makeFolder({ ...SHOP_FILES, 'deals.csv': deals }),
  );
  expect(rows('SELECT Deal_Name, Stage, Amount, Closing_Date, Sales_Agent FROM Deals ORDER BY id')).toEqual([
    { Deal_Name: 'D1', Stage: 'Won', Amount: 4514, Closing_Date: '2017-03-11', Sales_Agent: 'Agent 1' },
    { Deal_Name: 'D2', Stage: 'Lost', Amount: 0, Closing_Date: '2017-12-31', Sales_Agent: 'Agent 2' },
    { Deal_Name: 'D3', Stage: 'Engaging', Amount: null, Closing_Date: null, Sales_Agent: 'Agent 3' },
    { Deal_Name: 'D4', Stage: 'Won', Amount: 60.5, Closing_Date: '2017-01-02', Sales_Agent: 'Agent 4' },
  ]);
  expect(
    rows(
      'SELECT a.Account_Name AS name, count(d.id) AS n FROM Accounts a LEFT JOIN Deals d ON d.Account_Name = a.id GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual([
    { name: 'Acme', n: 1 },
    { name: 'Beta Corp', n: 1 },
  ]);
  const product = store.modules.get('Deals')?.fields.find((field) => field.api_name === 'Product_Name');
  expect(product).toMatchObject({ data_type: 'lookup', lookup: 'Products', custom_field: true });
});

test('the org takes the recipe’s name, zone and currency, the stages their meaning, choices the values of the rows', async () => {
  const { store } = await imported(SHOP_RECIPE, makeFolder(SHOP_FILES));
  expect(store.org).toMatchObject({
    companyName: 'Shop',
    timeZone: 'Europe/Madrid',
    currencies: [{ iso_code: 'EUR', is_base: true }],
  });
  const optionsOf = (module: string, name: string) =>
    store.modules.get(module)?.fields.find((field) => field.api_name === name)?.options ?? [];
  expect(
    optionsOf('Deals', 'Stage').map(({ actual_value, forecast_type, probability }) => [
      actual_value,
      forecast_type,
      probability,
    ]),
  ).toEqual([
    ['Engaging', 'Open', 90],
    ['Won', 'Closed Won', 100],
    ['Lost', 'Closed Lost', 0],
  ]);
  expect(optionsOf('Accounts', 'Industry').map((option) => option.actual_value)).toEqual(['technology', 'retail']);
});

test('the report is the one that reading the files gives', async () => {
  const { report } = await imported(SHOP_RECIPE, makeFolder(SHOP_FILES));
  const opened = await openFiles(recipeOf(SHOP_RECIPE), SHOP_FILES);
  const tables = [];
  for (const role of opened.roles) tables.push((await readRole(opened, role)).report);
  expect(report).toEqual({ format: 'lodestar.import-report/1', tables });
});

test('amounts of a file with several currencies arrive converted, once', async () => {
  const fields = [
    ...SHOP_RECIPE.deals.fields.filter((field) => field.field !== 'Amount'),
    { column: 'value', field: 'Amount', type: 'money', currencyColumn: 'currency' },
    { column: 'currency', field: 'Currency', type: 'choice' },
    { column: 'rate', field: 'Exchange_Rate', type: 'decimal' },
  ];
  const deals =
    'id,account,product,stage,closed,value,currency,rate\nA,Acme,,Won,,125,USD,1.25\nB,Acme,,Won,,100,EUR,\n';
  const { rows } = await imported(
    { ...SHOP_RECIPE, deals: { ...SHOP_RECIPE.deals, fields } },
    makeFolder({ ...SHOP_FILES, 'deals.csv': deals }),
  );
  expect(rows('SELECT Amount, Currency, Exchange_Rate FROM Deals ORDER BY id')).toEqual([
    { Amount: 100, Currency: 'EUR', Exchange_Rate: 1 },
    { Amount: 100, Currency: 'EUR', Exchange_Rate: 1 },
  ]);
});

test('contacts get the last name that a CRM asks for, and dates that fill a date-time fall on their day', async () => {
  const contacts = {
    file: 'people.csv',
    nameColumn: 'who',
    fields: [
      { column: 'company', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'name' },
      { column: 'since', field: 'Created_Time', type: 'date', dateFormat: 'yyyy-mm-dd' },
    ],
  };
  const files = { ...SHOP_FILES, 'people.csv': 'who,company,since\nNuria Peña,Acme,2020-02-29\nCher,Beta Corp,\n' };
  const { rows } = await imported({ ...SHOP_RECIPE, contacts }, makeFolder(files));
  expect(
    rows("SELECT Full_Name, Last_Name, date(Created_Time, 'unixepoch') AS since FROM Contacts ORDER BY id"),
  ).toEqual([
    { Full_Name: 'Nuria Peña', Last_Name: 'Peña', since: '2020-02-29' },
    { Full_Name: 'Cher', Last_Name: 'Cher', since: '2026-06-30' },
  ]);
});

test('a column that does not fit the standard field of its name is refused before anything is stored', async () => {
  const fields = [...SHOP_RECIPE.accounts.fields, { column: 'sector', field: 'Employees', type: 'text' }];
  await expect(
    imported({ ...SHOP_RECIPE, accounts: { ...SHOP_RECIPE.accounts, fields } }, makeFolder(SHOP_FILES)),
  ).rejects.toMatchObject({
    problem: { code: 'recipe.fieldOfOtherType', params: { field: 'Employees', type: 'text', found: 'integer' } },
  });
});

test('a file without an optional column is imported without it, and the report says which', async () => {
  const { rows, report } = await imported(
    SHOP_RECIPE,
    makeFolder({ ...SHOP_FILES, 'accounts.csv': 'account\nAcme\nBeta Corp\n' }),
  );
  expect(rows('SELECT Account_Name, Industry, Parent_Account FROM Accounts ORDER BY id')).toEqual([
    { Account_Name: 'Acme', Industry: null, Parent_Account: null },
    { Account_Name: 'Beta Corp', Industry: null, Parent_Account: null },
  ]);
  expect(report.tables.map((table) => table['notes'])).toEqual([
    [{ code: 'recipe.columnsMissing', where: 'accounts.csv:1', params: { columns: 'sector, parent' }, count: 0 }],
    [],
    [],
  ]);
});

describeWithSharedData('maven_crm_sales', 'Maven CRM sales in the sandbox', () => {
  const recipe: unknown = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../../recipes/maven-crm-sales.recipe.json'), 'utf8'),
  );

  test('all 85 accounts and 8,800 deals are there, with what could not be placed in the report', async () => {
    const { rows, report } = await imported(recipe, sharedDataPath('maven_crm_sales'));
    expect(rows('SELECT count(*) AS n FROM Accounts')).toEqual([{ n: 85 }]);
    expect(rows('SELECT Stage, count(*) AS n, count(Account_Name) AS placed FROM Deals GROUP BY 1 ORDER BY 1')).toEqual(
      [
        { Stage: 'Engaging', n: 1589, placed: 501 },
        { Stage: 'Lost', n: 2473, placed: 2473 },
        { Stage: 'Prospecting', n: 500, placed: 163 },
        { Stage: 'Won', n: 4238, placed: 4238 },
      ],
    );
    expect(
      rows(
        "SELECT count(*) AS n FROM Deals d JOIN Products p ON d.Product_Name = p.id WHERE p.Product_Name = 'GTX Pro'",
      ),
    ).toEqual([{ n: 1480 }]);
    expect(rows("SELECT count(*) AS n FROM Accounts WHERE Industry = 'technolgy'")).toEqual([{ n: 12 }]);
    expect(
      rows(
        "SELECT Annual_Revenue AS revenue, Year_Established AS year FROM Accounts WHERE Account_Name = 'Acme Corporation'",
      ),
    ).toEqual([{ revenue: 1_100_040_000, year: 1996 }]);
    expect(
      report.tables.map((table) => [table['role'], table['rowsIn'], table['rowsPlaced'], table['rowsReported']]),
    ).toEqual([
      ['accounts', 85, 85, 0],
      ['products', 7, 7, 0],
      ['deals', 8800, 7375, 1425],
    ]);
  });
});
