import { expect, test } from 'vitest';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';

test.each([
  ['employees', 'Employees', 'Empleados'],
  ['annualRevenue', 'Annual Revenue', 'Ingresos anuales'],
  ['type', 'Account Type', 'Tipo'],
  // The org's own words, and fields that are no target of ours.
  ['employees', 'Plantilla', 'Plantilla'],
  ['employees', 'Headcount', 'Headcount'],
  ['crm:Employees', 'Employees', 'Employees'],
])('in Spanish %s, which the CRM calls "%s", is %s', (reference, label, said) => {
  expect(ownFieldName(reference, label, translatorIn('es'))).toBe(said);
  expect(ownFieldName(reference, label, translatorIn('en'))).toBe(label);
});
