import type { ChoiceOption, FieldMetadata, FieldType, StageType } from '#core/crm/metadata.ts';
import type { ZohoField } from './zoho-answers.ts';

/** Zoho's data types in domain words. A type that is not listed is `other`: visible, and used by nothing. */
const TYPES: ReadonlyMap<string, FieldType> = new Map([
  ['text', 'text'],
  ['autonumber', 'text'],
  ['textarea', 'longText'],
  ['picklist', 'choice'],
  ['multiselectpicklist', 'choices'],
  ['integer', 'integer'],
  ['bigint', 'integer'],
  ['double', 'decimal'],
  ['decimal', 'decimal'],
  ['currency', 'money'],
  ['percent', 'percent'],
  ['date', 'date'],
  ['datetime', 'instant'],
  ['boolean', 'boolean'],
  ['lookup', 'lookup'],
  ['multiselectlookup', 'lookups'],
  ['ownerlookup', 'user'],
  ['userlookup', 'user'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['website', 'website'],
  ['subform', 'subform'],
]);

const STAGE_TYPES: ReadonlyMap<string, StageType> = new Map([
  ['Open', 'open'],
  ['Closed Won', 'won'],
  ['Closed Lost', 'lost'],
]);

/** The reverse, for field creation. */
export const ZOHO_TYPES = {
  choice: 'picklist',
  integer: 'integer',
  instant: 'datetime',
  longText: 'textarea',
  date: 'date',
} as const;

export function toFieldMetadata(field: ZohoField): FieldMetadata {
  return {
    apiName: field.api_name,
    label: field.field_label ?? field.api_name,
    type: TYPES.get(field.data_type) ?? 'other',
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
      stageType: STAGE_TYPES.get(option.forecast_type ?? '') ?? null,
    },
  ];
}
