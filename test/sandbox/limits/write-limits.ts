import type { Answer, TestSandbox } from '../start-sandbox.ts';
import { limitsOf, range, type CrmLimit } from './crm-limit.ts';

const firstRow = { row: ['data', 0] } as const;
const notCalled = { called: false } as const;

const insert =
  (row: Record<string, unknown>, module = 'Accounts') =>
  (sandbox: TestSandbox): Promise<Answer> =>
    sandbox.as('administrator').post(`/crm/v8/${module}`, { data: [row] });
const update =
  (row: Record<string, unknown>) =>
  (sandbox: TestSandbox): Promise<Answer> =>
    sandbox.as('administrator').put('/crm/v8/Accounts', { data: [{ id: sandbox.id('Accounts', 1), ...row }] });
const account = (count: number) => ({ data: range(count).map((n) => ({ Account_Name: `Row ${n}` })) });
const field = (n: number, more: Record<string, unknown> = {}) => ({
  field_label: `Limit ${n}`,
  data_type: 'text',
  ...more,
});
const fields =
  (count: number, more: Record<string, unknown> = {}) =>
  (sandbox: TestSandbox) =>
    sandbox.as('administrator').post('/crm/v8/settings/fields?module=Contacts', {
      fields: range(count).map((n) => field(n, more)),
    });
const variable = (more: Record<string, unknown>) => (sandbox: TestSandbox) =>
  sandbox.as('administrator').post('/crm/v8/settings/variables', {
    variables: [{ name: 'n', api_name: 'a', type: 'text', ...more }],
  });

