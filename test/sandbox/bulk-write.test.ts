import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitJob, downloadCsv, upload, uploadBytes } from './run-bulk.ts';
import { startSandbox, type Answer, type Caller, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
let caller: Caller;
beforeAll(async () => {
  sandbox = await startSandbox();
  caller = sandbox.as('administrator');
});
afterAll(() => sandbox.close());

interface WriteOptions {
  readonly operation: 'insert' | 'update' | 'upsert';
  readonly module?: string;
  readonly find_by?: string;
  readonly field_mappings?: readonly { readonly api_name: string; readonly index: number }[];
  readonly ignore_empty?: boolean;
}

async function write(lines: readonly string[], options: WriteOptions): Promise<Answer> {
  const file = await upload(sandbox, caller, lines);
  expect([file.status, file.at('code')]).toEqual([200, 'FILE_UPLOAD_SUCCESS']);
  const { operation, module = 'Accounts', ignore_empty = false, ...rest } = options;
  const created = await caller.post('/crm/bulk/v8/write', {
    operation,
    ignore_empty,
    resource: [{ type: 'data', module: { api_name: module }, file_id: file.at('details', 'file_id'), ...rest }],
  });
  expect([created.status, created.at('status')]).toEqual([201, 'success']);
  return (await awaitJob(caller, `/crm/bulk/v8/write/${String(created.at('details', 'id'))}`)).job;
}

const fileOf = (job: Answer) => job.at('resource', 0, 'file');

test('an update by id changes what is mapped, empties what is empty, and lists every row', async () => {
  const [one, two] = [sandbox.id('Accounts', 11), sandbox.id('Accounts', 12)];
  const job = await write(
    [
      'id,Label,Size',
      `${one},"Education",120`,
      `${two},,7`,
      `${sandbox.id('Accounts', 99_999)},Retail,1`,
      `${one},Alchemy,many`,
    ],
    {
      operation: 'update',
      find_by: 'id',
      field_mappings: [
        { api_name: 'id', index: 0 },
        { api_name: 'Industry', index: 1 },
        { api_name: 'Employees', index: 2 },
      ],
    },
  );
  expect([job.at('status'), job.at('operation')]).toEqual(['COMPLETED', 'update']);
  expect(fileOf(job)).toMatchObject({
    added_count: 0,
    updated_count: 2,
    skipped_count: 2,
    total_count: 4,
    name: 'rows.csv',
  });
  expect(sandbox.sql(`SELECT Industry, Employees FROM Accounts WHERE id IN (${one}, ${two}) ORDER BY id`)).toEqual([
    { Industry: 'Education', Employees: 120 },
    { Industry: null, Employees: 7 },
  ]);
  const result = await downloadCsv(sandbox, caller, String(job.at('result', 'download_url')));
  expect(result.rows).toEqual([
    ['id', 'Label', 'Size', 'STATUS', 'RECORD_ID', 'ERRORS'],
    [one, 'Education', '120', 'UPDATED', one, ''],
    [two, '', '7', 'UPDATED', two, ''],
    [sandbox.id('Accounts', 99_999), 'Retail', '1', 'SKIPPED', '', 'INVALID_DATA-id'],
    [one, 'Alchemy', 'many', 'SKIPPED', '', 'INVALID_DATA-Label:INVALID_DATA-Size'],
  ]);
});

test('ignore_empty leaves empty cells alone', async () => {
  const id = sandbox.id('Accounts', 13);
  const before = sandbox.sql(`SELECT Industry FROM Accounts WHERE id = ${id}`);
  expect(before[0]?.['Industry']).not.toBeNull();
  await write(['id,Industry,Employees', `${id},,5`], { operation: 'update', ignore_empty: true });
  expect(sandbox.sql(`SELECT Industry, Employees FROM Accounts WHERE id = ${id}`)).toEqual([
    { ...before[0], Employees: 5 },
  ]);
});

test('inserts and upserts by a unique field; the header alone maps', async () => {
  const inserted = await write(
    [
      'Last_Name,Email,Email_Opt_Out',
      'Bulk,bulk@example.com,true',
      ',nameless@example.com,false',
      'Dup,contact1@example.com,false',
    ],
    { operation: 'insert', module: 'Contacts' },
  );
  expect(fileOf(inserted)).toMatchObject({ added_count: 1, skipped_count: 2 });
  const result = await downloadCsv(sandbox, caller, String(inserted.at('result', 'download_url')));
  expect(result.rows.slice(2).map((row) => row[5])).toEqual(['MANDATORY_NOT_FOUND-Last_Name', 'DUPLICATE_DATA-Email']);
  const upserted = await write(['Last_Name,Email', 'Renamed,bulk@example.com', 'Other,other@example.com'], {
    operation: 'upsert',
    module: 'Contacts',
    find_by: 'Email',
  });
  expect(fileOf(upserted)).toMatchObject({ added_count: 1, updated_count: 1, skipped_count: 0 });
  expect(sandbox.sql("SELECT Full_Name, Email_Opt_Out FROM Contacts WHERE Email = 'bulk@example.com'")).toEqual([
    { Full_Name: 'Renamed', Email_Opt_Out: 1 },
  ]);
});

test('a file over 25,000 rows fails as a whole, and so does one that maps to nothing', async () => {
  const before = sandbox.sql('SELECT count(*) AS n FROM Accounts');
  const long = await write(['Account_Name', ...Array.from({ length: 25_001 }, (_, n) => `Row ${n}`)], {
    operation: 'insert',
  });
  expect([long.at('status'), long.at('resource', 0, 'code'), long.at('result')]).toEqual([
    'FAILED',
    'LIMIT_EXCEEDED',
    undefined,
  ]);
  const odd = await write(['Account_Name,Nonsense', 'a,b'], { operation: 'insert' });
  expect([odd.at('status'), odd.at('resource', 0, 'code')]).toEqual(['FAILED', 'INVALID_FIELD_MAPPING']);
  expect(sandbox.sql('SELECT count(*) AS n FROM Accounts')).toEqual(before);
});

test('uploads are ZIPs, for this org, announced as bulk write', async () => {
  const text = await uploadBytes(sandbox, caller, Buffer.from('id,Industry\n1,2'));
  expect([text.status, text.at('code')]).toEqual([400, 'INVALID_FILE_FORMAT']);
  const other = await uploadBytes(sandbox, caller, Buffer.from('PK'), { 'X-CRM-ORG': '1' });
  expect([other.status, other.at('details', 'header_name')]).toEqual([400, 'X-CRM-ORG']);
  const feature = await uploadBytes(sandbox, caller, Buffer.from('PK'), { feature: 'other' });
  expect(feature.at('details', 'header_name')).toBe('feature');
  const broken = await uploadBytes(sandbox, caller, Buffer.from('PK but broken'));
  const created = await caller.post('/crm/bulk/v8/write', {
    operation: 'insert',
    resource: [{ type: 'data', module: { api_name: 'Accounts' }, file_id: broken.at('details', 'file_id') }],
  });
  const { job } = await awaitJob(caller, `/crm/bulk/v8/write/${String(created.at('details', 'id'))}`);
  expect([job.at('status'), job.at('resource', 0, 'code')]).toEqual(['FAILED', 'INVALID_FILE_FORMAT']);
});

test('write jobs need an upload, known fields and the rights', async () => {
  const file = await upload(sandbox, caller, ['Account_Name', 'X']);
  const resource = { type: 'data', module: { api_name: 'Accounts' }, file_id: file.at('details', 'file_id') };
  const codes: unknown[] = [];
  for (const change of [
    { file_id: '5843104100000009999' },
    { module: { api_name: 'Notes' } },
    { field_mappings: [{ api_name: 'Nope', index: 0 }] },
  ]) {
    codes.push(
      (await caller.post('/crm/bulk/v8/write', { operation: 'insert', resource: [{ ...resource, ...change }] })).at(
        'code',
      ),
    );
  }
  expect(codes).toEqual(['INVALID_DATA', 'INVALID_MODULE', 'INVALID_DATA']);
  const denied = await sandbox
    .as('noDeals')
    .post('/crm/bulk/v8/write', { operation: 'update', resource: [{ ...resource, module: { api_name: 'Deals' } }] });
  expect([denied.status, denied.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_Edit_Deals']]);
});
