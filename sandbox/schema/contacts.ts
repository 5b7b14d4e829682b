import { field, options } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { addressFields, CURRENCY_FIELDS, SYSTEM_FIELDS } from './system-fields.ts';

/** Zoho ships the same list on contacts and deals. */
export const LEAD_SOURCES = options('Advertisement', 'Cold Call', 'Employee Referral', 'External Referral', 'OnlineStore', 'Partner', 'Public Relations', 'Sales Mail Alias', 'Seminar Partner', 'Seminar-Internal', 'Trade Show', 'Web Download', 'Web Research', 'Web Cases', 'Web Mail', 'Chat', 'Twitter', 'Facebook');

export const CONTACTS: ModuleDefinition = {
  api_name: 'Contacts',
  singular_label: 'Contact',
  plural_label: 'Contacts',
  number: 12,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Full_Name',
  duplicate_check_fields: ['Email'],
  fields: [
    field('First_Name', 'First Name', 'text', { length: 40 }),
    field('Last_Name', 'Last Name', 'text', { length: 80, system_mandatory: true }),
    field('Full_Name', 'Full Name', 'text', { length: 120, read_only: true }),
    field('Account_Name', 'Account Name', 'lookup', { lookup: 'Accounts' }),
    field('Email', 'Email', 'email', { unique: true }),
    field('Secondary_Email', 'Secondary Email', 'email'),
    field('Phone', 'Phone', 'phone'),
    field('Mobile', 'Mobile', 'phone'),
    field('Title', 'Title', 'text', { length: 100 }),
    field('Department', 'Department', 'text', { length: 50 }),
    field('Lead_Source', 'Lead Source', 'picklist', { options: LEAD_SOURCES }),
    field('Reporting_To', 'Reporting To', 'lookup', { lookup: 'Contacts' }),
    field('Date_of_Birth', 'Date of Birth', 'date'),
    field('Email_Opt_Out', 'Email Opt Out', 'boolean'),
    ...addressFields('Mailing'),
    field('Description', 'Description', 'textarea'),
    field('Last_Activity_Time', 'Last Activity Time', 'datetime', { read_only: true }),
    ...CURRENCY_FIELDS,
    ...SYSTEM_FIELDS,
  ],
  related_lists: [
    { api_name: 'Deals', module: 'Deals', through: 'Contact_Name' },
    { api_name: 'Calls', module: 'Calls', through: 'Who_Id' },
    { api_name: 'Events', module: 'Events', through: 'Who_Id' },
    { api_name: 'Tasks', module: 'Tasks', through: 'Who_Id' },
    { api_name: 'Notes', module: 'Notes', through: 'Parent_Id' },
    { api_name: 'Campaigns', module: 'Campaign_Members', through: 'Contact', target: { module: 'Campaigns', field: 'Campaign' } },
  ],
};
