import { ANY_MODULE, field, options } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { SYSTEM_FIELDS } from './system-fields.ts';

export const NOTES: ModuleDefinition = {
  api_name: 'Notes',
  singular_label: 'Note',
  plural_label: 'Notes',
  number: 31,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: false,
  name_field: 'Note_Title',
  duplicate_check_fields: [],
  fields: [
    field('Note_Title', 'Note Title', 'text', { length: 120 }),
    field('Note_Content', 'Note Content', 'textarea', { system_mandatory: true }),
    field('Parent_Id', 'Parent ID', 'lookup', { lookup: ANY_MODULE, system_mandatory: true }),
    ...SYSTEM_FIELDS,
  ],
  related_lists: [],
};

/**
 * E-mails are no module of the API: they are read per record at `/{module}/{id}/Emails`. Stored with one contact and,
 * where known, the account, so that both records list them.
 */
export const EMAILS: ModuleDefinition = {
  api_name: 'Emails',
  singular_label: 'Email',
  plural_label: 'Emails',
  number: 32,
  generated_type: 'default',
  api_supported: false,
  bulk_supported: false,
  name_field: 'subject',
  duplicate_check_fields: [],
  fields: [
    field('subject', 'Subject', 'text', { length: 500 }),
    field('from_name', 'From Name', 'text'),
    field('from_email', 'From', 'email'),
    field('to_name', 'To Name', 'text'),
    field('to_email', 'To', 'email'),
    field('time', 'Time', 'datetime'),
    /** True: sent from the CRM; false: received. */
    field('sent', 'Sent', 'boolean'),
    field('status', 'Status', 'picklist', {
      options: options('sent', 'opened', 'clicked', 'bounced', 'replied', 'received'),
    }),
    field('content', 'Content', 'textarea'),
    field('Who_Id', 'Contact', 'lookup', { lookup: 'Contacts' }),
    field('What_Id', 'Account', 'lookup', { lookup: 'Accounts' }),
    ...SYSTEM_FIELDS,
  ],
  related_lists: [],
};
