import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallOutcome } from '#sandbox/embedded/browser/call-outcome.ts';
import { performCall, type CrmRest } from '#sandbox/embedded/browser/perform-call.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface Performed {
  readonly outcome: CallOutcome;
  readonly asked: readonly Asked[];
  readonly did: readonly (readonly unknown[])[];
}

/** One call against a REST API that remembers what it was asked. */
async function perform(data: unknown, status = 200, body: unknown = { data: [] }): Promise<Performed> {
  const asked: Asked[] = [];
  const did: (readonly unknown[])[] = [];
  const rest: CrmRest = (method, path, sent) => {
    asked.push({ method, path, ...(sent === undefined ? {} : { body: sent }) });
    return Promise.resolve(path.startsWith('/settings/fields') ? FIELDS : { status, body });
  };
  const actions = {
    resize: (...size: unknown[]) => did.push(['resize', ...size]),
    openRecord: (...record: unknown[]) => did.push(['open', ...record]),
    openTab: () => did.push(['tab']),
    close: (reload: boolean) => did.push(['close', reload]),
  };
  const outcome = await performCall(data, { rest, actions, origin: 'https://crm.test' });
  return { outcome, asked, did };
}

const FIELDS = {
  status: 200,
  body: {
    fields: [
      { api_name: 'Deal_Name', data_type: 'text' },
      { api_name: 'Product_Details', data_type: 'subform' },
      { api_name: 'Stage', data_type: 'picklist' },
    ],
  },
};

const extras = (rows: unknown[], properties: object) => Object.assign(rows, properties);

test.each<[string, unknown, Asked]>([
  [
    'getRecord',
    { category: 'READ', APIData: { Entity: 'Accounts', RecordID: '12' } },
    { method: 'GET', path: '/Accounts/12' },
  ],
  [
    'getRelatedRecords',
    {
      category: 'READ',
      APIData: {
        Entity: 'Accounts',
        RecordID: '12',
        RelatedList: 'Deals',
        page: 2,
        per_page: 20,
        fields: ['Stage', 'Amount'],
      },
    },
    { method: 'GET', path: '/Accounts/12/Deals?page=2&per_page=20&fields=Stage%2CAmount' },
  ],
  [
    'coql',
    { category: 'QUERY', APIData: { select_query: 'select id from Accounts' } },
    { method: 'POST', path: '/coql', body: { select_query: 'select id from Accounts' } },
  ],
  [
    'getProfile',
    { category: 'PROFILES', type: 'GET_PROFILE', ID: '7' },
    { method: 'GET', path: '/settings/profiles/7' },
  ],
  [
    'getFields',
    { category: 'META', type: 'FIELD_LIST', Entity: 'Deals' },
    { method: 'GET', path: '/settings/fields?module=Deals' },
  ],
  ['getModules', { category: 'META', type: 'MODULE_LIST' }, { method: 'GET', path: '/settings/modules' }],
  ['getCurrentUser', { category: 'CONFIG', type: 'CURRENT_USER' }, { method: 'GET', path: '/users?type=CurrentUser' }],
  ['getOrgInfo', { category: 'CONFIG', type: 'ORG' }, { method: 'GET', path: '/org' }],
  [
    'insertRecord',
    { category: 'CREATE', type: 'RECORD', Entity: 'Notes', APIData: { Note_Title: 'x', trigger: ['workflow'] } },
    { method: 'POST', path: '/Notes', body: { data: [{ Note_Title: 'x' }], trigger: ['workflow'] } },
  ],
  [
    'upsertRecord with what the SDK hangs on the array',
    {
      category: 'CREATE',
      type: 'RECORD',
      Entity: 'Accounts',
      APIData: extras([{ Account_Name: 'x' }], {
        action: 'UPSERT',
        duplicate_check_fields: 'Account_Name,Phone',
        trigger: [],
      }),
    },
    {
      method: 'POST',
      path: '/Accounts/upsert',
      body: { data: [{ Account_Name: 'x' }], trigger: [], duplicate_check_fields: ['Account_Name', 'Phone'] },
    },
  ],
  [
    'updateRecord',
    { category: 'UPDATE', type: 'RECORD', Entity: 'Accounts', APIData: { id: '5', Phone: '1' } },
    { method: 'PUT', path: '/Accounts', body: { data: [{ id: '5', Phone: '1' }] } },
  ],
  [
    'deleteRecord',
    { category: 'DELETE', type: 'RECORD', Entity: 'Notes', RecordID: '9' },
    { method: 'DELETE', path: '/Notes/9' },
  ],
])('%s becomes one REST call', async (_name, data, expected) => {
  const { asked, outcome } = await perform(data);
  const last = asked.at(-1);
  // As JSON: arrays compare by their entries alone, and the extra properties have gone into the body.
  expect(JSON.stringify(last)).toBe(JSON.stringify(expected));
  expect(outcome.ok).toBe(true);
});

