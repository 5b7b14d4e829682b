import { LEAD_SOURCES } from './contacts.ts';
import { field, options } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { CURRENCY_FIELDS, SYSTEM_FIELDS } from './system-fields.ts';

/** People whose company is no account yet: text, no lookup. */
export const LEADS: ModuleDefinition = {
  api_name: 'Leads',
  singular_label: 'Lead',
  plural_label: 'Leads',
  number: 10,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Full_Name',
  duplicate_check_fields: ['Email'],
  fields: [
    field('Company', 'Company', 'text', { length: 200, system_mandatory: true }),
    field('First_Name', 'First Name', 'text', { length: 40 }),
    field('Last_Name', 'Last Name', 'text', { length: 80, system_mandatory: true }),
    field('Full_Name', 'Full Name', 'text', { length: 120, read_only: true }),
    field('Designation', 'Title', 'text', { length: 100 }),
    field('Email', 'Email', 'email'),
    field('Phone', 'Phone', 'phone'),
    field('Website', 'Website', 'website', { length: 450 }),
    field('Lead_Source', 'Lead Source', 'picklist', { options: LEAD_SOURCES }),
    field('Lead_Status', 'Lead Status', 'picklist', {
      options: options(
        'Attempted to Contact',
        'Contact in Future',
        'Contacted',
        'Junk Lead',
        'Lost Lead',
        'Not Contacted',
        'Pre-Qualified',
        'Not Qualified',
      ),
    }),
    field('Industry', 'Industry', 'text', { length: 120 }),
    field('No_of_Employees', 'No. of Employees', 'integer'),
    field('Annual_Revenue', 'Annual Revenue', 'currency'),
    field('Email_Opt_Out', 'Email Opt Out', 'boolean'),
    field('City', 'City', 'text', { length: 100 }),
    field('Country', 'Country', 'text', { length: 100 }),
    field('Description', 'Description', 'textarea'),
    ...CURRENCY_FIELDS,
    ...SYSTEM_FIELDS,
  ],
  related_lists: [
    { api_name: 'Calls', module: 'Calls', through: 'Who_Id' },
    { api_name: 'Notes', module: 'Notes', through: 'Parent_Id' },
  ],
};
