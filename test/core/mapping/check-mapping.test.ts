import { expect, test } from 'vitest';
import { parseConfiguration } from '#core/configuration/parse-configuration.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { checkMapping } from '#core/mapping/check-mapping.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { CONFIGURATION, MAPPING } from '#test/support/configuration-samples.ts';
import {
  crmModule,
  field,
  fieldsIn,
  lookup,
  STANDARD,
  STANDARD_MODULES,
  standardWith,
} from '#test/support/crm-metadata.ts';

const problems = (mapping: Mapping, fieldsOf = fieldsIn(STANDARD), modules = STANDARD_MODULES) =>
  checkMapping(mapping, modules, fieldsOf).problems.map(({ code, where }) => `${code} @ ${where}`);
const warnings = (mapping: Mapping, fieldsOf = fieldsIn(STANDARD)) =>
  checkMapping(mapping, STANDARD_MODULES, fieldsOf).warnings.map(({ code, where }) => `${code} @ ${where}`);
const withDealFields = (fields: Record<string, string>): Mapping => ({
  ...MAPPING,
  deals: { module: 'Deals', fields: { ...MAPPING.deals.fields, ...fields } },
});

test('a sound mapping has neither problems nor warnings', () => {
  expect(problems(MAPPING)).toEqual([]);
  expect(warnings(MAPPING)).toEqual([]);
});

test('modules must be there and visible', () => {
  const modules = [crmModule('Accounts', { viewable: false }), ...STANDARD_MODULES.slice(2)];
  expect(problems(MAPPING, fieldsIn(STANDARD), modules)).toEqual([
    'mapping.moduleHidden @ accounts.module',
    'mapping.moduleUnknown @ contacts.module',
  ]);
});

test('fields must be there, of a fitting type, pointing at the right module', () => {
  expect(problems(withDealFields({ amount: 'Gone' }))).toEqual(['mapping.fieldMissing @ deals.fields.amount']);
  expect(problems(withDealFields({ amount: 'Stage' }))).toEqual(['mapping.typeRefused @ deals.fields.amount']);
  expect(problems(withDealFields({ account: 'Contact_Name' }))).toEqual([
    'mapping.lookupElsewhere @ deals.fields.account',
  ]);
  expect(
    problems({
      ...withDealFields({}),
      contacts: null,
      deals: { module: 'Deals', fields: { ...MAPPING.deals.fields } },
    }),
  ).toEqual(['mapping.lookupUndecided @ deals.fields.contact']);
});

test('line items must lead to the deal and to the product, and count in numbers', () => {
  const rows: readonly FieldMetadata[] = [
    lookup('Parent_Id', 'Accounts'),
    lookup('Product_Name', 'Vendors'),
    field('Quantity'),
  ];
  expect(problems(MAPPING, standardWith({ Deal_Line_Items: rows }))).toEqual([
    'mapping.sourceFieldMissing @ dealProducts.parent',
    'mapping.sourceFieldMissing @ dealProducts.product',
    'mapping.sourceFieldMissing @ dealProducts.quantity',
  ]);
});

test('a lookup source must be a lookup of its kind', () => {
  const main = lookup('Main_Product', 'Products');
  const fieldsOf = standardWith({ Deals: [...(STANDARD['Deals'] ?? []), main] });
  expect(problems({ ...MAPPING, dealProducts: { kind: 'lookup', field: 'Main_Product' } }, fieldsOf)).toEqual([]);
  expect(problems({ ...MAPPING, dealProducts: { kind: 'lookups', field: 'Main_Product' } }, fieldsOf)).toEqual([
    'mapping.sourceFieldMissing @ dealProducts.field',
  ]);
});

test('what stays grey is a warning: no contacts, no quantity, stages without meaning', () => {
  const { contact: _, ...dealFields } = MAPPING.deals.fields;
  expect(warnings({ ...MAPPING, contacts: null, deals: { module: 'Deals', fields: dealFields } })).toEqual([
    'mapping.roleUnmapped @ contacts',
  ]);
  expect(warnings({ ...MAPPING, dealProducts: { kind: 'relatedList', list: 'Products' } })).toEqual([
    'mapping.noQuantity @ dealProducts',
  ]);
  const deals = (STANDARD['Deals'] ?? []).map((each) => (each.apiName === 'Stage' ? { ...each, options: [] } : each));
  expect(warnings(MAPPING, standardWith({ Deals: deals }))).toEqual(['mapping.stageTypesUnknown @ deals.fields.stage']);
});

test('with metadata a configuration’s own CRM fields are looked up too', () => {
  const known = (extra: Partial<Record<string, readonly FieldMetadata[]>>) => ({
    modules: STANDARD_MODULES,
    fieldsOf: (module: string) => [...fieldsIn(STANDARD)(module), ...(extra[module] ?? [])],
  });
  const found = (extra: Partial<Record<string, readonly FieldMetadata[]>>) => {
    const parsed = parseConfiguration(CONFIGURATION, known(extra));
    return parsed.ok ? [] : parsed.error.map(({ code, where }) => `${code} @ ${where}`);
  };
  expect(found({ Accounts: [field('Since', 'date')], Deals: [field('Region', 'choice')] })).toEqual([]);
  expect(found({ Accounts: [field('Since')] })).toEqual([
    'criteria.operatorNotForKind @ criteria.conditions[0].operator',
    'field.notInModule @ techniques.rfm.contributing.conditions[1].field',
  ]);
});
