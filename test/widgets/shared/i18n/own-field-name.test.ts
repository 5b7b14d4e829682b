import { expect, test } from 'vitest';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';

test.each([
  ['employees', 'Employees', 'Empleados'],
  ['annualRevenue', 'Annual Revenue', 'Ingresos anuales'],
  ['type', 'Account Type', 'Tipo'],
  ['name', 'Account Name', 'Nombre de la cuenta'],
  ['owner', 'Owner', 'Propietario'],
  ['owner', 'Account Owner', 'Propietario'],
  ['parentAccount', 'Parent Account', 'Cuenta principal'],
  ['crm:Created_Time', 'Created Time', 'Fecha de creación'],
  // The org's own words, and fields that are no target of ours.
  ['employees', 'Plantilla', 'Plantilla'],
  ['employees', 'Headcount', 'Headcount'],
  ['name', 'Brand name', 'Brand name'],
  ['owner', 'Key account owner', 'Key account owner'],
  ['name', 'Deal Name', 'Deal Name'],
  ['crm:Employees', 'Employees', 'Employees'],
])('in Spanish %s, which the CRM calls "%s", is %s', (reference, label, said) => {
  expect(ownFieldName(reference, label, translatorIn('es'))).toBe(said);
  expect(ownFieldName(reference, label, translatorIn('en'))).toBe(label);
});
