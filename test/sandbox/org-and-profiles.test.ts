import { afterAll, beforeAll, expect, test } from 'vitest';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { isRecord, startSandbox, startSandboxForTest, type Answer, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Zoho CRM API v8, section zoho_abm. */
const ABM_NAMES = [
  'Crm_Implied_Manage_ABM',
  'Crm_Implied_Create_ABM_Segments',
  'Crm_Implied_Edit_ABM_Segments',
  'Crm_Implied_Delete_ABM_Segments',
  'Crm_Implied_Manage_ABM_Journeys',
  'Crm_Implied_Manage_ABM_Push_Campaigns',
  'Crm_Implied_Manage_ABM_Email',
  'Crm_Implied_Create_ABM_Notes',
  'Crm_Implied_Delete_ABM_Notes',
  'Crm_Implied_Manage_ABM_Configurations',
];

async function profileOf(user: string, org?: typeof NORDLICHT): Promise<Answer> {
  const caller = sandbox.as(user, org);
  const id = (await caller.get('/crm/v8/users?type=CurrentUser')).at('users', 0, 'profile', 'id');
  return caller.get(`/crm/v8/settings/profiles/${String(id)}`);
}

function permissions(answer: Answer): Map<string, Record<string, unknown>> {
  const list = answer.at('profiles', 0, 'permissions_details');
  return new Map(Array.isArray(list) ? list.filter(isRecord).map((each) => [String(each['name']), each]) : []);
}

test('the org states currency, zone, edition and that it has several currencies', async () => {
  const org = await sandbox.as('rep').get('/crm/v8/org');
  expect(org.at('org', 0)).toMatchObject({
    zgid: '700010001',
    iso_code: 'USD',
    currency_symbol: '$',
    mc_status: true,
    time_zone: 'America/New_York',
    license_details: { paid_type: 'enterprise' },
  });
  const currencies = await sandbox.as('rep').get('/crm/v8/org/currencies');
  expect(currencies.at('currencies')).toMatchObject([
    { iso_code: 'USD', is_base: true, exchange_rate: '1.000000000' },
    { iso_code: 'EUR', is_base: false, exchange_rate: '0.920000000', format: { decimal_places: '2' } },
  ]);
});

test('the exchange rate can be stated the other way round', async () => {
  const turned = await startSandboxForTest({ switches: { exchangeRateMeans: 'homePerForeign' } });
  const currencies = await turned.as('administrator').get('/crm/v8/org/currencies');
  expect(currencies.at('currencies', 1, 'exchange_rate')).toBe('1.086956522');
  const deal = await turned
    .as('administrator')
    .get(`/crm/v8/Deals/${turned.id('Deals', 3)}?fields=Exchange_Rate,Currency`);
  expect(deal.rows[0]).toMatchObject({ Currency: 'EUR', Exchange_Rate: 1.086956522 });
});

test('the two orgs share an org id but nothing else', async () => {
  const zylker = await sandbox.as('administrator').get('/crm/v8/org');
  const nordlicht = await sandbox.as('administrator', NORDLICHT).get('/crm/v8/org');
  expect([zylker.at('org', 0, 'zgid'), nordlicht.at('org', 0, 'zgid')]).toEqual(['700010001', '700010001']);
  expect(nordlicht.at('org', 0)).toMatchObject({ company_name: 'Nordlicht Medizintechnik', mc_status: false });
  const foreign = await sandbox.as('administrator', NORDLICHT).get(`/crm/v8/Accounts/${sandbox.id('Accounts', 1)}`);
  expect(foreign.status).toBe(204);
});

test('the administrator has every ABM right, under its exact name and parent, in section zoho_abm', async () => {
  const profile = await profileOf('administrator');
  const byName = permissions(profile);
  expect(ABM_NAMES.filter((name) => byName.get(name)?.['enabled'] !== true)).toEqual([]);
  const access = byName.get('Crm_Implied_Manage_ABM');
  expect(access?.['parent_permissions']).toBeNull();
  for (const child of ABM_NAMES.slice(1)) expect(byName.get(child)?.['parent_permissions']).toEqual([access?.['id']]);
  const sections = profile.at('profiles', 0, 'sections');
  const abm = Array.isArray(sections)
    ? sections.filter(isRecord).find((each) => each['name'] === 'zoho_abm')
    : undefined;
  expect(abm).toMatchObject({
    categories: [{ permissions_details: ABM_NAMES.map((name) => byName.get(name)?.['id']) }],
  });
});

test.each([
  ['marketer', ABM_NAMES.filter((name) => name !== 'Crm_Implied_Manage_ABM_Configurations')],
  ['rep', ['Crm_Implied_Manage_ABM']],
  ['outsider', []],
])('%s holds exactly these ABM rights', async (user, granted) => {
  const byName = permissions(await profileOf(user));
  expect(ABM_NAMES.filter((name) => byName.get(name)?.['enabled'] === true)).toEqual(granted);
});

test('an org without the native section knows no ABM permission at all', async () => {
  const profile = await profileOf('administrator', NORDLICHT);
  expect([...permissions(profile).keys()].filter((name) => name.includes('ABM'))).toEqual([]);
  expect(permissions(profile).get('Crm_Implied_View_Accounts')?.['enabled']).toBe(true);
});

test('users are listed, paged and filtered', async () => {
  const caller = sandbox.as('rep');
  expect((await caller.get('/crm/v8/users?type=CurrentUser')).at('users', 0)).toMatchObject({
    full_name: 'Ravi Kapoor',
    profile: { name: 'Sales Representative' },
  });
  const page = await caller.get('/crm/v8/users?type=AllUsers&per_page=3&page=2');
  expect(page.at('info')).toEqual({ per_page: 3, count: 3, page: 2, more_records: true });
  expect((await caller.get('/crm/v8/users?type=AdminUsers')).at('users')).toHaveLength(1);
  expect((await caller.get('/crm/v8/users?type=Everybody')).at('code')).toBe('INVALID_DATA');
});

test('an unknown address is a 404 with its code', async () => {
  const answer = await sandbox.as('rep').get('/crm/v8/settings/nothing/here/at/all');
  expect([answer.status, answer.at('code')]).toEqual([404, 'INVALID_URL_PATTERN']);
});
