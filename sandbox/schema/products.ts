import { field, options } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { CURRENCY_FIELDS, SYSTEM_FIELDS } from './system-fields.ts';

export const PRODUCTS: ModuleDefinition = {
  api_name: 'Products',
  singular_label: 'Product',
  plural_label: 'Products',
  number: 13,
  generated_type: 'default',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Product_Name',
  duplicate_check_fields: ['Product_Code'],
  fields: [
    field('Product_Name', 'Product Name', 'text', { length: 200, system_mandatory: true }),
    field('Product_Code', 'Product Code', 'text', { length: 40 }),
    field('Product_Active', 'Product Active', 'boolean'),
    field('Product_Category', 'Product Category', 'picklist', {
      options: options('Hardware', 'Software', 'CRM Applications'),
    }),
    field('Manufacturer', 'Manufacturer', 'picklist'),
    field('Unit_Price', 'Unit Price', 'currency'),
    field('Commission_Rate', 'Commission Rate', 'currency'),
    field('Usage_Unit', 'Usage Unit', 'picklist', {
      options: options(
        'Box',
        'Carton',
        'Dozen',
        'Each',
        'Hours',
        'Lb',
        'M',
        'Pack',
        'Pages',
        'Pieces',
        'Quantity',
        'Reams',
        'Sheet',
        'Spiral Binder',
        'Sq Ft',
      ),
    }),
    field('Qty_in_Stock', 'Quantity in Stock', 'double'),
    field('Taxable', 'Taxable', 'boolean'),
    field('Sales_Start_Date', 'Sales Start Date', 'date'),
    field('Sales_End_Date', 'Sales End Date', 'date'),
    field('Support_Start_Date', 'Support Start Date', 'date'),
    field('Support_Expiry_Date', 'Support Expiry Date', 'date'),
    field('Description', 'Description', 'textarea'),
    ...CURRENCY_FIELDS,
    ...SYSTEM_FIELDS,
  ],
  related_lists: [
    {
      api_name: 'Deals',
      module: 'Deal_Line_Items',
      through: 'Product_Name',
      target: { module: 'Deals', field: 'Parent_Id' },
    },
    { api_name: 'Notes', module: 'Notes', through: 'Parent_Id' },
  ],
};
