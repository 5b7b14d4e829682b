import { beforeEach, afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, startSandboxForTest, type Caller, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
let caller: Caller;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  caller = sandbox.as('administrator');
});
afterAll(() => sandbox.close());

test('an insert stamps who and when, and the record reads back', async () => {
  const rep = sandbox.as('rep');
  const answer = await rep.post('/crm/v8/Accounts', {
    data: [{ Account_Name: 'Fresh', Industry: 'Education', Employees: 12, Billing_Country: null, Nonsense: 1 }],
  });
  expect(answer.status).toBe(201);
  expect(answer.rows[0]).toMatchObject({
    code: 'SUCCESS',
    status: 'success',
    message: 'record added',
    details: {
      Created_By: { name: 'Ravi Kapoor' },
      Modified_By: { name: 'Ravi Kapoor' },
      Created_Time: '2026-03-01T12:00:00-05:00',
    },
  });
  const id = String(answer.at('data', 0, 'details', 'id'));
  expect((await rep.get(`/crm/v8/Accounts/${id}`)).rows[0]).toMatchObject({
    Account_Name: 'Fresh',
    Employees: 12,
    Currency: 'USD',
    Exchange_Rate: 1,
    Owner: { name: 'Ravi Kapoor' },
  });
});

test('rows answer in input order: all good 201, mixed 207, none 400', async () => {
  const good = { Account_Name: 'Good' };
  const bad = { Industry: 'Retail' };
  const mixed = await caller.post('/crm/v8/Accounts', { data: [good, bad, good] });
  expect([mixed.status, ...mixed.rows.map((row) => row['code'])]).toEqual([
    207,
    'SUCCESS',
    'MANDATORY_NOT_FOUND',
    'SUCCESS',
  ]);
  expect(mixed.rows[1]).toMatchObject({
    status: 'error',
    details: { api_name: 'Account_Name', json_path: '$.data[1].Account_Name' },
  });
  const none = await caller.post('/crm/v8/Accounts', { data: [bad, bad] });
  expect([none.status, none.rows.length]).toEqual([400, 2]);
});

test('a batch has 1 to 100 rows and a JSON body', async () => {
  const rows = (count: number) => ({ data: Array.from({ length: count }, (_, n) => ({ Account_Name: `Batch ${n}` })) });
  expect((await caller.post('/crm/v8/Accounts', rows(100))).status).toBe(201);
  const over = await caller.post('/crm/v8/Accounts', rows(101));
  expect([over.status, over.at('code'), over.at('details', 'maximum_length')]).toEqual([400, 'INVALID_DATA', 100]);
  expect((await caller.post('/crm/v8/Accounts', rows(0))).at('code')).toBe('INVALID_DATA');
  expect((await caller.post('/crm/v8/Accounts', {})).at('code')).toBe('MANDATORY_NOT_FOUND');
  expect((await caller.post('/crm/v8/Accounts', '{"data": [')).at('details', 'expected_data_type')).toBe('jsonobject');
});

test.each([
  [{ Employees: 'many' }, 'INVALID_DATA', { expected_data_type: 'integer' }],
  [{ Employees: 1.5 }, 'INVALID_DATA', { expected_data_type: 'integer' }],
  [{ Annual_Revenue: '1000' }, 'INVALID_DATA', { expected_data_type: 'double' }],
  [{ Account_Name: 'n'.repeat(201) }, 'INVALID_DATA', { maximum_length: 200 }],
  [{ Industry: 'Alchemy' }, 'INVALID_DATA', { api_name: 'Industry' }],
  [{ Parent_Account: { id: '5843104110009999999' } }, 'INVALID_DATA', { api_name: 'Parent_Account' }],
  [{ Parent_Account: { id: '5843104120000000001' } }, 'INVALID_DATA', { api_name: 'Parent_Account' }],
  [{ Owner: { id: '5843104110000000001' } }, 'INVALID_DATA', { api_name: 'Owner' }],
  [{ Account_Name: null }, 'MANDATORY_NOT_FOUND', { api_name: 'Account_Name' }],
])('%j is refused with %s', async (change, code, details) => {
  const answer = await caller.put(`/crm/v8/Accounts/${sandbox.id('Accounts', 3)}`, { data: [change] });
  expect([answer.status, answer.rows[0]?.['code']]).toEqual([400, code]);
  expect(answer.rows[0]?.['details']).toMatchObject(details);
});

