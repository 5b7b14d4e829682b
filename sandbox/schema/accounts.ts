import { field, options } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { addressFields, CURRENCY_FIELDS, SYSTEM_FIELDS } from './system-fields.ts';

export const ACCOUNTS: ModuleDefinition = {
  api_name: 'Accounts',
  singular_label: 'Account',
  plural_label: 'Accounts',
  number: 11,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Account_Name',
  duplicate_check_fields: ['Account_Name'],
  fields: [
    field('Account_Name', 'Account Name', 'text', { length: 200, system_mandatory: true }),
    field('Account_Number', 'Account Number', 'bigint'),
    field('Account_Site', 'Account Site', 'text', { length: 80 }),
    field('Account_Type', 'Account Type', 'picklist', {
      options: options('Analyst', 'Competitor', 'Customer', 'Distributor', 'Integrator', 'Investor', 'Other', 'Partner', 'Press', 'Prospect', 'Reseller', 'Supplier', 'Vendor'),
    }),
    field('Industry', 'Industry', 'picklist', {
      options: options('ASP (Application Service Provider)', 'Communications', 'Consulting', 'Data/Telecom OEM', 'Education', 'ERP (Enterprise Resource Planning)', 'Financial Services', 'Government/Military', 'Healthcare', 'Large Enterprise', 'Management ISV', 'Manufacturing', 'MSP (Management Service Provider)', 'Non-management ISV', 'Optical Networking', 'Real Estate', 'Retail', 'Service Provider', 'Small/Medium Enterprise', 'Storage Equipment', 'Systems Integrator', 'Technology', 'Wireless Industry'),
    }),
    field('Annual_Revenue', 'Annual Revenue', 'currency'),
    field('Employees', 'Employees', 'integer'),
    field('Ownership', 'Ownership', 'picklist', {
      options: options('Government', 'Other', 'Partnership', 'Private', 'Privately Held', 'Public', 'Public Company', 'Subsidiary'),
    }),
    field('Rating', 'Rating', 'picklist', {
      options: options('Acquired', 'Active', 'Market Failed', 'Project Cancelled', 'Shut Down'),
    }),
    field('Parent_Account', 'Parent Account', 'lookup', { lookup: 'Accounts' }),
    field('Website', 'Website', 'website'),
    field('Phone', 'Phone', 'phone'),
    field('Fax', 'Fax', 'text', { length: 30 }),
    field('SIC_Code', 'SIC Code', 'integer'),
    field('Ticker_Symbol', 'Ticker Symbol', 'text', { length: 30 }),
    ...addressFields('Billing'),
    ...addressFields('Shipping'),
    field('Description', 'Description', 'textarea'),
    field('Last_Activity_Time', 'Last Activity Time', 'datetime', { read_only: true }),
    ...CURRENCY_FIELDS,
    ...SYSTEM_FIELDS,
  ],
  related_lists: [
    { api_name: 'Contacts', module: 'Contacts', through: 'Account_Name' },
    { api_name: 'Deals', module: 'Deals', through: 'Account_Name' },
    { api_name: 'Accounts', module: 'Accounts', through: 'Parent_Account' },
    { api_name: 'Calls', module: 'Calls', through: 'What_Id' },
    { api_name: 'Events', module: 'Events', through: 'What_Id' },
    { api_name: 'Tasks', module: 'Tasks', through: 'What_Id' },
    { api_name: 'Notes', module: 'Notes', through: 'Parent_Id' },
  ],
};
