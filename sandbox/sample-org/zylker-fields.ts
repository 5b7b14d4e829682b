import { field, options, type FieldDefinition, type OptionDefinition } from '../schema/field-definition.ts';
import { ACCOUNT_KINDS } from './account-kinds.ts';
import { FAMILIES } from './catalogue.ts';

/** Fields that Zylker's admins added. */
export const ZYLKER_FIELDS: Readonly<Record<string, readonly FieldDefinition[]>> = {
  Accounts: [field('Renewal_Date', 'Renewal Date', 'date', { custom_field: true })],
  Contacts: [
    field('Contact_Role', 'Contact Role', 'picklist', {
      custom_field: true,
      options: options('Decision Maker', 'Influencer', 'Champion', 'User', 'Gatekeeper'),
    }),
  ],
};

/** Picklists that Zylker's admins changed: module, field, options. */
export const ZYLKER_OPTIONS: readonly (readonly [
  module: string,
  field: string,
  options: readonly OptionDefinition[],
])[] = [
  ['Accounts', 'Industry', options(...ACCOUNT_KINDS.map((kind) => kind.industry))],
  ['Deals', 'Type', options('New Business', 'Existing Business', 'Renewal', 'Up-sell', 'Cross-sell')],
  ['Products', 'Product_Category', options(...FAMILIES.keys())],
];
