import { field } from './field-definition.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { SYSTEM_FIELDS } from './system-fields.ts';

/**
 * The extension's own module: one record says what the published labels rest on (core/labels/published-basis.ts). In Zoho it
 * comes with the extension, made in the developer console; an org of the sandbox has the extension from its first day.
 */
export const ABM_BASIS: ModuleDefinition = {
  api_name: 'ABM_Basis',
  singular_label: 'ABM Basis',
  plural_label: 'ABM Bases',
  number: 51,
  generated_type: 'custom',
  api_supported: true,
  bulk_supported: true,
  name_field: 'Name',
  duplicate_check_fields: ['Name'],
  fields: [
    field('Name', 'Name', 'text', { length: 120, system_mandatory: true, unique: true }),
    field('Basis', 'Basis', 'textarea'),
    field('Money_Basis', 'Money Basis', 'textarea'),
    ...SYSTEM_FIELDS,
  ],
  related_lists: [],
};
