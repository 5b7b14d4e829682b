import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { BIG_PRODUCTS } from './big-seed.ts';
import { awaitJob, bulkRead, downloadCsv } from './run-bulk.ts';
import { startSandbox, startSandboxForTest, type Caller, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
let caller: Caller;
beforeAll(async () => {
  sandbox = await startSandbox();
  caller = sandbox.as('administrator');
});
afterAll(() => sandbox.close());

const resultOf = (id: string) => `/crm/bulk/v8/read/${id}/result`;

test('a job runs through its states to a CSV in a ZIP that equals the table, odd text included', async () => {
  const created = await caller.post('/crm/bulk/v8/read', {
    query: {
      module: { api_name: 'Accounts' },
      fields: ['Account_Name', 'Industry', 'Employees', 'Annual_Revenue', 'Parent_Account', 'Description', 'Owner'],
    },
    file_type: 'csv',
  });
  expect(created.status).toBe(201);
  expect(created.at('data', 0)).toMatchObject({
    status: 'success',
    code: 'ADDED_SUCCESSFULLY',
    details: { operation: 'read', state: 'ADDED', created_by: { name: 'Ada Reyes' } },
  });
  const id = String(created.at('data', 0, 'details', 'id'));
  const { job, states } = await awaitJob(caller, `/crm/bulk/v8/read/${id}`);
  const order = ['ADDED', 'QUEUED', 'IN PROGRESS', 'COMPLETED'];
  expect(states).toEqual(order.filter((state) => states.includes(state)));
  expect(job.at('data', 0, 'result')).toEqual({
    page: 1,
    count: 300,
    per_page: 200_000,
    more_records: false,
    download_url: resultOf(id),
  });
  const file = await downloadCsv(sandbox, caller, resultOf(id));
  expect(file.name).toBe(`${id}.csv`);
  const text = (value: unknown) => (value === null ? '' : String(value));
  const expected = sandbox
    .sql(
      `SELECT CAST(id AS TEXT) AS a, Account_Name AS b, Industry AS c, Employees AS d, Annual_Revenue AS e, CAST(Parent_Account AS TEXT) AS f,
         Description AS g, CAST(Owner AS TEXT) AS h FROM Accounts ORDER BY id`,
    )
    .map((row) => Object.values(row).map(text));
  expect(file.rows).toEqual([
    ['Id', 'Account_Name', 'Industry', 'Employees', 'Annual_Revenue', 'Parent_Account', 'Description', 'Owner'],
    ...expected,
  ]);
});

test('dates, instants with the org’s offset, booleans and dotted lookups are spelt as agreed', async () => {
  const { id } = await bulkRead(caller, {
    module: { api_name: 'Deals' },
    fields: ['id', 'Closing_Date', 'Modified_Time', 'Account_Name.Account_Name', 'Amount', 'Exchange_Rate'],
    criteria: { field: { api_name: 'Deal_Name' }, comparator: 'equal', value: 'Deal 19' },
  });
  expect((await downloadCsv(sandbox, caller, resultOf(id))).rows).toEqual([
    ['Id', 'Closing_Date', 'Modified_Time', 'Account_Name.Account_Name', 'Amount', 'Exchange_Rate'],
    [sandbox.id('Deals', 19), '2025-08-20', '2026-03-01T11:41:00-05:00', 'Account 20', '194.75', '1'],
  ]);
  const contacts = await bulkRead(caller, {
    module: { api_name: 'Contacts' },
    fields: ['Email_Opt_Out'],
    criteria: { field: { api_name: 'Last_Name' }, comparator: 'in', value: ['Last 1', 'Last 2'] },
  });
  expect((await downloadCsv(sandbox, caller, resultOf(contacts.id))).rows.map((row) => row[1])).toEqual([
    'Email_Opt_Out',
    'false',
    'true',
  ]);
});

test.each([
  [{ field: { api_name: 'Industry' }, comparator: 'equal', value: 'retail' }, "Industry = 'Retail'"],
  [{ field: { api_name: 'Industry' }, comparator: 'not_equal', value: 'Retail' }, "Industry <> 'Retail'"],
  [{ field: { api_name: 'Industry' }, comparator: 'equal', value: '${EMPTY}' }, 'Industry IS NULL'],
  [
    { field: { api_name: 'Account_Name' }, comparator: 'starts_with', value: 'Account 1' },
    "Account_Name LIKE 'Account 1%'",
  ],
  [
    { field: { api_name: 'Account_Name' }, comparator: 'not_contains', value: 'count' },
    "Account_Name NOT LIKE '%count%'",
  ],
  [{ field: { api_name: 'Employees' }, comparator: 'between', value: [100, 500] }, 'Employees BETWEEN 100 AND 500'],
  [{ field: { api_name: 'Employees' }, comparator: 'less_equal', value: '100' }, 'Employees <= 100'],
  [
    {
      group_operator: 'or',
      group: [
        {
          group_operator: 'and',
          group: [
            { field: { api_name: 'Employees' }, comparator: 'greater_than', value: 2_000 },
            { field: { api_name: 'Billing_Country' }, comparator: 'equal', value: 'Spain' },
          ],
        },
        { field: { api_name: 'Industry' }, comparator: 'in', value: ['Education'] },
      ],
    },
    "(Employees > 2000 AND Billing_Country = 'Spain') OR Industry IN ('Education')",
  ],
])('criteria %j select what SQL selects', async (criteria, where) => {
  const { job } = await bulkRead(caller, { module: { api_name: 'Accounts' }, fields: ['id'], criteria });
  const expected = sandbox.sql(`SELECT count(*) AS n FROM Accounts WHERE ${where}`)[0]?.['n'];
  expect(expected).toBeGreaterThan(0);
  expect(job.at('data', 0, 'result', 'count')).toBe(expected);
});

test('what cannot be read is refused when the job is created', async () => {
  const codes: unknown[] = [];
  for (const query of [
    { module: { api_name: 'Unicorns' } },
    { module: { api_name: 'Notes' } },
    { module: { api_name: 'Accounts' }, fields: ['Nonsense'] },
    {
      module: { api_name: 'Accounts' },
      criteria: { field: { api_name: 'Industry' }, comparator: 'resembles', value: 'x' },
    },
    {
      module: { api_name: 'Accounts' },
      criteria: { field: { api_name: 'Employees' }, comparator: 'equal', value: 'many' },
    },
    {
      module: { api_name: 'Accounts' },
      criteria: {
        group_operator: 'and',
        group: Array.from({ length: 26 }, () => ({ field: { api_name: 'Employees' }, comparator: 'equal', value: 1 })),
      },
    },
    { module: { api_name: 'Accounts' }, page: 0 },
    undefined,
  ]) {
    const answer = await caller.post('/crm/bulk/v8/read', { query });
    codes.push([answer.status, answer.at('code')]);
  }
  const data = [400, 'INVALID_DATA'];
  expect(codes).toEqual([
    [400, 'INVALID_MODULE'],
    [400, 'INVALID_MODULE'],
    data,
    data,
    data,
    [400, 'LIMIT_EXCEEDED'],
    data,
    data,
  ]);
});

test('rights hold: no View no job, hidden columns stay hidden, jobs belong to their creator', async () => {
  const denied = await sandbox.as('noDeals').post('/crm/bulk/v8/read', { query: { module: { api_name: 'Deals' } } });
  expect([denied.status, denied.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_View_Deals']]);
  const noAmounts = sandbox.as('noAmounts');
  expect(
    (await noAmounts.post('/crm/bulk/v8/read', { query: { module: { api_name: 'Deals' }, fields: ['Amount'] } })).at(
      'code',
    ),
  ).toBe('INVALID_DATA');
  const { id } = await bulkRead(noAmounts, { module: { api_name: 'Deals' } });
  const header = (await downloadCsv(sandbox, noAmounts, resultOf(id))).rows[0];
  expect([header?.includes('Deal_Name'), header?.includes('Amount'), header?.includes('Product_Details')]).toEqual([
    true,
    false,
    false,
  ]);
  expect((await caller.get(`/crm/bulk/v8/read/${id}`)).status).toBe(404);
  expect((await caller.get(resultOf(id))).status).toBe(404);
});

test('a subform’s module can be read, or refused by the switch', async () => {
  const { job } = await bulkRead(caller, {
    module: { api_name: 'Deal_Line_Items' },
    fields: ['Parent_Id', 'Product_Name', 'Quantity'],
  });
  expect(job.at('data', 0, 'result', 'count')).toBe(100);
  const strict = await startSandboxForTest({ switches: { subformBulkRead: 'refused' } });
  const refused = await strict
    .as('administrator')
    .post('/crm/bulk/v8/read', { query: { module: { api_name: 'Deal_Line_Items' } } });
  expect([refused.status, refused.at('code')]).toEqual([400, 'INVALID_MODULE']);
});

test('ten downloads a minute, not eleven', async () => {
  const own = await startSandboxForTest();
  const admin = own.as('administrator');
  const { id } = await bulkRead(admin, { module: { api_name: 'Products' } });
  for (let n = 0; n < 10; n++) expect((await downloadCsv(own, admin, resultOf(id))).rows).toHaveLength(6);
  expect((await admin.get(resultOf(id))).status).toBe(429);
  own.clock.ms += 60_000;
  expect((await downloadCsv(own, admin, resultOf(id))).rows).toHaveLength(6);
});

test('a page ends at 200,000 rows, and the API answers while pages are written', async () => {
  const own = await startSandboxForTest({
    orgs: [{ definition: ZYLKER, seed: { moduleUrl: new URL('./big-seed.ts', import.meta.url).href, options: null } }],
  });
  const admin = own.as('administrator');
  const query = {
    module: { api_name: 'Products' },
    fields: ['Product_Name', 'Unit_Price', 'Product_Active', 'Created_Time', 'Modified_Time'],
  };
  const [first, second] = [
    await admin.post('/crm/bulk/v8/read', { query }),
    await admin.post('/crm/bulk/v8/read', { query: { ...query, page: 2 } }),
  ];
  const path = (created: typeof first) => `/crm/bulk/v8/read/${String(created.at('data', 0, 'details', 'id'))}`;

  let answeredMeanwhile = 0;
  const secondStates = new Set<unknown>();
  const accountId = own.id('Accounts', 1);
  for (;;) {
    const state = (await admin.get(path(first))).at('data', 0, 'state');
    if (state === 'COMPLETED') break;
    const [record, write] = await Promise.all([
      admin.get(`/crm/v8/Accounts/${accountId}?fields=Account_Name`),
      admin.put(`/crm/v8/Accounts/${accountId}`, { data: [{ Employees: answeredMeanwhile }] }),
    ]);
    expect([record.status, write.status]).toEqual([200, 200]);
    secondStates.add((await admin.get(path(second))).at('data', 0, 'state'));
    const still = (await admin.get(path(first))).at('data', 0, 'state');
    if (state === 'IN PROGRESS' && still === 'IN PROGRESS') answeredMeanwhile++;
  }
  // Both calls began and ended inside the job: had the job held the thread that answers, none could have.
  expect(answeredMeanwhile).toBeGreaterThan(3);
  expect(secondStates).toContain('QUEUED');
  const pages = [(await awaitJob(admin, path(first))).job, (await awaitJob(admin, path(second))).job];
  expect(
    pages.map((page) => [page.at('data', 0, 'result', 'count'), page.at('data', 0, 'result', 'more_records')]),
  ).toEqual([
    [200_000, true],
    [1, false],
  ]);
  const last = await downloadCsv(own, admin, `${path(second)}/result`);
  expect(last.rows[1]?.slice(0, 4)).toEqual([
    own.id('Products', BIG_PRODUCTS),
    `Product ${BIG_PRODUCTS}`,
    '50000.25',
    'false',
  ]);
});
