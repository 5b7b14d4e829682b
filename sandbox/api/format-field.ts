import { ANY_MODULE, type ZohoDataType } from '../schema/field-definition.ts';
import type { OrgStore } from '../store/org-store.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import { profileFieldRight, type Access } from './access.ts';
import { profileId } from './routes/profile-routes.ts';
import type { JsonObject } from './zoho-error.ts';

const JSON_TYPES: Partial<Record<ZohoDataType, string>> = {
  integer: 'integer',
  bigint: 'string',
  double: 'double',
  currency: 'double',
  percent: 'double',
  boolean: 'boolean',
  lookup: 'jsonobject',
  ownerlookup: 'jsonobject',
  userlookup: 'jsonobject',
  subform: 'jsonarray',
  multiselectpicklist: 'jsonarray',
};

/** A field as `/settings/fields` shows it to one user. */
export function formatField(store: OrgStore, module: StoredModule, field: StoredField, access: Access): JsonObject {
  const right = access.fieldRight(module.api_name, field.api_name);
  const readOnly = field.read_only || right === 'read_only';
  return {
    id: field.id,
    api_name: field.api_name,
    field_label: field.field_label,
    display_label: field.field_label,
    data_type: field.data_type,
    json_type: JSON_TYPES[field.data_type] ?? 'string',
    length: field.length,
    decimal_place: field.decimal_place,
    custom_field: field.custom_field,
    created_source: field.custom_field ? 'custom' : 'default',
    system_mandatory: field.system_mandatory,
    read_only: readOnly,
    field_read_only: field.read_only,
    visible: true,
    searchable: true,
    sortable: field.data_type !== 'textarea' && field.data_type !== 'subform',
    filterable: field.data_type !== 'textarea' && field.data_type !== 'subform',
    unique: field.unique ? { case_sensitive: false } : {},
    view_type: { view: true, edit: !readOnly, create: !readOnly, quick_create: false },
    operation_type: { web_create: !readOnly, web_update: !readOnly, api_create: !readOnly, api_update: !readOnly },
    enable_colour_code: field.options.some((option) => option.colour_code !== null),
    pick_list_values: formatOptions(store, field),
    lookup: formatLookup(store, field),
    subform:
      field.subform === null ? null : { module: field.subform, id: store.modules.get(field.subform)?.id ?? null },
    profiles: store.org.profiles.map((profile, index) => ({
      id: profileId(store.org, index),
      name: profile.name,
      permission_type: profileFieldRight(profile, module.api_name, field.api_name),
    })),
  };
}

function formatLookup(store: OrgStore, field: StoredField): JsonObject {
  if (field.lookup === null) return {};
  const module = store.modules.get(field.lookup);
  return {
    id: field.id,
    api_name: field.api_name,
    display_label: module?.plural_label ?? field.field_label,
    module: { api_name: field.lookup === ANY_MODULE ? 'se_module' : field.lookup, id: module?.id ?? null },
  };
}

function formatOptions(store: OrgStore, field: StoredField): readonly JsonObject[] {
  // The currency list is the org's own and has no stored options.
  if (field.api_name === 'Currency') {
    return store.org.currencies.map(({ iso_code }) => ({
      display_value: iso_code,
      actual_value: iso_code,
      type: 'used',
    }));
  }
  return field.options.map((option, index) => ({
    id: option.id,
    display_value: option.display_value,
    actual_value: option.actual_value,
    reference_value: option.actual_value,
    sequence_number: index + 1,
    colour_code: option.colour_code,
    type: 'used',
    ...(option.forecast_type === undefined ? {} : { forecast_type: option.forecast_type }),
    ...(option.probability === undefined ? {} : { probability: option.probability }),
  }));
}
