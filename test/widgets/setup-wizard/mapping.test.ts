import { expect, test } from 'vitest';
import {
  relationViews,
  productSources,
  roleProblems,
  sourceKey,
  targetViews,
} from '#widgets/setup-wizard/models/edit-mapping.ts';
import { isMapped, mappingOf } from '#widgets/setup-wizard/models/setup-draft.ts';
import { openSetup } from './open-setup.ts';

test('standard fields are mapped by themselves, and saving every module makes a mapping', async () => {
  const { setup } = await openSetup();
  expect(setup.mapping.unsaved.value).toEqual(['accounts', 'contacts', 'products', 'deals']);
  expect(setup.go('criteria')).toBe('mapping');
  setup.mapping.saveAll();
  expect(setup.mapping.unsaved.value).toEqual([]);
  expect(mappingOf(setup.draft.draft.value)).toMatchObject({
    accounts: { module: 'Accounts', fields: { name: 'Account_Name', employees: 'Employees', industry: 'Industry' } },
    deals: { fields: { amount: 'Amount', stage: 'Stage', account: 'Account_Name', contact: 'Contact_Name' } },
    dealProducts: { kind: 'lineItems', module: 'Deal_Line_Items', quantity: 'Quantity' },
  });
  expect(setup.go('criteria')).toBeNull();
});

test('each module is saved on its own', async () => {
  const { setup } = await openSetup();
  setup.mapping.save('accounts');
  expect(setup.mapping.unsaved.value).toEqual(['contacts', 'products', 'deals']);
  expect(setup.draft.draft.value.modules.deals).toBeNull();
  expect(isMapped(setup.draft.draft.value)).toBe(false);
});

test('a field of another type is offered with the reason why it is refused', async () => {
  const { setup } = await openSetup();
  const { editing, org } = setup.mapping;
  const employees = targetViews(editing.value, 'accounts', org.value).find(({ target }) => target.name === 'employees');
  expect(employees?.choices.find(({ field }) => field.apiName === 'Website')?.refusal).toMatchObject({
    code: 'mapping.typeRefused',
    params: { field: 'Website', type: 'website' },
  });
  expect(employees?.choices.find(({ field }) => field.apiName === 'Employees')?.refusal).toBeNull();
});

test('a required field taken away keeps its module from being saved', async () => {
  const { setup } = await openSetup();
  setup.mapping.saveAll();
  setup.mapping.chooseField('deals', 'amount', null);
  expect(setup.mapping.unsaved.value).toEqual(['deals']);
  expect(roleProblems(setup.mapping.editing.value, 'deals', setup.mapping.org.value)).toMatchObject([
    { code: 'mapping.requiredMissing', params: { target: 'amount' } },
  ]);
  setup.mapping.save('deals');
  expect(setup.draft.draft.value.modules.deals?.fields['amount']).toBe('Amount');
  setup.mapping.discard('deals');
  expect(setup.mapping.unsaved.value).toEqual([]);
});

test('where several lookups would serve, the other one can be chosen', async () => {
  const { setup } = await openSetup();
  const relation = () =>
    relationViews(setup.mapping.editing.value, setup.draft.draft.value, setup.mapping.org.value).find(
      (view) => view.relation === '1-4',
    );
  expect(relation()).toMatchObject({
    current: 'Account_Name',
    options: ['Account_Name', 'End_Customer'],
    mandatory: true,
  });
  setup.mapping.chooseField('deals', 'account', 'End_Customer');
  expect(relation()?.current).toBe('End_Customer');
});

test('another source of products stays chosen through later saves', async () => {
  const { setup } = await openSetup();
  setup.mapping.saveAll();
  const sources = productSources(setup.mapping.editing.value, setup.draft.draft.value, setup.mapping.org.value);
  expect([sources.chosen, ...sources.alternatives].map(sourceKey)).toEqual([
    'lineItems:Deal_Line_Items:Product_Name',
    'lookup:Main_Product',
  ]);
  const [lookup] = sources.alternatives;
  if (lookup === undefined) throw new Error('there is one');
  setup.mapping.chooseSource(lookup);
  setup.mapping.save('deals');
  expect(setup.draft.draft.value.dealProducts).toEqual({ kind: 'lookup', field: 'Main_Product' });
});

test('a custom module is read when it is chosen, and lookups that pointed elsewhere go', async () => {
  const { setup, sent } = await openSetup();
  await setup.mapping.chooseModule('accounts', 'Buyers');
  expect(sent('GET /v1/setup/fields?module=Buyers')).toHaveLength(1);
  const { editing, org } = setup.mapping;
  expect(editing.value.accounts).toEqual({ module: 'Buyers', fields: { name: 'Name' } });
  expect(editing.value.deals.fields['account']).toBeUndefined();
  expect(roleProblems(editing.value, 'deals', org.value)).toMatchObject([{ code: 'mapping.requiredMissing' }]);
  await setup.mapping.chooseModule('accounts', 'Accounts');
  expect(setup.mapping.editing.value.accounts.fields['name']).toBe('Account_Name');
});

test('a module whose fields cannot be read leaves the mapping as it was', async () => {
  const { setup, server } = await openSetup();
  server.world.trouble.set('GET /v1/setup/fields?module=Buyers', { status: 500, body: { code: 'crm.unavailable' } });
  await setup.mapping.chooseModule('accounts', 'Buyers');
  expect(setup.mapping.failure.value).toMatchObject({ reason: 'failed' });
  expect(setup.mapping.editing.value.accounts.module).toBe('Accounts');
});

test('contacts and products can be left out, and taken in again', async () => {
  const { setup } = await openSetup();
  setup.mapping.leaveOut('contacts', true);
  setup.mapping.leaveOut('products', true);
  setup.mapping.saveAll();
  expect(mappingOf(setup.draft.draft.value)).toMatchObject({
    contacts: null,
    products: null,
    dealProducts: { kind: 'none' },
  });
  expect(setup.go('criteria')).toBeNull();
  setup.mapping.leaveOut('products', false);
  expect(setup.mapping.unsaved.value).toEqual(['products']);
  setup.mapping.save('products');
  expect(setup.draft.draft.value.dealProducts.kind).toBe('lineItems');
});

test('contacts that no deal leads to are refused with the reason', async () => {
  const { setup } = await openSetup();
  setup.mapping.chooseField('deals', 'contact', null);
  setup.mapping.saveAll();
  expect(setup.check.value.mapping).toMatchObject([{ code: 'mapping.lookupMissing', params: { relation: '4-2' } }]);
  expect(setup.go('criteria')).toBe('mapping');
  setup.mapping.leaveOut('contacts', true);
  expect(setup.go('criteria')).toBeNull();
});

test('modules chosen for two roles at once both arrive', async () => {
  const { setup } = await openSetup();
  const contacts = setup.mapping.chooseModule('contacts', 'Buyers');
  const products = setup.mapping.chooseModule('products', null);
  expect(setup.mapping.reading.value).toEqual(['contacts']);
  await Promise.all([contacts, products]);
  expect(setup.mapping.reading.value).toEqual([]);
  expect(setup.mapping.editing.value.contacts.module).toBe('Buyers');
  expect(setup.mapping.editing.value.products.module).toBeNull();
});

test('of two modules chosen for one role the later stands', async () => {
  const { setup } = await openSetup();
  const first = setup.mapping.chooseModule('contacts', 'Buyers');
  const second = setup.mapping.chooseModule('contacts', 'Contacts');
  await Promise.all([first, second]);
  expect(setup.mapping.editing.value.contacts.module).toBe('Contacts');
  expect(setup.mapping.reading.value).toEqual([]);
});
