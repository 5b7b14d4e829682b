import { expect, test } from 'vitest';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { checkMapping } from '#core/mapping/check-mapping.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import {
  crmModule,
  field,
  fieldsIn,
  lookup,
  STANDARD,
  STANDARD_MODULES,
  standardWith,
} from '#test/support/crm-metadata.ts';

const deals = (...more: FieldMetadata[]) => [...(STANDARD['Deals'] ?? []), ...more];
const without = (module: string, ...names: string[]) =>
  (STANDARD[module] ?? []).filter(({ apiName }) => !names.includes(apiName));
const targetOf = (suggestion: ReturnType<typeof suggestMapping>, role: ModuleRole, name: string) =>
  suggestion.modules[role].targets.find(({ target }) => target === name);

test('a CRM as installed maps itself, and the mapping holds', () => {
  const suggestion = suggestMapping(STANDARD_MODULES, fieldsIn(STANDARD));
  expect(suggestion.missing).toEqual([]);
  expect(suggestion.mapping).toEqual({
    accounts: {
      module: 'Accounts',
      fields: {
        name: 'Account_Name',
        website: 'Website',
        industry: 'Industry',
        annualRevenue: 'Annual_Revenue',
        employees: 'Employees',
        billingCountry: 'Billing_Country',
        owner: 'Owner',
        parentAccount: 'Parent_Account',
      },
    },
    contacts: { module: 'Contacts', fields: { name: 'Full_Name', email: 'Email', account: 'Account_Name' } },
    products: {
      module: 'Products',
      fields: { name: 'Product_Name', unitPrice: 'Unit_Price', active: 'Product_Active' },
    },
    deals: {
      module: 'Deals',
      fields: {
        name: 'Deal_Name',
        amount: 'Amount',
        stage: 'Stage',
        closingDate: 'Closing_Date',
        account: 'Account_Name',
        contact: 'Contact_Name',
      },
    },
    dealProducts: {
      kind: 'lineItems',
      module: 'Deal_Line_Items',
      parent: 'Parent_Id',
      product: 'Product_Name',
      quantity: 'Quantity',
    },
  });
  if (suggestion.mapping === null) return;
  expect(checkMapping(suggestion.mapping, STANDARD_MODULES, fieldsIn(STANDARD))).toEqual({
    problems: [],
    warnings: [],
  });
});

test('custom fields are offered where their type fits, never taken by themselves', () => {
  const suggestion = suggestMapping(STANDARD_MODULES, fieldsIn(STANDARD));
  expect(targetOf(suggestion, 'contacts', 'title')).toMatchObject({
    apiName: null,
    alternatives: ['Full_Name', 'Last_Name', 'Email', 'Job_Designation'],
    unlocks: ['decisionMakers'],
  });
  expect(targetOf(suggestion, 'accounts', 'renewalDate')).toMatchObject({
    apiName: null,
    alternatives: ['Contract_End'],
  });
});

test('a system name on a field of the wrong type is refused with the types that would do', () => {
  const suggestion = suggestMapping(
    STANDARD_MODULES,
    standardWith({ Deals: [...without('Deals', 'Amount'), field('Amount', 'text')] }),
  );
  expect(targetOf(suggestion, 'deals', 'amount')).toMatchObject({
    apiName: null,
    refused: [
      {
        code: 'mapping.typeRefused',
        params: { target: 'amount', field: 'Amount', type: 'text', expected: 'integer decimal money percent' },
      },
    ],
  });
  expect(suggestion.missing).toEqual([
    {
      code: 'mapping.requiredMissing',
      params: { role: 'deals', module: 'Deals', target: 'amount' },
      where: 'deals.fields.amount',
    },
  ]);
  expect(suggestion.mapping).toBeNull();
});

test('a system lookup that points elsewhere is refused; the lookup that points right is taken', () => {
  const fields = [
    ...without('Deals', 'Account_Name'),
    lookup('Account_Name', 'Vendors'),
    lookup('Bought_By', 'Accounts', { custom: true }),
  ];
  const suggestion = suggestMapping(STANDARD_MODULES, standardWith({ Deals: fields }));
  expect(targetOf(suggestion, 'deals', 'account')).toMatchObject({
    apiName: 'Bought_By',
    refused: [
      {
        code: 'mapping.lookupElsewhere',
        params: { target: 'account', field: 'Account_Name', module: 'Vendors', expected: 'Accounts' },
      },
    ],
  });
});

