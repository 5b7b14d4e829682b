import { expect, test } from 'vitest';
import type { FieldType } from '#core/crm/metadata.ts';
import { alikeFields } from '#widgets/setup-wizard/techniques/recommendations/alike-fields.ts';

/** Fields by name, with their type in the CRM. */
const TYPES = new Map<string, FieldType>([
  ['Industry', 'choice'],
  ['Key_Account', 'boolean'],
  ['Account_Name', 'text'],
  ['Phone', 'phone'],
  ['Website', 'website'],
  ['Fax', 'text'],
  ['Billing_Street', 'text'],
  ['Billing_City', 'text'],
  ['Description', 'longText'],
  ['Employees', 'integer'],
]);
const MAPPED = { name: 'Account_Name', industry: 'Industry', website: 'Website' };
const choices = [...TYPES].map(([apiName, type]) => ({
  reference: Object.entries(MAPPED).find(([, field]) => field === apiName)?.[0] ?? `crm:${apiName}`,
  label: apiName,
  kind: type === 'integer' ? ('number' as const) : type === 'boolean' ? ('boolean' as const) : ('text' as const),
  options: [],
}));

function alike(chosen: readonly string[] = []) {
  const field = (apiName: string) => {
    const type = TYPES.get(apiName);
    return type === undefined ? null : { type };
  };
  const { listed, typed } = alikeFields(choices, { field, mapped: MAPPED, chosen });
  return { listed: listed.map(({ label }) => label), typed: typed.map(({ label }) => label) };
}

test('accounts are alike by values of a list or by what is typed, never by what each has for itself', () => {
  expect(alike()).toEqual({ listed: ['Industry', 'Key_Account'], typed: ['Billing_City'] });
});

test('a field that was chosen before stays in the list', () => {
  expect(alike(['website', 'crm:Fax']).typed).toEqual(['Website', 'Fax', 'Billing_City']);
});
