import { field, options } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { CURRENCY_FIELDS, SYSTEM_FIELDS } from './system-fields.ts';

export const CAMPAIGNS: ModuleDefinition = {
  api_name: 'Campaigns',
  singular_label: 'Campaign',
  plural_label: 'Campaigns',
  number: 41,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Campaign_Name',
  duplicate_check_fields: ['Campaign_Name'],
  fields: [
    field('Campaign_Name', 'Campaign Name', 'text', { length: 200, system_mandatory: true }),
    field('Type', 'Type', 'picklist', {
      options: options(
        'Conference',
        'Webinar',
        'Trade Show',
        'Public Relations',
        'Partners',
        'Referral Program',
        'Advertisement',
        'Banner Ads',
        'Direct mail',
        'Email',
        'Telemarketing',
        'Others',
      ),
    }),
    field('Status', 'Status', 'picklist', {
      options: options('Planning', 'Active', 'Inactive', 'Complete'),
    }),
    field('Start_Date', 'Start Date', 'date'),
    field('End_Date', 'End Date', 'date'),
    field('Expected_Revenue', 'Expected Revenue', 'currency'),
    field('Budgeted_Cost', 'Budgeted Cost', 'currency'),
    field('Actual_Cost', 'Actual Cost', 'currency'),
    field('Num_sent', 'Num sent', 'bigint'),
    field('Expected_Response', 'Expected Response', 'bigint'),
    field('Description', 'Description', 'textarea'),
    ...CURRENCY_FIELDS,
    ...SYSTEM_FIELDS,
  ],
  related_lists: [
    {
      api_name: 'Contacts',
      module: 'Campaign_Members',
      through: 'Campaign',
      target: { module: 'Contacts', field: 'Contact' },
    },
    { api_name: 'Deals', module: 'Deals', through: 'Campaign_Source' },
    { api_name: 'Notes', module: 'Notes', through: 'Parent_Id' },
  ],
};

/** Links contacts and campaigns; seen only through the two related lists. */
export const CAMPAIGN_MEMBERS: ModuleDefinition = {
  api_name: 'Campaign_Members',
  singular_label: 'Campaign Member',
  plural_label: 'Campaign Members',
  number: 42,
  generated_type: 'linking',
  api_supported: false,
  bulk_supported: false,
  name_field: 'Contact',
  duplicate_check_fields: [],
  fields: [
    field('Campaign', 'Campaign', 'lookup', { lookup: 'Campaigns', system_mandatory: true }),
    field('Contact', 'Contact', 'lookup', { lookup: 'Contacts', system_mandatory: true }),
    field('Member_Status', 'Member Status', 'picklist', {
      options: options('Planned', 'Invited', 'Sent', 'Received', 'Opened', 'Responded', 'Bounced', 'Opted Out'),
    }),
    field('Created_Time', 'Created Time', 'datetime', { read_only: true }),
    field('Modified_Time', 'Modified Time', 'datetime', { read_only: true }),
  ],
  related_lists: [],
};
