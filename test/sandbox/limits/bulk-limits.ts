import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { awaitJob, upload, uploadBytes } from '../run-bulk.ts';
import type { TestSandbox } from '../start-sandbox.ts';
import { limitsOf, range, type CrmLimit } from './crm-limit.ts';

const READ = '/crm/bulk/v8/read';
const DEALS = 'select id from Deals where';
const coql = (query: string) => (sandbox: TestSandbox) => sandbox.as('administrator').coql(query);
const read = (query: Record<string, unknown>) => (sandbox: TestSandbox) =>
  sandbox.as('administrator').post(READ, { query: { module: { api_name: 'Accounts' }, ...query } });
const search = (query: string) => (sandbox: TestSandbox) =>
  sandbox.as('administrator').get(`/crm/v8/Deals/search?${query}`);
const NOT_CALLED = { called: false } as const;
const some = (count: number, text: (n: number) => string, by: string): string => range(count).map(text).join(by);
/** Criteria in pairs, as COQL wants them. */
const pairs = (count: number): string => range(count - 1).reduce((all) => `(${all} and Amount > 1)`, 'Amount > 0');
const SUMS = ['SUM', 'MAX', 'MIN', 'AVG', 'COUNT'] as const;

async function writeJob(sandbox: TestSandbox, lines: readonly string[]): Promise<string> {
  const caller = sandbox.as('administrator');
  const file = await upload(sandbox, caller, lines);
  const created = await caller.post('/crm/bulk/v8/write', {
    operation: 'update',
    resource: [
      {
        type: 'data',
        module: { api_name: 'Accounts' },
        file_id: file.at('details', 'file_id'),
        find_by: 'id',
        field_mappings: [
          { api_name: 'id', index: 0 },
          { api_name: 'Employees', index: 1 },
        ],
      },
    ],
  });
  return String(created.at('details', 'id'));
}

