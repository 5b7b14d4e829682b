import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awaitJob, downloadCsv } from './run-bulk.ts';
import { SMALL_ACCOUNTS } from './small-seed.ts';
import { startSandbox, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const admin = () => sandbox.as('administrator');
const userId = (ordinal: number): string => `584310402${String(ordinal).padStart(10, '0')}`;
const REP2 = 4;

async function setSharing(module: string, share_type: string): Promise<void> {
  const answer = await admin().put('/crm/v8/settings/data_sharing', {
    data_sharing: [{ module: { api_name: module }, share_type }],
  });
  expect(answer.rows.length === 0 && answer.at('data_sharing', 0, 'code')).toBe('SUCCESS');
}

describe('record sharing', () => {
  test('a private module shows its users their own records and those shared with them, on every way to read', async () => {
    const account = sandbox.id('Accounts', 7);
    const rep2 = sandbox.as('rep2');
    await setSharing('Accounts', 'private');
    expect((await rep2.get('/crm/v8/Accounts?fields=id')).status).toBe(204);
    expect((await rep2.get(`/crm/v8/Accounts/${account}`)).status).toBe(204);
    const shared = await admin().post(`/crm/v8/Accounts/${account}/actions/share`, {
      share: [{ user: { id: userId(REP2) }, permission: 'read_only' }],
    });
    expect(shared.at('share', 0, 'code')).toBe('SUCCESS');
    expect((await rep2.get('/crm/v8/Accounts?fields=id')).rows).toEqual([{ id: account }]);
    expect((await rep2.get(`/crm/v8/Accounts/${account}/Contacts?fields=Last_Name`)).status).toBe(200);
    const hidden = sandbox.id('Accounts', 8);
    expect((await rep2.get(`/crm/v8/Accounts/${hidden}/Contacts?fields=Last_Name`)).at('code')).toBe('INVALID_DATA');
    expect((await rep2.coql('select id from Accounts where id is not null')).rows).toEqual([{ id: account }]);
    expect((await rep2.get('/crm/v8/Accounts/actions/count')).at('count')).toBe(1);
    const joined = await rep2.coql('select id from Deals where Account_Name.Account_Name is not null limit 2000');
    expect(joined.rows.length).toBe(
      sandbox.sql(`SELECT count(*) AS n FROM Deals WHERE Account_Name = ${account}`)[0]?.['n'],
    );
    const job = await rep2.post('/crm/bulk/v8/read', { query: { module: { api_name: 'Accounts' }, fields: ['id'] } });
    const path = `/crm/bulk/v8/read/${String(job.at('data', 0, 'details', 'id'))}`;
    await awaitJob(rep2, path);
    expect((await downloadCsv(sandbox, rep2, `${path}/result`)).rows).toEqual([['Id'], [account]]);
    const rep = (await sandbox.as('rep').get('/crm/v8/Accounts/actions/count')).at('count');
    expect(rep).toBe(SMALL_ACCOUNTS / 2);
    expect((await admin().get('/crm/v8/Accounts/actions/count')).at('count')).toBe(SMALL_ACCOUNTS);
    await setSharing('Accounts', 'public_read_write_delete');
    expect((await rep2.get('/crm/v8/Accounts/actions/count')).at('count')).toBe(SMALL_ACCOUNTS);
  });

  test('what is shared for reading alone is not changed; the share says by whom, and ends', async () => {
    const account = sandbox.id('Accounts', 11);
    const rep2 = sandbox.as('rep2');
    const change = async () => {
      const answer = await rep2.put('/crm/v8/Accounts', { data: [{ id: account, Employees: 5 }] });
      return [answer.status, answer.rows[0]?.['code']];
    };
    const share = async (permission: string) =>
      admin().post(`/crm/v8/Accounts/${account}/actions/share`, {
        share: [{ user: { id: userId(REP2) }, permission }],
      });
    await setSharing('Accounts', 'public_read_only');
    expect(await change()).toEqual([403, 'NO_PERMISSION']);
    await setSharing('Accounts', 'private');
    expect(await change()).toEqual([400, 'INVALID_DATA']);
    await share('read_only');
    expect(await change()).toEqual([403, 'NO_PERMISSION']);
    await share('read_write');
    expect(await change()).toEqual([200, 'SUCCESS']);
    const shares = await admin().get(`/crm/v8/Accounts/${account}/actions/share`);
    expect(shares.at('share', 0)).toMatchObject({
      user: { id: userId(REP2) },
      permission: 'read_write',
      shared_by: { email: 'ada.reyes@zylker.example' },
    });
    expect((await rep2.post(`/crm/v8/Accounts/${account}/actions/share`, { share: [] })).status).toBe(403);
    expect((await admin().delete(`/crm/v8/Accounts/${account}/actions/share`)).status).toBe(200);
    expect((await admin().get(`/crm/v8/Accounts/${account}/actions/share`)).status).toBe(204);
    expect(await change()).toEqual([400, 'INVALID_DATA']);
    await setSharing('Accounts', 'public_read_write_delete');
  });

  test('shares name users that exist; at most ten a call', async () => {
    const path = `/crm/v8/Accounts/${sandbox.id('Accounts', 1)}/actions/share`;
    const unknown = await admin().post(path, { share: [{ user: { id: '12' }, permission: 'read_only' }] });
    expect([unknown.status, unknown.at('share', 0, 'code')]).toEqual([400, 'INVALID_DATA']);
    const row = { user: { id: userId(2) }, permission: 'read_only' };
    const many = await admin().post(path, { share: Array.from({ length: 11 }, () => row) });
    expect(many.at('details', 'limit')).toBe(10);
    expect((await admin().post(path, { share: [{ ...row, permission: 'all' }] })).at('share', 0, 'code')).toBe(
      'INVALID_DATA',
    );
  });
});

describe('variables', () => {
  const path = '/crm/v8/settings/variables';
  const variable = { name: 'ABM switch', api_name: 'abm__switch', type: 'text', value: 'on', description: 'd' };

  test('are made, read by id and by api name, changed and deleted', async () => {
    expect((await admin().get(path)).status).toBe(204);
    const made = await admin().post(path, { variables: [variable] });
    const id = String(made.at('variables', 0, 'details', 'id'));
    expect([made.status, (await admin().get(`${path}/${id}`)).at('variables', 0)]).toEqual([
      201,
      { id, ...variable, variable_group: { api_name: 'General', name: 'General' } },
    ]);
    await admin().put(path, { variables: [{ id, value: 'off' }] });
    expect((await admin().get(`${path}/abm__switch`)).at('variables', 0)).toMatchObject({
      value: 'off',
      description: 'd',
    });
    expect((await admin().delete(`${path}/${id}`)).status).toBe(200);
    expect((await admin().get(`${path}/${id}`)).at('code')).toBe('INVALID_DATA');
  });

  test('have limits, and belong to administrators', async () => {
    const code = async (more: Record<string, unknown>) => {
      const answer = await admin().post(path, { variables: [{ ...variable, api_name: 'other', ...more }] });
      return [answer.status, answer.at('variables', 0, 'code'), answer.at('variables', 0, 'details', 'api_name')];
    };
    expect(await code({ name: 'x'.repeat(51) })).toEqual([400, 'INVALID_DATA', 'name']);
    expect(await code({ description: 'x'.repeat(251) })).toEqual([400, 'INVALID_DATA', 'description']);
    expect(await code({ type: 'unicorn' })).toEqual([400, 'INVALID_DATA', 'type']);
    expect(await code({ api_name: '' })).toEqual([400, 'MANDATORY_NOT_FOUND', 'api_name']);
    await admin().post(path, { variables: [variable] });
    expect(await code({ api_name: 'abm__switch' })).toEqual([400, 'DUPLICATE_DATA', 'api_name']);
    expect((await sandbox.as('rep').post(path, { variables: [variable] })).at('details', 'permissions')).toEqual([
      'Crm_Implied_Customize_Zoho_CRM',
    ]);
  });
});

test('a custom module is made with its name field, holds records, and is read in bulk', async () => {
  const made = await admin().post('/crm/v8/settings/modules', {
    modules: [{ singular_label: 'Assay', plural_label: 'Assays' }],
  });
  expect([made.status, made.at('modules', 0, 'details', 'api_name')]).toEqual([201, 'Assays']);
  const added = await admin().post('/crm/v8/Assays', { data: [{ Name: 'First' }, {}] });
  expect([added.status, added.rows.map((row) => row['code'])]).toEqual([207, ['SUCCESS', 'MANDATORY_NOT_FOUND']]);
  expect((await admin().coql("select Name from Assays where Name = 'first'")).rows).toMatchObject([{ Name: 'First' }]);
  expect((await admin().get('/crm/v8/settings/modules/Assays')).at('modules', 0)).toMatchObject({
    generated_type: 'custom',
    plural_label: 'Assays',
  });
  const again = await admin().post('/crm/v8/settings/modules', {
    modules: [{ singular_label: 'Assay', plural_label: 'assays' }],
  });
  expect(again.at('modules', 0, 'code')).toBe('DUPLICATE_DATA');
  const denied = await sandbox.as('rep').post('/crm/v8/settings/modules', { modules: [] });
  expect(denied.status).toBe(403);
});

test('a mail leaves in the name of one of the org, and stands among the mails of its record', async () => {
  const contact = sandbox.id('Contacts', 5);
  const mail = {
    from: { email: 'ravi.kapoor@zylker.example' },
    to: [{ user_name: 'First 5', email: 'contact5@example.com' }],
    subject: 'Meeting',
    content: '<p>Tomorrow?</p>',
  };
  const rep = sandbox.as('rep');
  const sent = await rep.post(`/crm/v8/Contacts/${contact}/actions/send_mail`, { data: [mail] });
  expect([sent.status, sent.rows[0]?.['code']]).toEqual([200, 'SUCCESS']);
  expect((await rep.get(`/crm/v8/Contacts/${contact}/Emails`)).at('Emails', 0)).toMatchObject({
    subject: 'Meeting',
    sent: true,
    from: { email: 'ravi.kapoor@zylker.example' },
    to: [{ email: 'contact5@example.com' }],
    status: [{ type: 'sent' }],
  });
  const foreign = { ...mail, from: { email: 'somebody@elsewhere.example' } };
  const refused = await rep.post(`/crm/v8/Contacts/${contact}/actions/send_mail`, { data: [foreign] });
  expect([refused.status, refused.rows[0]?.['code']]).toEqual([400, 'INVALID_DATA']);
  expect((await rep.post(`/crm/v8/Contacts/${contact}/actions/send_mail`, { data: [mail, mail] })).status).toBe(400);
});

test('notes, tasks and calls are written with what they are about', async () => {
  const account = sandbox.id('Accounts', 9);
  const rep = sandbox.as('rep');
  const note = await rep.post(`/crm/v8/Accounts/${account}/Notes`, { data: [{ Note_Content: 'Called back' }, {}] });
  expect([note.status, note.rows.map((row) => row['code'])]).toEqual([207, ['SUCCESS', 'MANDATORY_NOT_FOUND']]);
  expect((await rep.get(`/crm/v8/Accounts/${account}/Notes?fields=Note_Content`)).rows).toMatchObject([
    { Note_Content: 'Called back' },
  ]);
  const about = { What_Id: { id: account }, $se_module: 'Accounts' };
  const task = await rep.post('/crm/v8/Tasks', { data: [{ Subject: 'Offer', Due_Date: '2026-03-05', ...about }] });
  const call = await rep.post('/crm/v8/Calls', {
    data: [{ Subject: 'Intro', Call_Type: 'Outbound', Call_Start_Time: '2026-03-01T10:00:00+01:00', ...about }],
  });
  expect([task.status, call.status]).toEqual([201, 201]);
  expect((await rep.get(`/crm/v8/Accounts/${account}/Calls?fields=Subject`)).rows).toMatchObject([
    { Subject: 'Intro' },
  ]);
});

test('a grant that is given back opens nothing any more', async () => {
  const { refreshToken, accessToken } = sandbox.tokens.find(({ user }) => user === 'rep3')!;
  const revoke = () => fetch(`${sandbox.url}/oauth/v2/token/revoke?token=${refreshToken}`, { method: 'POST' });
  expect((await revoke()).status).toBe(200);
  expect((await revoke()).status).toBe(400);
  const { clientId, clientSecret } = sandbox;
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  });
  const refreshed = await fetch(`${sandbox.url}/oauth/v2/token?${form.toString()}`, { method: 'POST' });
  expect(await refreshed.json()).toEqual({ error: 'invalid_code' });
  // Tokens for trying things by hand are not part of a grant.
  expect((await sandbox.withToken(accessToken).get('/crm/v8/org')).status).toBe(200);
});
