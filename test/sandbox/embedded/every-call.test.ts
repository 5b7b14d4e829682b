import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_MANNERS } from '#sandbox/embedded/browser/host-manners.ts';
import { createPageFiles } from '#sandbox/embedded/browser/page-files.ts';
import { performCall, type CrmRest } from '#sandbox/embedded/browser/perform-call.ts';
import { findCall, PROTOCOL_CALLS, type ProtocolCall } from '#sandbox/embedded/browser/protocol-table.ts';
import { createSdkCalls } from '#sandbox/embedded/browser/sdk-calls.ts';
import { isObject } from '#sandbox/embedded/browser/wire.ts';
import { startSandbox, type TestSandbox } from '../start-sandbox.ts';

/** The host of the pages over the sandbox's API, called as a widget calls it: by the SDK's own names. */
let sandbox: TestSandbox;
const met = new Set<ProtocolCall>();
const did: unknown[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function sdkOf(user = 'administrator', undocumented: 'asRest' | 'refused' = 'asRest') {
  const { token } = sandbox.as(user);
  const rest: CrmRest = async (method, path, body) => {
    const response = await fetch(`${sandbox.url}/crm/v8${path}`, {
      method,
      headers: { Authorization: `Zoho-oauthtoken ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return { status: response.status, body: parsed };
  };
  return createSdkCalls(async (data) => {
    // As postMessage hands it over: what hangs on an array survives, a function does not.
    const cloned: unknown = structuredClone(data);
    if (isObject(cloned)) {
      const row = findCall('CRM_EVENT', cloned);
      if (row !== undefined) met.add(row);
    }
    const outcome = await performCall(cloned, {
      rest,
      manners: { ...DEFAULT_MANNERS, undocumented },
      services: { files: createPageFilesOnce(rest) },
      origin: sandbox.url,
      actions: {
        resize: (...size) => did.push(['resize', ...size]),
        openRecord: (...record) => did.push(['open', ...record]),
        openTab: () => did.push(['tab']),
        close: (reload) => did.push(['close', reload]),
      },
    });
    if (outcome.ok) return outcome.data;
    // The SDK rejects with a plain object, not an Error.
    return Promise.reject(outcome.data);
  });
}

let files: ReturnType<typeof createPageFiles> | null = null;
function createPageFilesOnce(rest: CrmRest): ReturnType<typeof createPageFiles> {
  return (files ??= createPageFiles(rest));
}

/** A value of an answer, reached by path. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}
const isNormal = (profile: unknown): boolean => at(profile, 'type') === 'normal_profile';
const account = (n: number): string => sandbox.id('Accounts', n);
const SUCCESS = { code: 'SUCCESS', status: 'success' };
const rowOf = (answer: unknown): unknown => at(answer, 'data', 0);

test('records: read, made, changed, found, deleted', async () => {
  const { API } = sdkOf().CRM;
  expect(at(await API.getRecord({ Entity: 'Accounts', RecordID: account(9) }), 'data', 0, 'id')).toBe(account(9));
  const list = await API.getAllRecords({ Entity: 'Accounts', per_page: 3, page: 1 });
  expect([at(list, 'data', 'length'), at(list, 'info', 'more_records')]).toEqual([3, true]);
  const deals = await API.getRelatedRecords({ Entity: 'Accounts', RecordID: account(1), RelatedList: 'Deals' });
  expect(at(deals, 'data', 0, 'id')).toMatch(/^\d{19}$/);
  const made = await API.insertRecord({ Entity: 'Accounts', APIData: { Account_Name: 'Made here' }, Trigger: [] });
  expect(rowOf(made)).toMatchObject(SUCCESS);
  const id = String(at(made, 'data', 0, 'details', 'id'));
  const rows = [{ Account_Name: 'Made here', Employees: 12 }];
  const upsert = { Entity: 'Accounts', APIData: rows, duplicate_check_fields: ['Account_Name'], Trigger: [] };
  expect(rowOf(await API.upsertRecord(upsert))).toMatchObject({ ...SUCCESS, action: 'update', details: { id } });
  expect(rowOf(await API.updateRecord({ Entity: 'Accounts', APIData: { id, Employees: 13 } }))).toMatchObject(SUCCESS);
  const found = await API.searchRecord({
    Entity: 'Accounts',
    Type: 'criteria',
    Query: '(Account_Name:equals:Made here)',
  });
  expect([at(found, 'data', 0, 'id'), at(found, 'data', 0, 'Employees')]).toEqual([id, 13]);
  const queried = await API.coql({ select_query: `select id from Accounts where id = ${id}` });
  expect([rowOf(queried), at(queried, 'info', 'count')]).toEqual([{ id }, 1]);
  expect(rowOf(await API.deleteRecord({ Entity: 'Accounts', RecordID: id }))).toMatchObject(SUCCESS);
  expect(await API.getRecord({ Entity: 'Accounts', RecordID: id })).toBe('');
  await expect(API.getAllRecords({ Entity: 'Nothing' })).rejects.toMatchObject({ code: 'INVALID_MODULE' });
});

test('related records are changed, related and taken out of their list', async () => {
  const { API } = sdkOf().CRM;
  const contact = sandbox.id('Contacts', 5);
  const relation = { Entity: 'Accounts', RecordID: account(2), RelatedList: 'Contacts', RelatedRecordID: contact };
  expect(rowOf(await API.updateRelatedRecords({ ...relation, APIData: { First_Name: 'Moved' } }))).toMatchObject(
    SUCCESS,
  );
  const holder = () =>
    sandbox.sql(`SELECT First_Name, Account_Name IS NULL AS free FROM Contacts WHERE id = ${contact}`);
  expect(holder()).toEqual([{ First_Name: 'Moved', free: 0 }]);
  expect(rowOf(await API.delinkRelatedRecord(relation))).toMatchObject(SUCCESS);
  expect(holder()).toEqual([{ First_Name: 'Moved', free: 1 }]);
  // A second time they are not related any more.
  expect(rowOf(await API.delinkRelatedRecord(relation))).toMatchObject({ code: 'INVALID_DATA' });
});

test('notes, attachments and files; an attachment needs its record', async () => {
  const { API } = sdkOf().CRM;
  const note = await API.addNotes({ Entity: 'Accounts', RecordID: account(3), Title: 'T', Content: 'C' });
  expect(rowOf(note)).toMatchObject(SUCCESS);
  const file = new File(['words'], 'words.txt');
  const attached = await API.attachFile({ Entity: 'Accounts', RecordID: account(3), File: file });
  expect(rowOf(attached)).toMatchObject({ ...SUCCESS, details: { name: 'words.txt' } });
  const nowhere = API.attachFile({ Entity: 'Accounts', RecordID: '1', File: file });
  await expect(nowhere).rejects.toMatchObject({ code: 'INVALID_DATA' });
  const uploaded = await API.uploadFile(file);
  const back = await API.getFile({ id: at(uploaded, 'data', 0, 'details', 'id') });
  expect(back instanceof File ? await back.text() : back).toBe('words');
  await expect(API.getFile({ id: 'none' })).rejects.toMatchObject({ code: 'INVALID_DATA' });
});

test('users and profiles; a profile loses a permission and has it again', async () => {
  const { API, CONFIG } = sdkOf().CRM;
  const users = await API.getAllUsers({ Type: 'AllUsers' });
  expect(at(users, 'users', 0, 'id')).toBe(at(await CONFIG.getCurrentUser(), 'users', 0, 'id'));
  expect(at(await API.getUser({ ID: at(users, 'users', 1, 'id') }), 'users', 0, 'id')).toBe(
    at(users, 'users', 1, 'id'),
  );
  const profiles = at(await API.getAllProfiles(), 'profiles');
  const listed: readonly unknown[] = Array.isArray(profiles) ? profiles : [];
  const custom = listed.find(isNormal);
  const ID = at(custom, 'id');
  const permission = async (): Promise<unknown> =>
    at(await API.getProfile({ ID }), 'profiles', 0, 'permissions_details', 0);
  const first = await permission();
  const enabled = at(first, 'enabled') === true;
  const change = (to: boolean): Promise<unknown> =>
    API.updateProfile({ ID, APIData: { permissions_details: [{ id: at(first, 'id'), enabled: to }] } });
  expect(at(await change(!enabled), 'profiles', 0)).toMatchObject(SUCCESS);
  expect(await permission()).toMatchObject({ enabled: !enabled });
  await change(enabled);
  expect(await permission()).toEqual(first);
  const byRep = sdkOf('rep').CRM.API.updateProfile({ ID, APIData: { permissions_details: [] } });
  await expect(byRep).rejects.toMatchObject({ code: 'NO_PERMISSION' });
});

test('metadata of a module: fields, layouts, lists, views, rules', async () => {
  const { META } = sdkOf().CRM;
  const Entity = 'Accounts';
  expect(at(await META.getModules(), 'modules', 0, 'api_name')).toMatch(/./);
  const fields = at(await META.getFields({ Entity }), 'fields');
  expect(at(fields, 0, 'api_name')).toMatch(/./);
  const layouts = await META.getLayouts({ Entity });
  expect(at(layouts, 'layouts', 0)).toMatchObject({ name: 'Standard', status: 'active', visible: true });
  expect(at(layouts, 'layouts', 0, 'sections', 0, 'fields', 'length')).toBe(at(fields, 'length'));
  expect(await META.getLayouts({ Entity, Id: at(layouts, 'layouts', 0, 'id') })).toEqual(layouts);
  await expect(META.getLayouts({ Entity, Id: '7' })).rejects.toMatchObject({ code: 'INVALID_DATA' });
  expect(at(await META.getRelatedList({ Entity }), 'related_lists', 0, 'api_name')).toMatch(/./);
  const views = await META.getCustomViews({ Entity });
  expect(at(views, 'custom_views', 0)).toMatchObject({ name: 'All Accounts', system_defined: true });
  const view = await META.getCustomViews({ Entity, Id: at(views, 'custom_views', 0, 'id') });
  expect(at(view, 'custom_views', 0)).toEqual(at(views, 'custom_views', 0));
  // Nobody has made any: an empty answer.
  expect(await META.getAssignmentRules({ Entity })).toBe('');
});

test('the org, its variables and the user; what no document describes is as REST knows it, or refused', async () => {
  const admin = sandbox.as('administrator');
  await admin.post('/crm/v8/settings/variables', {
    variables: [{ name: 'Since', api_name: 'abm__Since', type: 'text', value: '2026' }],
  });
  const { API, CONFIG } = sdkOf().CRM;
  const org = await CONFIG.getOrgInfo();
  expect(at(org, 'org', 0, 'zgid')).toBe('700010001');
  expect(await API.getOrgVariable('abm__Since')).toEqual({ Success: { Content: '2026' } });
  expect(await CONFIG.getOrgLevelInfo()).toEqual(org);
  expect(at(await CONFIG.getUserPreference(), 'users', 0, 'language')).toBe('en_US');
  const strict = sdkOf('administrator', 'refused').CRM.CONFIG;
  for (const call of [strict.getOrgLevelInfo(), strict.getUserPreference()])
    await expect(call).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
});

test('the page acts; what the org has none of fails by name and in Zoho’s envelope', async () => {
  const { CRM } = sdkOf();
  expect(await CRM.UI.Resize({ height: '10', width: '20' })).toBe(true);
  expect(await CRM.UI.Record.open({ Entity: 'Accounts', RecordID: '1' })).toBe(true);
  expect(await CRM.UI.WebTab.open({ Entity: 'ABM' })).toBe(true);
  expect(await CRM.UI.Popup.closeReload()).toBe(true);
  expect(did).toEqual([['resize', '20', '10'], ['open', 'Accounts', '1'], ['tab'], ['close', true]]);
  for (const call of [
    CRM.FUNCTIONS.execute('abm', { arguments: '{}' }),
    CRM.CONNECTION.invoke('mine', { url: 'https://api.example.com', method: 'GET', param_type: 1 }),
    CRM.CONNECTOR.invokeAPI('mine.call'),
    CRM.CONNECTOR.authorize('mine'),
    CRM.HTTP.get({ url: 'https://api.example.com' }),
    CRM.BLUEPRINT.proceed(),
    CRM.WIZARD.post({ step: 1 }),
  ])
    await expect(call).rejects.toMatchObject({ code: 'NOT_SUPPORTED', status: 'error', details: {} });
});

test('zrc reads and writes as the user, and rejects in its own words', async () => {
  const { zrc } = sdkOf();
  const read = await zrc.get('/crm/v8/Accounts', { params: { fields: 'id', per_page: 2 } });
  expect([at(read, 'status'), at(read, 'data', 'data', 'length')]).toEqual([200, 2]);
  const body = { data: [{ id: account(4), Employees: 99 }] };
  expect(at(await zrc.put('/crm/v8/Accounts', { body }), 'data', 'data', 0)).toMatchObject(SUCCESS);
  const refused = zrc.get('/crm/v8/Nothing', { params: { fields: 'id' } });
  await expect(refused).rejects.toMatchObject({ errorType: 'ApiError' });
});

test('no call of the table was left out', () => {
  const left = PROTOCOL_CALLS.filter((row) => row.event === 'CRM_EVENT' && !met.has(row));
  expect(left.map(({ name, fixed }) => `${name} ${Object.values(fixed).join(' ')}`)).toEqual([]);
});