test('a list without fields is read with the module’s own, which REST insists on', async () => {
  const { asked } = await perform({
    category: 'READ',
    APIData: { Entity: 'Accounts', RecordID: '12', RelatedList: 'Deals' },
  });
  expect(asked.map(({ path }) => path)).toEqual([
    '/settings/fields?module=Deals',
    '/Accounts/12/Deals?fields=Deal_Name,Stage',
  ]);
});

test('an empty answer is empty, a refusal rejects, a refused row of a batch does not', async () => {
  const read = { category: 'READ', APIData: { Entity: 'Accounts', RecordID: '12' } };
  expect((await perform(read, 204, null)).outcome).toEqual({ ok: true, data: '' });
  const refusal = { code: 'NO_PERMISSION', message: 'permission denied', status: 'error', details: {} };
  expect((await perform(read, 403, refusal)).outcome).toEqual({ ok: false, data: refusal });
  const rows = { data: [{ code: 'INVALID_DATA' }] };
  const insert = { category: 'CREATE', type: 'RECORD', Entity: 'Notes', APIData: {} };
  expect((await perform(insert, 400, rows)).outcome).toEqual({ ok: true, data: rows });
});

test('the page itself does what only it can', async () => {
  const resize = await perform({ category: 'UI', action: 'RESIZE', data: { height: '640', width: '100%' } });
  expect(resize.did).toEqual([['resize', '100%', '640']]);
  const open = await perform({ category: 'UI', action: { record: 'OPEN' }, data: { Entity: 'Deals', RecordID: '4' } });
  expect(open.did).toEqual([['open', 'Deals', '4']]);
  const didBy = async (action: unknown) => (await perform({ category: 'UI', action, data: {} })).did;
  expect(await didBy({ popup: 'CLOSE' })).toEqual([['close', false]]);
  expect(await didBy({ popup: 'CLOSE_RELOAD' })).toEqual([['close', true]]);
  expect(await didBy({ webTab: 'OPEN' })).toEqual([['tab']]);
  for (const action of [{ telephony: 'NOTIFY' }, { popup: 'CLOSE', record: 'OPEN' }, 'CLOSE', null, ['RESIZE'], {}]) {
    const { outcome, did } = await perform({ category: 'UI', action });
    expect([action, outcome.ok, did]).toEqual([action, false, []]);
  }
});

test('a name or id that is none never becomes part of a path', async () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '../..',
      '%2e%2e',
      'Accounts/../../sandbox',
      'Accounts?x=',
      'Accounts#',
      '',
      '__proto__',
      'coql/',
      '1 or 1',
      '\\..',
      'ACCOUNTS\n',
    ),
    fc.string({ maxLength: 30 }),
    fc.integer(),
    fc.constant(null),
    fc.constant({}),
    fc.constant(['Accounts']),
  );
  const shape = fc.record(
    {
      category: fc.constantFrom('READ', 'CREATE', 'UPDATE', 'DELETE', 'SEARCH', 'USER', 'PROFILES', 'META', 'QUERY'),
      type: fc.constantFrom('RECORD', 'GET_PROFILE', 'FIELD_LIST', 'RELATED_LIST'),
      Entity: hostile,
      RecordID: hostile,
      ID: hostile,
      Type: hostile,
      Query: hostile,
      APIData: fc.record(
        { Entity: hostile, RecordID: hostile, RelatedList: hostile, page: hostile, fields: hostile },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['category'] },
  );
  await fc.assert(
    fc.asyncProperty(shape, async (data) => {
      const { asked } = await perform(data);
      for (const { path } of asked) {
        const url = new URL(`http://crm/crm/v8${path}`);
        // What the browser resolves is what was written: still below the API, and of plain segments.
        expect(url.pathname).toBe(`/crm/v8${path.split('?')[0]}`);
        expect(url.pathname).toMatch(/^\/crm\/v8(?:\/[A-Za-z0-9_]*)+$/);
        expect(url.hash).toBe('');
      }
    }),
    { numRuns: 500 },
  );
});

test('what is no call of the SDK is refused without a request', async () => {
  for (const data of [
    null,
    7,
    'READ',
    [],
    {},
    { category: 'FILES' },
    { category: 'CONFIG', type: 'VARIABLE' },
    { category: 'UPDATE', type: 'PROFILE' },
  ]) {
    const { outcome, asked } = await perform(data);
    expect([data, outcome.ok, asked.length]).toEqual([data, false, 0]);
  }
});