test('dates and instants are checked, not coerced', async () => {
  const path = `/crm/v8/Deals/${sandbox.id('Deals', 3)}`;
  for (const Closing_Date of ['2025-02-30', '01/02/2025', 20250102]) {
    expect((await caller.put(path, { data: [{ Closing_Date }] })).at('data', 0, 'details', 'expected_data_type')).toBe(
      'date',
    );
  }
  const call = await caller.post('/crm/v8/Calls', {
    data: [{ Subject: 'C', Call_Type: 'Inbound', Call_Start_Time: '2026-01-02' }],
  });
  expect(call.at('data', 0, 'details', 'expected_data_type')).toBe('datetime');
});

test('several errors of one row come together', async () => {
  const answer = await caller.post('/crm/v8/Contacts', { data: [{ Email: 'nonsense', Email_Opt_Out: 'yes' }] });
  expect(answer.rows[0]?.['code']).toBe('MULTIPLE_OR_MULTI_ERRORS');
  expect(answer.at('data', 0, 'details', 'errors')).toMatchObject([
    { code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Last_Name' } },
    { code: 'INVALID_DATA', details: { api_name: 'Email', expected_data_type: 'email' } },
    { code: 'INVALID_DATA', details: { api_name: 'Email_Opt_Out' } },
  ]);
});

test('a unique value is refused with the record that has it, within one batch too', async () => {
  const answer = await caller.post('/crm/v8/Contacts', {
    data: [
      { Last_Name: 'Twin', Email: 'CONTACT1@example.com' },
      { Last_Name: 'A', Email: 'new@example.com' },
      { Last_Name: 'B', Email: 'new@example.com' },
    ],
  });
  expect(answer.rows.map((row) => row['code'])).toEqual(['DUPLICATE_DATA', 'SUCCESS', 'DUPLICATE_DATA']);
  expect(answer.at('data', 0, 'details')).toMatchObject({
    api_name: 'Email',
    duplicate_record: { id: sandbox.id('Contacts', 1), module: { api_name: 'Contacts' } },
  });
});

test('an update changes what it names, derives what depends on it, and moves Modified_Time', async () => {
  const own = await startSandboxForTest();
  own.clock.ms += 60_000;
  const path = `/crm/v8/Deals/${own.id('Deals', 4)}`;
  const before = (await own.as('administrator').get(path)).rows[0];
  await own.as('rep').put('/crm/v8/Deals', { data: [{ id: own.id('Deals', 4), Stage: 'Qualification', Amount: 500 }] });
  const after = (await own.as('administrator').get(path)).rows[0];
  expect(after).toMatchObject({
    Stage: 'Qualification',
    Amount: 500,
    Probability: 10,
    Expected_Revenue: 50,
    Modified_Time: '2026-03-01T12:01:00-05:00',
    Modified_By: { name: 'Ravi Kapoor' },
  });
  expect(after?.['Closing_Date']).toBe(before?.['Closing_Date']);
  expect(after?.['Created_By']).toEqual(before?.['Created_By']);
});

test('an update of a record changed since is 412 ALREADY_MODIFIED', async () => {
  const id = sandbox.id('Deals', 5);
  const early = new Date(sandbox.clock.ms - 6 * 60_000).toISOString();
  const answer = await caller.put(
    `/crm/v8/Deals/${id}`,
    { data: [{ Next_Step: 'x' }] },
    { 'If-Unmodified-Since': early },
  );
  expect([answer.status, answer.rows[0]?.['code']]).toEqual([412, 'ALREADY_MODIFIED']);
  const late = new Date(sandbox.clock.ms).toISOString();
  expect(
    (await caller.put(`/crm/v8/Deals/${id}`, { data: [{ Next_Step: 'x' }] }, { 'If-Unmodified-Since': late })).status,
  ).toBe(200);
});

test('updates need an id that exists', async () => {
  const answer = await caller.put('/crm/v8/Deals', {
    data: [{ Next_Step: 'x' }, { id: sandbox.id('Deals', 99_999), Next_Step: 'x' }, { id: 'abc', Next_Step: 'x' }],
  });
  expect([answer.status, ...answer.rows.map((row) => row['code'])]).toEqual([
    400,
    'MANDATORY_NOT_FOUND',
    'INVALID_DATA',
    'INVALID_DATA',
  ]);
});

test('upsert updates the twin it finds, inserts the rest, and says which', async () => {
  const answer = await caller.post('/crm/v8/Contacts/upsert', {
    duplicate_check_fields: ['Email'],
    data: [
      { Last_Name: 'Renamed', Email: 'contact7@example.com' },
      { Last_Name: 'New', Email: 'upsert@example.com' },
      { Email: 'nameless@example.com' },
      { Last_Name: 'Again', Email: 'upsert@example.com' },
    ],
  });
  expect(answer.status).toBe(207);
  expect(answer.rows.map((row) => [row['code'], row['action'], row['duplicate_field']])).toEqual([
    ['SUCCESS', 'update', 'Email'],
    ['SUCCESS', 'insert', null],
    ['MANDATORY_NOT_FOUND', undefined, undefined],
    ['SUCCESS', 'update', 'Email'],
  ]);
  expect(
    (await caller.get(`/crm/v8/Contacts/${sandbox.id('Contacts', 7)}?fields=Full_Name`)).rows[0]?.['Full_Name'],
  ).toBe('First 7 Renamed');
  const field = await caller.post('/crm/v8/Contacts/upsert', {
    duplicate_check_fields: ['Nope'],
    data: [{ Last_Name: 'X' }],
  });
  expect([field.status, field.at('code')]).toEqual([400, 'INVALID_DATA']);
});

test('rights are checked per module and per field', async () => {
  const denied = await sandbox
    .as('noDeals')
    .put(`/crm/v8/Deals/${sandbox.id('Deals', 6)}`, { data: [{ Next_Step: 'x' }] });
  expect([denied.status, denied.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_Edit_Deals']]);
  const field = await sandbox
    .as('noAmounts')
    .put('/crm/v8/Deals', { data: [{ id: sandbox.id('Deals', 6), Amount: 1 }] });
  expect([field.status, field.rows[0]?.['code'], field.at('data', 0, 'details', 'api_name')]).toEqual([
    403,
    'NO_PERMISSION',
    'Amount',
  ]);
  const readOnly = await sandbox
    .as('noAmounts')
    .put('/crm/v8/Accounts', { data: [{ id: sandbox.id('Accounts', 6), Annual_Revenue: 1 }] });
  expect(readOnly.rows[0]?.['code']).toBe('NO_PERMISSION');
  const system = await caller.put('/crm/v8/Accounts', {
    data: [{ id: sandbox.id('Accounts', 6), Created_Time: '2001-01-01T00:00:00Z' }],
  });
  expect(system.status).toBe(200);
  expect(
    sandbox.sql(`SELECT Created_Time AS t FROM Accounts WHERE id = ${sandbox.id('Accounts', 6)}`)[0]?.['t'],
  ).toBeGreaterThan(1_500_000_000);
});

test('subform rows are added, changed and removed; a bad one undoes its record', async () => {
  const line = { Product_Name: { id: sandbox.id('Products', 1) }, Quantity: 2, List_Price: 10 };
  const created = await caller.post('/crm/v8/Deals', {
    data: [
      { Deal_Name: 'With lines', Stage: 'Qualification', Closing_Date: '2026-05-01', Product_Details: [line, line] },
    ],
  });
  const id = String(created.at('data', 0, 'details', 'id'));
  const rows = async () => (await caller.get(`/crm/v8/Deals/${id}`)).at('data', 0, 'Product_Details');
  const lines = await rows();
  expect(lines).toHaveLength(2);
  const [first, second] = sandbox
    .sql(`SELECT CAST(id AS TEXT) AS id FROM Deal_Line_Items WHERE Parent_Id = ${id} ORDER BY id`)
    .map((row) => row['id']);
  await caller.put(`/crm/v8/Deals/${id}`, {
    data: [
      {
        Product_Details: [
          { id: first, Quantity: 9 },
          { id: second, _delete: null },
          { ...line, Quantity: 1 },
        ],
      },
    ],
  });
  expect(await rows()).toMatchObject([{ Quantity: 9 }, { Quantity: 1 }]);
  const before = sandbox.sql('SELECT count(*) AS n FROM Deals')[0]?.['n'];
  const bad = await caller.post('/crm/v8/Deals', {
    data: [
      { Deal_Name: 'Undone', Stage: 'Qualification', Closing_Date: '2026-05-01', Product_Details: [{ Quantity: 1 }] },
    ],
  });
  expect([bad.status, sandbox.sql('SELECT count(*) AS n FROM Deals')[0]?.['n']]).toEqual([400, before]);
});

test('deleting removes the record, its subform rows and what points to it, and is listed', async () => {
  const own = await startSandboxForTest();
  const admin = own.as('administrator');
  expect((await admin.get('/crm/v8/Deals/deleted')).status).toBe(204);
  own.clock.ms += 3_600_000;
  const [first, second] = [own.id('Deals', 2), own.id('Deals', 3)];
  const answer = await admin.delete(`/crm/v8/Deals?ids=${first},${second},${own.id('Deals', 99_999)}`);
  expect([answer.status, ...answer.rows.map((row) => row['code'])]).toEqual([
    207,
    'SUCCESS',
    'SUCCESS',
    'INVALID_DATA',
  ]);
  expect((await admin.get(`/crm/v8/Deals/${first}`)).status).toBe(204);
  expect(own.sql(`SELECT 1 FROM Deal_Line_Items WHERE Parent_Id IN (${first}, ${second})`)).toEqual([]);
  const deleted = await admin.get('/crm/v8/Deals/deleted?per_page=1');
  const ada = { name: 'Ada Reyes', id: '5843104020000000001', email: 'ada.reyes@zylker.example' };
  expect(deleted.rows).toEqual([
    {
      id: second,
      display_name: 'Deal 3',
      type: 'recycle',
      deleted_by: ada,
      created_by: ada,
      deleted_time: '2026-03-01T13:00:00-05:00',
    },
  ]);
  expect(deleted.at('info')).toEqual({ per_page: 1, count: 1, page: 1, more_records: true });
  expect(
    (await admin.get('/crm/v8/Deals/deleted', { 'If-Modified-Since': new Date(own.clock.ms + 1_000).toISOString() }))
      .status,
  ).toBe(304);
  await admin.delete(`/crm/v8/Accounts/${own.id('Accounts', 9)}`);
  expect(own.sql(`SELECT Parent_Account AS p FROM Accounts WHERE id = ${own.id('Accounts', 10)}`)).toEqual([
    { p: null },
  ]);
  const denied = await own.as('noDeals').delete(`/crm/v8/Deals/${own.id('Deals', 8)}`);
  expect([denied.status, denied.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_Delete_Deals']]);
});

test('a value the picklist does not list can be accepted', async () => {
  const own = await startSandboxForTest({ switches: { unknownPicklistValue: 'accepted' } });
  const answer = await own
    .as('administrator')
    .post('/crm/v8/Accounts', { data: [{ Account_Name: 'Odd', Industry: 'Alchemy' }] });
  expect(answer.status).toBe(201);
});
