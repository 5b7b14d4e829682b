import { expect, test } from 'vitest';
import { answerSdk } from '#test/support/answer-sdk.ts';
import { createFakeZoho } from '#test/support/fake-zoho.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { ACCOUNT_ID, createPanelWorld } from '#test/support/panel-world.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';

const readerWith = (answer: (data: unknown) => unknown) =>
  createSdkRecordReader(
    createFakeZoho({ answer: (data) => ({ ok: true, data: answer(data) }) }).zoho,
    createManualTimer(),
  );

test('the current user comes flat or wrapped, and words that are missing are usual ones', async () => {
  const user = { id: '7', profile: { id: '9' } };
  const expected = { id: '7', profileId: '9', name: '', language: 'en_US', locale: 'en_US', timeZone: 'UTC' };
  expect(await readerWith(() => user).currentUser()).toMatchObject(expected);
  expect(await readerWith(() => ({ users: [user] })).currentUser()).toMatchObject(expected);
});

test('a user without an id or a profile is an unreadable answer', async () => {
  for (const answer of ['', { users: [] }, { id: '7' }, { id: 7, profile: { id: '9' } }]) {
    await expect(readerWith(() => answer).currentUser()).rejects.toMatchObject({ reason: 'unreadableAnswer' });
  }
});

test('a profile grants what is enabled; only the built-in administrator is one', async () => {
  const permissions_details = [
    { name: 'Crm_Implied_Manage_ABM', enabled: true },
    { name: 'Crm_Implied_Create_ABM_Segments', enabled: false },
    { name: 'Crm_Implied_Customize_Zoho_CRM', enabled: 'yes' },
  ];
  const profile = { id: '9', name: 'Administrator', custom: false, permissions_details };
  const read = await readerWith(() => ({ profiles: [profile] })).profile('9');
  expect(read).toEqual({
    id: '9',
    name: 'Administrator',
    administrator: false,
    granted: new Set(['Crm_Implied_Manage_ABM']),
  });
  await expect(readerWith(() => ({ profiles: [{ ...profile, id: '8' }] })).profile('9')).rejects.toMatchObject({
    reason: 'unreadableAnswer',
  });
});

test('fields keep the org’s labels and what stages mean', async () => {
  const world = createPanelWorld();
  const { zoho } = createFakeZoho({ answer: (data) => answerSdk(world, data) });
  const fields = await createSdkRecordReader(zoho, createManualTimer()).fields('Deals');
  const stage = fields.find(({ apiName }) => apiName === 'Stage');
  expect(stage?.options.map(({ actual, stageType }) => [actual, stageType])).toEqual([
    ['Negotiation', 'open'],
    ['Closed Won', 'won'],
    ['Closed Lost', 'lost'],
  ]);
  expect(fields.find(({ apiName }) => apiName === 'Amount')).toMatchObject({ label: 'Amount', type: 'money' });
});

test('a record that is not there is null, an empty query an empty page', async () => {
  const reader = readerWith(() => '');
  expect(await reader.record('Accounts', ACCOUNT_ID, [])).toBeNull();
  expect(await reader.query('select id from Deals')).toEqual({ records: [], moreRecords: false });
});

test('a page says whether more records exist', async () => {
  const answer = { data: [{ id: '1', Amount: 5 }], info: { more_records: true } };
  expect(await readerWith(() => answer).query('q')).toEqual({ records: [{ id: '1', Amount: 5 }], moreRecords: true });
});
