import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, startSandboxForTest, type TestSandbox } from './start-sandbox.ts';
import { SMALL_ACCOUNTS, SMALL_DEALS } from './small-seed.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

test('a list needs fields, knows at most fifty of them and 200 records a page', async () => {
  const caller = sandbox.as('administrator');
  const none = await caller.get('/crm/v8/Accounts');
  expect([none.status, none.at('code'), none.at('details', 'param_name')]).toEqual([
    400,
    'REQUIRED_PARAM_MISSING',
    'fields',
  ]);
  const names = Array.from({ length: 51 }, (_, n) => `F${n}`).join(',');
  const many = await caller.get(`/crm/v8/Accounts?fields=${names}`);
  expect([many.status, many.at('code'), many.at('details', 'limit')]).toEqual([400, 'LIMIT_EXCEEDED', 50]);
  const wide = await caller.get('/crm/v8/Accounts?fields=id&per_page=201');
  expect([wide.at('code'), wide.at('details', 'maximum_length')]).toEqual(['INVALID_DATA', 200]);
});

test('records come newest id first, shaped as Zoho shapes them, unknown fields left out', async () => {
  const answer = await sandbox
    .as('administrator')
    .get('/crm/v8/Deals?fields=Deal_Name,Account_Name,Owner,Amount,Closing_Date,Modified_Time,Nonsense&per_page=2');
  expect(answer.rows[0]).toEqual({
    Deal_Name: 'Deal 900',
    Account_Name: null,
    Owner: { name: 'Ada Reyes', id: '5843104020000000001', email: 'ada.reyes@zylker.example' },
    Amount: 9225,
    Closing_Date: '2025-01-05',
    // 900 minutes before noon in New York, still winter time.
    Modified_Time: '2026-02-28T21:00:00-05:00',
    id: sandbox.id('Deals', 900),
  });
  expect(answer.rows[1]?.['Account_Name']).toEqual({ name: 'Account 300', id: sandbox.id('Accounts', 300) });
  expect(answer.at('info')).toMatchObject({
    per_page: 2,
    count: 2,
    page: 1,
    sort_by: 'id',
    sort_order: 'desc',
    more_records: true,
  });
});

test('pages by page_token cover every record once, also when sorted by a time with ties', async () => {
  const caller = sandbox.as('administrator');
  for (const sort of ['', '&sort_by=Modified_Time&sort_order=asc', '&sort_by=Created_Time']) {
    const seen: unknown[] = [];
    let token: unknown = null;
    do {
      const next = token === null ? '' : `&page_token=${String(token)}`;
      const page = await caller.get(`/crm/v8/Accounts?fields=Account_Name&per_page=70${sort}${next}`);
      seen.push(...page.rows.map((row) => row['id']));
      token = page.at('info', 'next_page_token');
    } while (token !== null);
    expect(seen).toHaveLength(SMALL_ACCOUNTS);
    expect(new Set(seen).size).toBe(SMALL_ACCOUNTS);
  }
});

