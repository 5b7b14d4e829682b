import { LEAD_SOURCES } from './contacts.ts';
import { field, options, stage } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { CURRENCY_FIELDS, SYSTEM_FIELDS } from './system-fields.ts';

export const DEALS: ModuleDefinition = {
  api_name: 'Deals',
  singular_label: 'Deal',
  plural_label: 'Deals',
  number: 14,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Deal_Name',
  duplicate_check_fields: ['Deal_Name'],
  fields: [
    field('Deal_Name', 'Deal Name', 'text', { length: 120, system_mandatory: true }),
    field('Account_Name', 'Account Name', 'lookup', { lookup: 'Accounts' }),
    field('Contact_Name', 'Contact Name', 'lookup', { lookup: 'Contacts' }),
    field('Stage', 'Stage', 'picklist', {
      system_mandatory: true,
      options: [
        stage('Qualification', 'Open', 10, '#B8D8F8'),
        stage('Needs Analysis', 'Open', 20, '#9CC8F2'),
        stage('Value Proposition', 'Open', 40, '#7FB5EA'),
        stage('Identify Decision Makers', 'Open', 60, '#5F9FDF'),
        stage('Proposal/Price Quote', 'Open', 75, '#3F86D0'),
        stage('Negotiation/Review', 'Open', 90, '#2A6CB8'),
        stage('Closed Won', 'Closed Won', 100, '#25B52A'),
        stage('Closed Lost', 'Closed Lost', 0, '#EB4D4D'),
        stage('Closed-Lost to Competition', 'Closed Lost', 0, '#C93030'),
      ],
    }),
    field('Amount', 'Amount', 'currency'),
    field('Closing_Date', 'Closing Date', 'date', { system_mandatory: true }),
    field('Probability', 'Probability (%)', 'integer', { length: 3 }),
    field('Expected_Revenue', 'Expected Revenue', 'currency', { read_only: true }),
    field('Type', 'Type', 'picklist', { options: options('Existing Business', 'New Business') }),
    field('Lead_Source', 'Lead Source', 'picklist', { options: LEAD_SOURCES }),
    field('Campaign_Source', 'Campaign Source', 'lookup', { lookup: 'Campaigns' }),
    field('Next_Step', 'Next Step', 'text', { length: 100 }),
    field('Reason_For_Loss__s', 'Reason For Loss', 'picklist', {
      options: options(
        'Expectation Mismatch',
        'Price',
        'Unqualified Customer',
        'Lack of response',
        'Missed Follow Ups',
        'Wrong Target',
        'Competition',
        'Future Interest',
        'Other',
      ),
    }),
    field('Sales_Cycle_Duration', 'Sales Cycle Duration', 'integer', { read_only: true }),
    field('Product_Details', 'Product Details', 'subform', { subform: 'Deal_Line_Items' }),
    field('Description', 'Description', 'textarea'),
    field('Last_Activity_Time', 'Last Activity Time', 'datetime', { read_only: true }),
    ...CURRENCY_FIELDS,
    ...SYSTEM_FIELDS,
  ],
  related_lists: [
    {
      api_name: 'Products',
      module: 'Deal_Line_Items',
      through: 'Parent_Id',
      target: { module: 'Products', field: 'Product_Name' },
    },
    { api_name: 'Calls', module: 'Calls', through: 'What_Id' },
    { api_name: 'Events', module: 'Events', through: 'What_Id' },
    { api_name: 'Tasks', module: 'Tasks', through: 'What_Id' },
    { api_name: 'Notes', module: 'Notes', through: 'Parent_Id' },
  ],
};

/** Rows of the subform `Product_Details`. Whether bulk read takes this module is a named switch. */
export const DEAL_LINE_ITEMS: ModuleDefinition = {
  api_name: 'Deal_Line_Items',
  singular_label: 'Deal Line Item',
  plural_label: 'Deal Line Items',
  number: 15,
  generated_type: 'subform',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Product_Name',
  duplicate_check_fields: [],
  fields: [
    field('Parent_Id', 'Parent ID', 'lookup', { lookup: 'Deals', system_mandatory: true }),
    field('Product_Name', 'Product Name', 'lookup', { lookup: 'Products', system_mandatory: true }),
    field('Quantity', 'Quantity', 'double'),
    field('List_Price', 'List Price', 'currency'),
    field('Discount', 'Discount', 'currency'),
    field('Total', 'Total', 'currency'),
    field('Description', 'Description', 'textarea'),
    field('Created_Time', 'Created Time', 'datetime', { read_only: true }),
    field('Modified_Time', 'Modified Time', 'datetime', { read_only: true }),
  ],
  related_lists: [],
};
