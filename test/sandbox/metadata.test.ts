import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRecord, startSandbox, startSandboxForTest, type Answer, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function listed(answer: Answer, root: string): Map<string, Record<string, unknown>> {
  const list = answer.at(root);
  return new Map(Array.isArray(list) ? list.filter(isRecord).map((each) => [String(each['api_name']), each]) : []);
}

test('modules carry the caller’s rights', async () => {
  const administrator = listed(await sandbox.as('administrator').get('/crm/v8/settings/modules'), 'modules');
  expect(administrator.get('Deals')).toMatchObject({
    viewable: true,
    creatable: true,
    editable: true,
    deletable: true,
    singular_label: 'Deal',
  });
  expect(administrator.get('Emails')).toMatchObject({ api_supported: false, viewable: false });
  const noDeals = listed(await sandbox.as('noDeals').get('/crm/v8/settings/modules'), 'modules');
  expect(noDeals.get('Deals')).toMatchObject({ viewable: false, editable: false });
  expect(noDeals.get('Accounts')).toMatchObject({ viewable: true });
});

test('stages say what they mean, lookups and subforms where they point', async () => {
  const fields = listed(await sandbox.as('administrator').get('/crm/v8/settings/fields?module=Deals'), 'fields');
  const stages = fields.get('Stage')?.['pick_list_values'];
  expect(stages).toContainEqual(
    expect.objectContaining({
      actual_value: 'Closed Won',
      forecast_type: 'Closed Won',
      probability: 100,
      colour_code: '#25B52A',
    }),
  );
  expect(stages).toContainEqual(
    expect.objectContaining({ actual_value: 'Closed-Lost to Competition', forecast_type: 'Closed Lost' }),
  );
  expect(fields.get('Account_Name')).toMatchObject({
    data_type: 'lookup',
    lookup: { module: { api_name: 'Accounts' } },
  });
  expect(fields.get('Product_Details')).toMatchObject({ data_type: 'subform', subform: { module: 'Deal_Line_Items' } });
  expect(fields.get('Currency')?.['pick_list_values']).toMatchObject([
    { actual_value: 'USD' },
    { actual_value: 'EUR' },
  ]);
});

test('a hidden field is not listed, a read-only one says so, and every profile’s right is named', async () => {
  const noAmounts = sandbox.as('noAmounts');
  const deals = listed(await noAmounts.get('/crm/v8/settings/fields?module=Deals'), 'fields');
  expect([deals.has('Amount'), deals.has('Stage')]).toEqual([false, true]);
  const accounts = listed(await noAmounts.get('/crm/v8/settings/fields?module=Accounts'), 'fields');
  expect(accounts.get('Annual_Revenue')).toMatchObject({
    read_only: true,
    field_read_only: false,
    operation_type: { api_update: false },
  });
  const seen = listed(await sandbox.as('administrator').get('/crm/v8/settings/fields?module=Deals'), 'fields');
  expect(seen.get('Amount')?.['profiles']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'Marketing without amounts', permission_type: 'hidden' }),
      expect.objectContaining({ name: 'Marketing', permission_type: 'read_write' }),
    ]),
  );
});

test('fields of a module that the profile may not view are refused by name of the permission', async () => {
  const answer = await sandbox.as('noDeals').get('/crm/v8/settings/fields?module=Deals');
  expect(answer.status).toBe(403);
  expect(answer.body).toMatchObject({
    code: 'NO_PERMISSION',
    status: 'error',
    details: { permissions: ['Crm_Implied_View_Deals'] },
  });
  expect((await sandbox.as('noDeals').get('/crm/v8/settings/fields')).at('code')).toBe('REQUIRED_PARAM_MISSING');
  expect((await sandbox.as('noDeals').get('/crm/v8/settings/fields?module=Nope')).at('code')).toBe('INVALID_MODULE');
});

