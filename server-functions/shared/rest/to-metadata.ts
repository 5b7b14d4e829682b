import type { ChoiceOption, FieldMetadata } from '#core/crm/metadata.ts';
import { toFieldType, toStageType } from '#core/crm/zoho-field-types.ts';
import type { ZohoField } from './zoho-answers.ts';

/** The reverse, for field creation. */
export const ZOHO_TYPES = {
  choice: 'picklist',
  integer: 'integer',
  instant: 'datetime',
  longText: 'textarea',
  date: 'date',
} as const;

/** A field in the core's words; types that core does not know become its `other`. */
export function toFieldMetadata(field: ZohoField): FieldMetadata {
  return {
    apiName: field.api_name,
    label: field.field_label ?? field.api_name,
    type: toFieldType(field.data_type),
    custom: field.custom_field,
    mandatory: field.system_mandatory,
    readOnly: field.read_only || field.field_read_only,
    lookupModule: field.lookup?.module ?? null,
    subformModule: field.subform?.module ?? field.associated_module?.module ?? null,
    options: field.pick_list_values.flatMap(toOption),
  };
}

function toOption(option: ZohoField['pick_list_values'][number]): ChoiceOption[] {
  const actual = option.actual_value ?? option.display_value;
  if (actual === null || actual === undefined) return [];
  return [
    {
      id: option.id ?? null,
      actual,
      display: option.display_value ?? actual,
      colour: option.colour_code ?? null,
      stageType: toStageType(option.forecast_type),
    },
  ];
}