test('two lookups to accounts: the system one is chosen, the other is listed', () => {
  const fields = [lookup('Partner', 'Accounts', { custom: true }), lookup('End_Customer', 'Accounts'), ...deals()];
  const suggestion = suggestMapping(STANDARD_MODULES, standardWith({ Deals: fields }));
  expect(suggestion.relations.find(({ relation }) => relation === '1-4')).toEqual({
    relation: '1-4',
    mandatory: true,
    from: 'deals',
    to: 'accounts',
    chosen: 'Account_Name',
    alternatives: ['End_Customer', 'Partner'],
  });
  expect(targetOf(suggestion, 'deals', 'account')).toMatchObject({
    apiName: 'Account_Name',
    alternatives: ['Partner', 'End_Customer'],
  });
});

test('mandatory relations that have no field stop the setup; 1-3 may be absent', () => {
  const suggestion = suggestMapping(
    STANDARD_MODULES,
    standardWith({
      Deals: without('Deals', 'Contact_Name', 'Product_Details'),
      Contacts: without('Contacts', 'Account_Name'),
    }),
  );
  expect(suggestion.missing.map(({ code, where }) => `${code} @ ${where}`)).toEqual([
    'mapping.requiredMissing @ contacts.fields.account',
    'mapping.lookupMissing @ deals.fields.contact',
    'mapping.lookupMissing @ dealProducts',
  ]);
  // What can be used already is: accounts and deals.
  expect(suggestion.mapping).toMatchObject({ contacts: null, products: null, dealProducts: { kind: 'none' } });
});

test('relation 1-3 is found where products point at accounts', () => {
  const products = [...(STANDARD['Products'] ?? []), lookup('Made_For', 'Accounts', { custom: true })];
  const suggestion = suggestMapping(STANDARD_MODULES, standardWith({ Products: products }));
  expect(suggestion.relations.find(({ relation }) => relation === '1-3')).toMatchObject({
    mandatory: false,
    chosen: 'Made_For',
  });
});

test('hidden and missing modules leave their role to the admin', () => {
  const modules = [
    ...STANDARD_MODULES.filter(({ apiName }) => apiName !== 'Contacts'),
    crmModule('Contacts', { viewable: false }),
    crmModule('People'),
  ];
  const suggestion = suggestMapping(modules, fieldsIn(STANDARD));
  expect(suggestion.modules.contacts).toMatchObject({ module: null, alternatives: ['People'] });
  expect(suggestion.missing).toContainEqual({
    code: 'mapping.moduleMissing',
    params: { role: 'contacts' },
    where: 'contacts',
  });
  expect(suggestion.mapping?.contacts).toBeNull();
});

test('custom modules play any role: lookups are followed to them', () => {
  const org = {
    ...STANDARD,
    Companies: [field('Name'), field('Staff', 'integer', { custom: true })],
    Orders: [
      field('Name'),
      field('Total', 'money', { custom: true }),
      field('State', 'choice', { custom: true }),
      field('Signed_On', 'date', { custom: true }),
      lookup('Company', 'Companies', { custom: true }),
    ],
  };
  const modules = [
    ...STANDARD_MODULES,
    crmModule('Companies', { custom: true }),
    crmModule('Orders', { custom: true }),
  ];
  const suggestion = suggestMapping(modules, fieldsIn(org), { chosen: { accounts: 'Companies', deals: 'Orders' } });
  expect(suggestion.modules.accounts).toMatchObject({ module: 'Companies', alternatives: ['Accounts', 'Deals'] });
  expect(targetOf(suggestion, 'accounts', 'name')?.apiName).toBe('Name');
  expect(targetOf(suggestion, 'deals', 'account')?.apiName).toBe('Company');
  expect(targetOf(suggestion, 'deals', 'amount')).toMatchObject({ apiName: null, alternatives: ['Total'] });
  // The standard contacts point at the standard accounts, which play no role here.
  expect(targetOf(suggestion, 'contacts', 'account')).toMatchObject({
    apiName: null,
    refused: [{ code: 'mapping.lookupElsewhere' }],
  });
});

test('one module plays one role', () => {
  const suggestion = suggestMapping(STANDARD_MODULES, fieldsIn(STANDARD), { chosen: { contacts: 'Accounts' } });
  expect(suggestion.modules.contacts.module).toBeNull();
  expect(suggestion.modules.accounts.module).toBe('Accounts');
});