test('fields are created with coloured options, and hold values at once', async () => {
  const own = await startSandboxForTest();
  const caller = own.as('administrator');
  const created = await caller.post('/crm/v8/settings/fields?module=Accounts', {
    fields: [
      {
        field_label: 'ABM RFM label',
        api_name: 'ABM_RFM_Label',
        data_type: 'picklist',
        pick_list_values: [
          { display_value: 'Champions', actual_value: 'Champions', colour_code: '#25B52A' },
          { display_value: 'Lost', actual_value: 'Lost', colour_code: '#EB4D4D' },
        ],
      },
      { field_label: 'ABM R', data_type: 'integer', length: 9 },
      { field_label: 'ABM Evidence', data_type: 'textarea' },
      { field_label: 'Industry', data_type: 'text' },
    ],
  });
  expect(created.status).toBe(207);
  expect([0, 1, 2].map((n) => created.at('fields', n, 'code'))).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  expect(created.at('fields', 3)).toMatchObject({
    code: 'DUPLICATE_DATA',
    details: { api_name: 'field_label', json_path: '$.fields[3].field_label' },
  });
  const fields = listed(await caller.get('/crm/v8/settings/fields?module=Accounts'), 'fields');
  expect(fields.get('ABM_RFM_Label')).toMatchObject({
    id: created.at('fields', 0, 'details', 'id'),
    custom_field: true,
    data_type: 'picklist',
    enable_colour_code: true,
    pick_list_values: [
      { actual_value: 'Champions', colour_code: '#25B52A' },
      { actual_value: 'Lost', colour_code: '#EB4D4D' },
    ],
  });
  const id = own.id('Accounts', 1);
  const written = await caller.put('/crm/v8/Accounts', {
    data: [{ id, ABM_RFM_Label: 'Champions', ABM_R: 5, ABM_Evidence: 'e'.repeat(3_000) }],
  });
  expect(written.status).toBe(200);
  expect((await caller.get(`/crm/v8/Accounts/${id}`)).rows[0]).toMatchObject({ ABM_RFM_Label: 'Champions', ABM_R: 5 });

  const more = await caller.patch(
    `/crm/v8/settings/fields/${String(created.at('fields', 0, 'details', 'id'))}?module=Accounts`,
    {
      fields: [{ pick_list_values: [{ display_value: 'Loyal', colour_code: '#2A6CB8' }] }],
    },
  );
  expect(more.status).toBe(200);
  const completed = listed(await caller.get('/crm/v8/settings/fields?module=Accounts'), 'fields').get('ABM_RFM_Label');
  expect(completed?.['pick_list_values']).toMatchObject([
    { actual_value: 'Champions' },
    { actual_value: 'Lost' },
    { actual_value: 'Loyal' },
  ]);
});

test('field creation has its limits: five a call, known types, options for picklists, the right to customise', async () => {
  const caller = sandbox.as('administrator');
  const path = '/crm/v8/settings/fields?module=Accounts';
  const six = await caller.post(path, {
    fields: Array.from({ length: 6 }, (_, n) => ({ field_label: `F ${n}`, data_type: 'text' })),
  });
  expect([six.status, six.at('code'), six.at('details', 'limit')]).toEqual([400, 'INVALID_DATA', 5]);
  const bad = await caller.post(path, {
    fields: [
      { field_label: 'Odd', data_type: 'hologram' },
      { field_label: 'Empty list', data_type: 'picklist' },
      { data_type: 'text' },
    ],
  });
  expect(bad.status).toBe(400);
  expect([0, 1, 2].map((n) => bad.at('fields', n, 'code'))).toEqual([
    'INVALID_DATA',
    'MANDATORY_NOT_FOUND',
    'MANDATORY_NOT_FOUND',
  ]);
  const marketer = await sandbox.as('marketer').post(path, { fields: [{ field_label: 'Mine', data_type: 'text' }] });
  expect([marketer.status, marketer.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_Customize_Zoho_CRM']]);
});

test('the api name can come from the label alone', async () => {
  const own = await startSandboxForTest({ switches: { newFieldApiName: 'derivedFromLabel' } });
  await own.as('administrator').post('/crm/v8/settings/fields?module=Accounts', {
    fields: [{ field_label: 'ABM puntuación (R)', api_name: 'ABM_RFM_R', data_type: 'integer' }],
  });
  const fields = listed(await own.as('administrator').get('/crm/v8/settings/fields?module=Accounts'), 'fields');
  expect([fields.has('ABM_RFM_R'), fields.has('ABM_puntuacion_R')]).toEqual([false, true]);
});