/** What is written, and how much at a time. */
export const WRITE_LIMITS: readonly CrmLimit[] = [
  ...limitsOf(
    'PUT /{module}',
    [
      400,
      'INVALID_DATA',
      'more than 100 records',
      (sandbox) => sandbox.as('administrator').put('/crm/v8/Accounts', account(101)),
      { details: { limit: 100 } },
    ],
    [
      400,
      'MANDATORY_NOT_FOUND',
      'no data',
      (sandbox) => sandbox.as('administrator').put('/crm/v8/Accounts', {}),
      { details: { api_name: 'data' } },
    ],
    [
      400,
      'INVALID_DATA',
      'a body that is no JSON',
      (sandbox) => sandbox.as('administrator').put('/crm/v8/Accounts', '{"data":'),
      { details: { expected_data_type: 'jsonobject' } },
    ],
    [
      400,
      'INVALID_DATA',
      'an id that no record has',
      update({ id: '1' }),
      { ...firstRow, details: { api_name: 'id' } },
    ],
    [
      400,
      'MANDATORY_NOT_FOUND',
      'a row without id',
      (sandbox) => sandbox.as('administrator').put('/crm/v8/Accounts', { data: [{ Employees: 1 }] }),
      { ...firstRow, details: { api_name: 'id' } },
    ],
    [
      400,
      'INVALID_DATA',
      'a value of another type',
      update({ Employees: 'many' }),
      { ...firstRow, details: { api_name: 'Employees', expected_data_type: 'integer' } },
    ],
    [
      400,
      'INVALID_DATA',
      'a text that is too long',
      update({ Account_Name: 'x'.repeat(256) }),
      { ...firstRow, details: { api_name: 'Account_Name', maximum_length: 200 } },
    ],
    [
      400,
      'INVALID_DATA',
      'a value that the picklist lacks',
      update({ Industry: 'Unicorns' }),
      { ...firstRow, details: { api_name: 'Industry' } },
    ],
    [
      400,
      'INVALID_DATA',
      'a lookup to no record',
      update({ Parent_Account: { id: '12' } }),
      { ...firstRow, details: { api_name: 'Parent_Account' } },
    ],
    [
      400,
      'MULTIPLE_OR_MULTI_ERRORS',
      'more than one of these in a row',
      update({ Employees: 'x', Industry: 'x' }),
      firstRow,
    ],
    [
      403,
      'NO_PERMISSION',
      'a field that the profile may not write',
      (sandbox) =>
        sandbox
          .as('noAmounts')
          .put('/crm/v8/Accounts', { data: [{ id: sandbox.id('Accounts', 1), Annual_Revenue: 1 }] }),
      firstRow,
    ],
    [
      207,
      'INVALID_DATA',
      'some rows fail, the others are written',
      (sandbox) =>
        sandbox.as('administrator').put('/crm/v8/Accounts', {
          data: [
            { id: '1', Employees: 1 },
            { id: sandbox.id('Accounts', 1), Employees: 10 },
          ],
        }),
      firstRow,
    ],
    [
      207,
      'RECORD_LOCKED',
      'the record is locked, say by an approval (asked for as a fault)',
      async (sandbox) => {
        sandbox.setFaults([{ fault: 'recordLocked' }]);
        const ids = [1, 2].map((n) => ({ id: sandbox.id('Accounts', n), Employees: n * 10 }));
        const answer = await sandbox.as('administrator').put('/crm/v8/Accounts', { data: ids });
        sandbox.setFaults([]);
        return answer;
      },
      firstRow,
    ],
  ),
  ...limitsOf('PUT /{module}/{id}', [
    412,
    'ALREADY_MODIFIED',
    'changed since If-Unmodified-Since',
    (sandbox) =>
      sandbox
        .as('administrator')
        .put(
          `/crm/v8/Accounts/${sandbox.id('Accounts', 1)}`,
          { data: [{ Employees: 10 }] },
          { 'If-Unmodified-Since': '2001-01-01T00:00:00Z' },
        ),
    { ...firstRow, ...notCalled },
  ]),
  ...limitsOf(
    'POST /{module}',
    [
      400,
      'MANDATORY_NOT_FOUND',
      'a mandatory field is missing',
      insert({ Employees: 1 }),
      { ...firstRow, ...notCalled, details: { api_name: 'Account_Name' } },
    ],
    [
      400,
      'DUPLICATE_DATA',
      'a value that must not repeat; the other record is named',
      async (sandbox) => {
        await insert({ Name: 'twice' }, 'ABM_Basis')(sandbox);
        return insert({ Name: 'twice' }, 'ABM_Basis')(sandbox);
      },
      { ...firstRow, ...notCalled, details: { api_name: 'Name' } },
    ],
  ),
  ...limitsOf(
    'POST /{module}/upsert',
    [
      400,
      'INVALID_DATA',
      'more than 10 duplicate_check_fields',
      (sandbox) =>
        sandbox
          .as('administrator')
          .post('/crm/v8/Accounts/upsert', { data: [{}], duplicate_check_fields: range(11).map(String) }),
      { details: { maximum_length: 10 } },
    ],
    [
      400,
      'INVALID_DATA',
      'a duplicate_check_field that is none',
      (sandbox) =>
        sandbox
          .as('administrator')
          .post('/crm/v8/Accounts/upsert', { data: [{}], duplicate_check_fields: ['Unicorn'] }),
      { details: { api_name: 'duplicate_check_fields' } },
    ],
  ),
  ...limitsOf('DELETE /{module}', [
    400,
    'INVALID_DATA',
    'more than 100 ids',
    (sandbox) =>
      sandbox.as('administrator').delete(
        `/crm/v8/Accounts?ids=${range(101)
          .map((n) => n + 1)
          .join(',')}`,
      ),
    { ...notCalled, details: { maximum_length: 100 } },
  ]),
  ...limitsOf(
    'POST /settings/fields',
    [400, 'INVALID_DATA', 'more than 5 fields', fields(6), { details: { limit: 5 } }],
    [
      400,
      'DUPLICATE_DATA',
      'a field of that name exists',
      fields(1, { field_label: 'Last Name' }),
      { row: ['fields', 0] },
    ],
    [
      400,
      'INVALID_DATA',
      'a label of more than 50 characters',
      fields(1, { field_label: 'x'.repeat(51) }),
      { row: ['fields', 0], details: { maximum_length: 50 } },
    ],
    [
      403,
      'NO_PERMISSION',
      'without the right to customise',
      (sandbox) => sandbox.as('rep').post('/crm/v8/settings/fields?module=Contacts', { fields: [field(1)] }),
      { details: { permissions: ['Crm_Implied_Customize_Zoho_CRM'] } },
    ],
  ),
  ...limitsOf(
    'POST /settings/variables',
    [
      400,
      'INVALID_DATA',
      'a name of more than 50 characters',
      variable({ name: 'x'.repeat(51) }),
      { row: ['variables', 0], ...notCalled, details: { api_name: 'name', maximum_length: 50 } },
    ],
    [
      400,
      'INVALID_DATA',
      'a description of more than 250 characters',
      variable({ description: 'x'.repeat(251) }),
      { row: ['variables', 0], ...notCalled, details: { api_name: 'description', maximum_length: 250 } },
    ],
  ),
  ...limitsOf('POST /{module}/{id}/actions/share', [
    400,
    'INVALID_DATA',
    'more than 10 users',
    (sandbox) =>
      sandbox
        .as('administrator')
        .post(`/crm/v8/Accounts/${sandbox.id('Accounts', 1)}/actions/share`, { share: range(11) }),
    { ...notCalled, details: { limit: 10 } },
  ]),
  ...limitsOf('POST /{module}/{id}/actions/send_mail', [
    400,
    'INVALID_DATA',
    'a sender who is nobody of the org',
    (sandbox) =>
      sandbox.as('rep').post(`/crm/v8/Contacts/${sandbox.id('Contacts', 1)}/actions/send_mail`, {
        data: [{ from: { email: 'x@y.example' }, to: [{ email: 'a@b.example' }], subject: 's', content: '' }],
      }),
    { ...firstRow, ...notCalled, details: { api_name: 'from' } },
  ]),
];
