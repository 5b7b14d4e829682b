import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { portsOf } from '#test/support/load-panel.ts';
import { ACCOUNT_ID, createPanelWorld, type WorldOptions } from '#test/support/panel-world.ts';
import { createAccountModel, type PanelView } from '#widgets/account-360/models/AccountModel.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { browserViewer } from '#widgets/shared/viewer-settings.ts';

const OTHER_ID = '5843104000000100002';
const page = (id: string) => ({ entity: 'Accounts', recordIds: [id] });

function start(change: Partial<RecordReader> = {}, options: WorldOptions = {}) {
  const world = createPanelWorld(options);
  const first = world.records['Accounts']?.[0] ?? { id: '' };
  world.records['Accounts']?.push({ ...first, id: OTHER_ID, Account_Name: 'Other Ltd' });
  const shown: PanelView[] = [];
  const ports = portsOf(world, change);
  const model = createAccountModel({ ...ports, browser: browserViewer(['en-US']), show: (view) => shown.push(view) });
  const names = (): unknown[] =>
    shown.map(({ state }) => (state === null ? 'loading' : state.kind === 'ready' ? state.view.name : state.kind));
  return { world, model, shown, names };
}

test('a record loads, then shows', async () => {
  const { model, names } = start();
  await model.open(page(ACCOUNT_ID));
  expect(names()).toEqual(['loading', 'Harbour & Sons Cranes']);
});

test('the same record said again changes nothing, another one does', async () => {
  const { model, names } = start();
  await model.open(page(ACCOUNT_ID));
  await model.open(page(ACCOUNT_ID));
  await model.open({ ...page(ACCOUNT_ID), recordIds: [ACCOUNT_ID, '7'] });
  await model.open(page(OTHER_ID));
  expect(names()).toEqual(['loading', 'Harbour & Sons Cranes', 'loading', 'Other Ltd']);
});

test('an answer for a record that was left meanwhile is dropped, however late it comes', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => void (release = resolve));
  const inner = portsOf(createPanelWorld()).crm;
  const { model, names } = start({
    async record(module, id, fields) {
      if (id === ACCOUNT_ID) await gate;
      const record = await inner.record(module, ACCOUNT_ID === id || module !== 'Accounts' ? id : ACCOUNT_ID, fields);
      return record === null || module !== 'Accounts' ? record : { ...record, id, Account_Name: `Account ${id}` };
    },
  });
  const left = model.open(page(ACCOUNT_ID));
  await model.open(page(OTHER_ID));
  release();
  await left;
  expect(names()).toEqual(['loading', 'loading', `Account ${OTHER_ID}`]);
});

test('a first PageLoad without a record shows that, and a later one its record', async () => {
  const { model, names } = start();
  await model.open({ entity: null, recordIds: [] });
  await model.open(page(ACCOUNT_ID));
  expect(names()).toEqual(['loading', 'noRecord', 'loading', 'Harbour & Sons Cranes']);
});

test('retry loads the same record again', async () => {
  let fails = true;
  const inner = portsOf(createPanelWorld()).crm;
  const { model, names } = start({
    fields: (module) => (fails ? Promise.reject(new CrmError('timeout', 'late')) : inner.fields(module)),
  });
  await model.open(page(ACCOUNT_ID));
  fails = false;
  await model.retry();
  expect(names()).toEqual(['loading', 'failed', 'loading', 'Harbour & Sons Cranes']);
});

test('words and digits follow the CRM user, money and days the org', async () => {
  const { model, shown } = start({}, { language: 'es_ES', locale: 'en_GB', currency: 'JPY', minorDigits: 0 });
  await model.open(page(ACCOUNT_ID));
  expect(shown.at(-1)?.viewer).toEqual({
    language: 'es',
    locale: 'en-GB',
    timeZone: 'Europe/Madrid',
    currency: 'JPY',
    currencyDigits: 0,
  });
});

test('a user that cannot be read leaves the browser’s language, and the failure', async () => {
  const { model, shown } = start({ currentUser: () => Promise.reject(new CrmError('timeout', 'late')) });
  await model.open(page(ACCOUNT_ID));
  expect(shown.at(-1)).toMatchObject({
    viewer: { language: 'en', locale: 'en-US' },
    state: { kind: 'failed', reason: 'timeout' },
  });
});

test('the user is asked for once a load', async () => {
  let asked = 0;
  const inner = portsOf(createPanelWorld()).crm;
  const { model } = start({
    currentUser() {
      asked++;
      return inner.currentUser();
    },
  });
  await model.open(page(ACCOUNT_ID));
  expect(asked).toBe(1);
});