test('page reaches 2,000 records, page_token 100,000, and both say so', async () => {
  const caller = sandbox.as('administrator');
  const far = await caller.get('/crm/v8/Deals?fields=id&per_page=200&page=11');
  expect([far.status, far.at('code')]).toEqual([400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED']);
  expect((await caller.get('/crm/v8/Deals?fields=id&per_page=200&page=10')).status).toBe(204);
  const page = await caller.get('/crm/v8/Deals?fields=id&per_page=200');
  const token: unknown = JSON.parse(Buffer.from(String(page.at('info', 'next_page_token')), 'base64url').toString());
  const atTheEnd = Buffer.from(JSON.stringify(Object.assign({}, token, { shown: 100_000 }))).toString('base64url');
  const beyond = await caller.get(`/crm/v8/Deals?fields=id&per_page=200&page_token=${atTheEnd}`);
  expect([beyond.status, beyond.at('code'), beyond.at('details', 'limit')]).toEqual([
    400,
    'PAGINATION_LIMIT_EXCEEDED',
    100_000,
  ]);
});

test('a page token is bound to its parameters, expires, and excludes page', async () => {
  const own = await startSandboxForTest();
  const caller = own.as('administrator');
  const token = String((await caller.get('/crm/v8/Deals?fields=id,Stage&per_page=10')).at('info', 'next_page_token'));
  const codes: unknown[] = [];
  for (const query of [
    `fields=id&per_page=10&page_token=${token}`,
    `fields=id,Stage&per_page=20&page_token=${token}`,
    'fields=id&page_token=garbage',
    `fields=id,Stage&per_page=10&page=2&page_token=${token}`,
  ]) {
    codes.push((await caller.get(`/crm/v8/Deals?${query}`)).at('code'));
  }
  expect(codes).toEqual([
    'TOKEN_BOUND_DATA_MISMATCH',
    'TOKEN_BOUND_DATA_MISMATCH',
    'INVALID_DATA',
    'AMBIGUITY_DURING_PROCESSING',
  ]);
  expect((await caller.get(`/crm/v8/Deals?fields=id,Stage&per_page=10&page_token=${token}`)).status).toBe(200);
  own.clock.ms += 24 * 60 * 60 * 1_000;
  expect((await caller.get(`/crm/v8/Deals?fields=id,Stage&per_page=10&page_token=${token}`)).at('code')).toBe(
    'EXPIRED_VALUE',
  );
});

test('If-Modified-Since keeps what changed and answers 304 when nothing did', async () => {
  const caller = sandbox.as('administrator');
  const since = new Date(sandbox.clock.ms - 100 * 60_000).toISOString();
  const changed = await caller.get('/crm/v8/Deals?fields=id', { 'If-Modified-Since': since });
  expect(changed.rows).toHaveLength(100);
  const later = new Date(sandbox.clock.ms + 60_000).toISOString();
  expect((await caller.get('/crm/v8/Deals?fields=id', { 'If-Modified-Since': later })).status).toBe(304);
});

test('one record carries its subform rows; a hidden field is missing everywhere', async () => {
  const record = (await sandbox.as('administrator').get(`/crm/v8/Deals/${sandbox.id('Deals', 2)}`)).rows[0];
  const lines = sandbox.sql(
    `SELECT Quantity FROM Deal_Line_Items WHERE Parent_Id = ${sandbox.id('Deals', 2)} ORDER BY id`,
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(record?.['Product_Details']).toMatchObject(lines.map(({ Quantity }) => ({ Quantity })));
  const hidden = (await sandbox.as('noAmounts').get(`/crm/v8/Deals/${sandbox.id('Deals', 2)}`)).rows[0];
  expect([hidden?.['Deal_Name'], 'Amount' in (hidden ?? {}), 'Expected_Revenue' in (hidden ?? {})]).toEqual([
    'Deal 2',
    false,
    false,
  ]);
  expect(JSON.stringify(hidden)).not.toContain('List_Price');
  const listed = await sandbox.as('noAmounts').get('/crm/v8/Deals?fields=Deal_Name,Amount&per_page=1');
  expect(Object.keys(listed.rows[0] ?? {})).toEqual(['Deal_Name', 'id']);
});

test('missing, malformed and foreign ids', async () => {
  const caller = sandbox.as('administrator');
  expect((await caller.get(`/crm/v8/Deals/${sandbox.id('Deals', SMALL_DEALS + 1)}`)).status).toBe(204);
  const malformed = await caller.get('/crm/v8/Deals/abc');
  expect([malformed.status, malformed.at('code'), malformed.at('details', 'resource_path_index')]).toEqual([
    400,
    'INVALID_DATA',
    1,
  ]);
  expect((await caller.get(`/crm/v8/Deals/${sandbox.id('Accounts', 1)}`)).status).toBe(204);
  const own = await startSandboxForTest({ switches: { missingRecord: 'notFound' } });
  const missing = await own.as('administrator').get(`/crm/v8/Deals/${own.id('Deals', SMALL_DEALS + 1)}`);
  expect([missing.status, missing.at('code')]).toEqual([404, 'INVALID_DATA']);
});

test('unknown modules and modules without View are refused', async () => {
  const unknown = await sandbox.as('administrator').get('/crm/v8/Unicorns?fields=id');
  expect([unknown.status, unknown.at('code')]).toEqual([400, 'INVALID_MODULE']);
  const hidden = await sandbox.as('administrator').get('/crm/v8/Campaign_Members?fields=id');
  expect(hidden.at('code')).toBe('INVALID_MODULE');
  const denied = await sandbox.as('noDeals').get('/crm/v8/Deals?fields=id');
  expect([denied.status, denied.at('code'), denied.at('details', 'permissions')]).toEqual([
    403,
    'NO_PERMISSION',
    ['Crm_Implied_View_Deals'],
  ]);
  const lines = await sandbox.as('noDeals').get('/crm/v8/Deal_Line_Items?fields=id');
  expect(lines.at('details', 'permissions')).toEqual(['Crm_Implied_View_Deals']);
});

test('related lists follow lookups and linking modules', async () => {
  const caller = sandbox.as('administrator');
  const account = sandbox.id('Accounts', 1);
  const contacts = await caller.get(`/crm/v8/Accounts/${account}/Contacts?fields=Last_Name`);
  expect(contacts.rows).toEqual([{ Last_Name: 'Last 1', id: sandbox.id('Contacts', 1) }]);
  const deals = await caller.get(`/crm/v8/Accounts/${account}/Deals?fields=Deal_Name&per_page=1`);
  const expected = sandbox.sql(`SELECT count(*) AS n FROM Deals WHERE Account_Name = ${account}`)[0]?.['n'];
  expect([deals.at('info', 'more_records'), expected]).toEqual([true, 2]);
  expect(
    (await caller.get(`/crm/v8/Accounts/${account}/Calls?fields=Subject,Call_Duration_in_seconds`)).rows[0],
  ).toMatchObject({ Subject: 'Call 4', Call_Duration_in_seconds: 270 });
  expect((await caller.get(`/crm/v8/Accounts/${account}/Notes?fields=Note_Content`)).rows).toHaveLength(1);
  const products = await caller.get(`/crm/v8/Deals/${sandbox.id('Deals', 2)}/Products?fields=Product_Name`);
  expect(products.rows.length).toBeGreaterThan(0);
  const campaigns = await caller.get(`/crm/v8/Contacts/${sandbox.id('Contacts', 1)}/Campaigns?fields=Campaign_Name`);
  expect(campaigns.rows).toMatchObject([{ Campaign_Name: 'Spring' }]);
  expect((await caller.get(`/crm/v8/Accounts/${sandbox.id('Accounts', 200)}/Calls?fields=Subject`)).status).toBe(204);
  expect(
    (await caller.get(`/crm/v8/Accounts/${account}/Unicorns?fields=Subject`)).at('details', 'resource_path_index'),
  ).toBe(2);
  const denied = await sandbox.as('noDeals').get(`/crm/v8/Accounts/${account}/Deals?fields=Deal_Name`);
  expect([denied.status, denied.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_View_Deals']]);
});

test('e-mails of a record come in tens, newest first, by an index that says nothing, and bodies one by one', async () => {
  const caller = sandbox.as('rep');
  const path = `/crm/v8/Contacts/${sandbox.id('Contacts', 1)}/Emails`;
  const first = await caller.get(path);
  expect(first.at('Emails', 0)).toMatchObject({
    subject: 'Mail 1',
    sent: false,
    from: { email: 'ada@example.com' },
    to: [{ email: 'contact1@example.com' }],
    status: [{ type: 'opened', bounced_time: null }],
    summary: null,
  });
  expect(first.at('info')).toMatchObject({ per_page: 10, count: 10, more_records: true, prev_index: null });
  const message = String(first.at('Emails', 0, 'message_id'));
  expect((await caller.get(`${path}/${message}`)).at('Emails', 0)).toMatchObject({
    message_id: message,
    mail_format: 'html',
    content: '<div>Body 1 &lt;b&gt;</div>',
  });
  expect((await caller.get(`${path}/${sandbox.id('Contacts', 1)}`)).status).toBe(400);
  const other = `/crm/v8/Contacts/${sandbox.id('Contacts', 2)}/Emails/${message}`;
  expect((await caller.get(other)).at('details', 'resource_path_index')).toBe(3);
  const next = String(first.at('info', 'next_index'));
  expect((await caller.get(`${path}?index=11`)).at('details', 'param_name')).toBe('index');
  const rest = await caller.get(`${path}?index=${next}`);
  expect([rest.at('Emails', 0, 'subject'), rest.at('info', 'count'), rest.at('info', 'next_index')]).toEqual([
    'Mail 11',
    2,
    null,
  ]);
  expect((await caller.get(`/crm/v8/Accounts/${sandbox.id('Accounts', 2)}/Emails`)).status).toBe(204);
  expect((await caller.get(`/crm/v8/Products/${sandbox.id('Products', 1)}/Emails`)).status).toBe(404);
});