/** Queries and jobs. */
export const BULK_LIMITS: readonly CrmLimit[] = [
  ...limitsOf(
    'POST /coql',
    [400, 'SYNTAX_ERROR', 'no WHERE', coql('select id from Deals'), { details: { clause: 'where' } }],
    [400, 'SYNTAX_ERROR', 'what cannot be read', coql('select from where')],
    [
      400,
      'INVALID_QUERY',
      'no such column',
      coql(`select Unicorn from Deals where id is not null`),
      { details: { column_name: 'Unicorn' } },
    ],
    [400, 'INVALID_QUERY', 'text compared by size', coql(`${DEALS} Deal_Name > 'a'`)],
    [400, 'INVALID_QUERY', 'a field of several lines in a condition', coql(`${DEALS} Description = 'a'`)],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 2,000 rows',
      coql(`${DEALS} id is not null limit 2001`),
      { details: { limit: 2_000 } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'LIMIT and OFFSET beyond 100,000',
      coql(`${DEALS} id is not null limit 100000, 2`),
      { details: { limit: 100_000 } },
    ],
    [400, 'LIMIT_EXCEEDED', 'more than 25 conditions', coql(`${DEALS} ${pairs(26)}`), { details: { limit: 25 } }],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 100 values in IN',
      coql(`${DEALS} Stage in (${some(101, (n) => `'${n}'`, ',')})`),
      { details: { limit: 100 } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 500 columns',
      coql(`select ${some(501, (n) => `F${n}`, ',')} from Deals where id is not null`),
      { details: { limit: 500 } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 10 in ORDER BY',
      coql(`${DEALS} id is not null order by ${some(11, (n) => `F${n}`, ',')}`),
      { details: { limit: 10 } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 4 in GROUP BY',
      coql(`select Stage from Deals where id is not null group by ${some(5, (n) => `F${n}`, ',')}`),
      { details: { limit: 4 } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 5 aggregates',
      coql(`select ${some(6, (n) => `${SUMS[n % 5] ?? 'SUM'}(Amount)`, ',')} from Deals where id is not null`),
      { details: { limit: 5 } },
    ],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than two lookups in a row',
      coql('select Parent_Account.Parent_Account.Parent_Account.id from Accounts where id is not null'),
      { details: { clause: 'join', limit: 2 } },
    ],
    [
      400,
      'SYNTAX_ERROR',
      'conditions that are not in pairs',
      coql(`${DEALS} Amount > 0 and Amount > 1 and Amount > 2`),
      { details: { near: 'and' } },
    ],
    [
      400,
      'DUPLICATE_DATA',
      'a field twice in ORDER BY, GROUP BY or among the aggregates',
      coql(`${DEALS} id is not null order by id, id`),
      { details: { clause: 'order by' } },
    ],
    [
      400,
      'INVALID_QUERY',
      'a boolean compared otherwise than by =',
      coql('select id from Contacts where Email_Opt_Out is null'),
    ],
    [400, 'MANDATORY_NOT_FOUND', 'no query', (sandbox) => sandbox.as('administrator').post('/crm/v8/coql', {})],
    [
      401,
      'OAUTH_SCOPE_MISMATCH',
      'the grant lacks the scope of queries, or of the module',
      (sandbox) =>
        sandbox
          .withToken(sandbox.issueToken(ZYLKER, 'administrator', ['ZohoCRM.coql.READ'], null))
          .coql(`${DEALS} id > 1`),
    ],
    [
      403,
      'NO_PERMISSION',
      'a module that the profile does not show',
      (sandbox) => sandbox.as('noDeals').coql(`${DEALS} id is not null`),
      { details: { permissions: ['Crm_Implied_View_Deals'] } },
    ],
  ),
  ...limitsOf(
    'GET /{module}/search',
    [400, 'REQUIRED_PARAM_MISSING', 'nothing to search for', search(''), NOT_CALLED],
    [400, 'INVALID_QUERY', 'criteria that cannot be read', search('criteria=Deal_Name'), NOT_CALLED],
    [
      400,
      'INVALID_QUERY',
      'more than 10 criteria',
      search(`criteria=(${some(11, (n) => `(Amount:equals:${n})`, 'and')})`),
      NOT_CALLED,
    ],
    [400, 'INVALID_DATA', 'a word of one letter', search('word=a'), { ...NOT_CALLED, details: { param_name: 'word' } }],
    [
      400,
      'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
      'more than 2,000 records',
      search('word=deal&page=11'),
      { ...NOT_CALLED, details: { limit: 2_000 } },
    ],
  ),
  ...limitsOf(
    'POST /crm/bulk/v8/read',
    [400, 'INVALID_DATA', 'no such field', read({ fields: ['Unicorn'] }), { details: { api_name: 'Unicorn' } }],
    [400, 'INVALID_MODULE', 'a module without bulk read (Notes, Emails)', read({ module: { api_name: 'Notes' } })],
    [400, 'INVALID_DATA', 'more than 200 fields', read({ fields: range(201).map(String) })],
    [
      400,
      'LIMIT_EXCEEDED',
      'more than 25 conditions',
      read({
        criteria: {
          group_operator: 'and',
          group: range(26).map(() => ({ field: { api_name: 'Employees' }, comparator: 'equal', value: 1 })),
        },
      }),
      { details: { limit: 25 } },
    ],
  ),
  ...limitsOf('GET /crm/bulk/v8/read/{id}', [
    404,
    'RESOURCE_NOT_FOUND',
    'no such job, or somebody else’s',
    (sandbox) => sandbox.as('administrator').get(`${READ}/12`),
  ]),
  ...limitsOf(
    'GET /crm/bulk/v8/read/{id}/result',
    [
      404,
      'RESOURCE_NOT_FOUND',
      'the result has been kept long enough (asked for as a fault)',
      async (sandbox) => {
        sandbox.setFaults([{ fault: 'bulkResultExpired' }]);
        const refused = await sandbox.as('administrator').get(`${READ}/12/result`);
        sandbox.setFaults([]);
        return refused;
      },
    ],
    [
      429,
      'TOO_MANY_REQUESTS',
      'the eleventh download of a minute',
      async (sandbox) => {
        const created = await read({ fields: ['id'], page: 9 })(sandbox);
        const path = `${READ}/${String(created.at('data', 0, 'details', 'id'))}`;
        const caller = sandbox.as('administrator');
        await awaitJob(caller, path);
        const headers = { Authorization: `Zoho-oauthtoken ${caller.token}` };
        for (let n = 0; n < 10; n++) await (await fetch(`${sandbox.url}${path}/result`, { headers })).arrayBuffer();
        return caller.get(`${path}/result`);
      },
    ],
  ),
  ...limitsOf(
    'POST /crm/v8/upload',
    [
      400,
      'INVALID_DATA',
      'without the header feature',
      (sandbox) => uploadBytes(sandbox, sandbox.as('administrator'), Buffer.from('PK'), { feature: 'x' }),
      { details: { header_name: 'feature' } },
    ],
    [
      400,
      'INVALID_FILE_FORMAT',
      'a file that is no ZIP',
      (sandbox) => uploadBytes(sandbox, sandbox.as('administrator'), Buffer.from('x')),
    ],
    [
      413,
      'FILE_SIZE_MORE_THAN_ALLOWED_SIZE',
      'a file of more than 25 MB',
      (sandbox) =>
        uploadBytes(
          sandbox,
          sandbox.as('administrator'),
          Buffer.concat([Buffer.from('PK'), Buffer.alloc(25 * 1024 * 1024)]),
        ),
    ],
  ),
  ...limitsOf('POST /crm/bulk/v8/write', [
    400,
    'INVALID_DATA',
    'a file that was not uploaded',
    (sandbox) =>
      sandbox.as('administrator').post('/crm/bulk/v8/write', {
        operation: 'update',
        resource: [{ type: 'data', module: { api_name: 'Accounts' }, file_id: '12', find_by: 'id' }],
      }),
    { details: { api_name: 'file_id' } },
  ]),
  ...limitsOf('GET /crm/bulk/v8/write/{id}', [
    200,
    'LIMIT_EXCEEDED',
    'more than 25,000 rows: the job fails',
    async (sandbox) => {
      const id = await writeJob(sandbox, ['id,Employees', ...range(25_001).map(() => '1,1')]);
      const { job } = await awaitJob(sandbox.as('administrator'), `/crm/bulk/v8/write/${id}`);
      return job;
    },
    { row: ['resource', 0] },
  ]),
];
