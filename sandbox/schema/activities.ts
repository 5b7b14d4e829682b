import { ANY_MODULE, field, options, type FieldDefinition } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { SYSTEM_FIELDS } from './system-fields.ts';

/** An activity's contact, and the account or deal it is about. */
const ABOUT: readonly FieldDefinition[] = [
  field('Who_Id', 'Contact Name', 'lookup', { lookup: 'Contacts' }),
  field('What_Id', 'Related To', 'lookup', { lookup: ANY_MODULE }),
];

const ACTIVITY = {
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  duplicate_check_fields: [],
  related_lists: [],
} as const;

export const CALLS: ModuleDefinition = {
  ...ACTIVITY,
  api_name: 'Calls',
  singular_label: 'Call',
  plural_label: 'Calls',
  number: 21,
  name_field: 'Subject',
  fields: [
    field('Subject', 'Subject', 'text', { system_mandatory: true }),
    field('Call_Type', 'Call Type', 'picklist', {
      system_mandatory: true,
      options: options('Outbound', 'Inbound', 'Missed'),
    }),
    field('Call_Start_Time', 'Call Start Time', 'datetime', { system_mandatory: true }),
    field('Call_Duration', 'Call Duration', 'text', { length: 30 }),
    field('Call_Duration_in_seconds', 'Call Duration (in seconds)', 'integer', { read_only: true }),
    field('Call_Purpose', 'Call Purpose', 'picklist', {
      options: options('Prospecting', 'Administrative', 'Negotiation', 'Demo', 'Project', 'Desk'),
    }),
    field('Call_Result', 'Call Result', 'picklist', {
      options: options(
        'Interested',
        'Not interested',
        'No response/Busy',
        'Requested more info',
        'Requested call back',
        'Invalid number',
      ),
    }),
    field('Outgoing_Call_Status', 'Outgoing Call Status', 'picklist', {
      options: options('Scheduled', 'Completed', 'Overdue', 'Cancelled'),
    }),
    field('Call_Agenda', 'Call Agenda', 'text'),
    field('Description', 'Description', 'textarea'),
    ...ABOUT,
    ...SYSTEM_FIELDS,
  ],
};

export const EVENTS: ModuleDefinition = {
  ...ACTIVITY,
  api_name: 'Events',
  singular_label: 'Meeting',
  plural_label: 'Meetings',
  number: 22,
  name_field: 'Event_Title',
  fields: [
    field('Event_Title', 'Title', 'text', { system_mandatory: true }),
    field('Start_DateTime', 'From', 'datetime', { system_mandatory: true }),
    field('End_DateTime', 'To', 'datetime', { system_mandatory: true }),
    field('All_day', 'All day', 'boolean'),
    field('Venue', 'Location', 'text'),
    field('Check_In_Status', 'Check-In Status', 'text', { length: 20 }),
    field('Description', 'Description', 'textarea'),
    ...ABOUT,
    ...SYSTEM_FIELDS,
  ],
};

export const TASKS: ModuleDefinition = {
  ...ACTIVITY,
  api_name: 'Tasks',
  singular_label: 'Task',
  plural_label: 'Tasks',
  number: 23,
  name_field: 'Subject',
  fields: [
    field('Subject', 'Subject', 'text', { system_mandatory: true }),
    field('Due_Date', 'Due Date', 'date'),
    field('Status', 'Status', 'picklist', {
      options: options('Not Started', 'Deferred', 'In Progress', 'Completed', 'Waiting for input'),
    }),
    field('Priority', 'Priority', 'picklist', {
      options: options('High', 'Highest', 'Low', 'Lowest', 'Normal'),
    }),
    field('Closed_Time', 'Closed Time', 'datetime', { read_only: true }),
    field('Description', 'Description', 'textarea'),
    ...ABOUT,
    ...SYSTEM_FIELDS,
  ],
};
