import { field, type FieldDefinition } from './field-definition.ts';

/** Who and when: every module has them, all filled by the CRM. */
export const SYSTEM_FIELDS: readonly FieldDefinition[] = [
  field('Owner', 'Owner', 'ownerlookup'),
  field('Created_By', 'Created By', 'ownerlookup', { read_only: true }),
  field('Modified_By', 'Modified By', 'ownerlookup', { read_only: true }),
  field('Created_Time', 'Created Time', 'datetime', { read_only: true }),
  field('Modified_Time', 'Modified Time', 'datetime', { read_only: true }),
];

/** Modules with amounts carry the record's own currency and rate. */
export const CURRENCY_FIELDS: readonly FieldDefinition[] = [
  field('Currency', 'Currency', 'picklist'),
  field('Exchange_Rate', 'Exchange Rate', 'double', { decimal_place: 9 }),
];

/** Street to country, with Zoho's api names. */
export function addressFields(prefix: string): readonly FieldDefinition[] {
  return [
    field(`${prefix}_Street`, `${prefix} Street`, 'text', { length: 250 }),
    field(`${prefix}_City`, `${prefix} City`, 'text', { length: 100 }),
    field(`${prefix}_State`, `${prefix} State`, 'text', { length: 100 }),
    field(`${prefix}_Code`, `${prefix} Code`, 'text', { length: 30 }),
    field(`${prefix}_Country`, `${prefix} Country`, 'text', { length: 100 }),
  ];
}
