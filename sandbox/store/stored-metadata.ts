import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import { EDITIONS, type OrgDefinition } from '../orgs/org-definition.ts';
import {
  FORECAST_TYPES,
  ZOHO_DATA_TYPES,
  type FieldDefinition,
  type OptionDefinition,
} from '../schema/field-definition.ts';
import type { ModuleDefinition } from '../schema/module-definition.ts';

export interface StoredOption extends OptionDefinition {
  readonly id: string;
}

/** A field as the org holds it. */
export interface StoredField extends FieldDefinition {
  readonly id: string;
  readonly options: readonly StoredOption[];
}

export interface StoredModule extends ModuleDefinition {
  readonly id: string;
  readonly fields: readonly StoredField[];
}

const optionSchema = z.strictObject({
  id: z.string(),
  actual_value: z.string(),
  display_value: z.string(),
  colour_code: z.string().nullable(),
  forecast_type: z.enum(FORECAST_TYPES).optional(),
  probability: z.number().optional(),
});

const fieldSchema = z.strictObject({
  id: z.string(),
  api_name: z.string(),
  field_label: z.string(),
  data_type: z.enum(ZOHO_DATA_TYPES),
  length: z.number(),
  custom_field: z.boolean(),
  system_mandatory: z.boolean(),
  read_only: z.boolean(),
  unique: z.boolean(),
  decimal_place: z.number().nullable(),
  lookup: z.string().nullable(),
  subform: z.string().nullable(),
  options: z.array(optionSchema),
});

const moduleSchema = z.strictObject({
  id: z.string(),
  api_name: z.string(),
  singular_label: z.string(),
  plural_label: z.string(),
  number: z.number(),
  generated_type: z.enum(['default', 'custom', 'subform', 'linking']),
  api_supported: z.boolean(),
  bulk_supported: z.boolean(),
  name_field: z.string(),
  duplicate_check_fields: z.array(z.string()),
  fields: z.array(fieldSchema),
  related_lists: z.array(
    z.strictObject({
      api_name: z.string(),
      module: z.string(),
      through: z.string(),
      target: z.strictObject({ module: z.string(), field: z.string() }).optional(),
    }),
  ),
});

/** An org definition, wherever it comes from. */
export const orgSchema = z.strictObject({
  dc: z.enum(DATA_CENTRES),
  orgId: z.string(),
  idPrefix: z.string().regex(/^[1-8]\d{6}$/),
  companyName: z.string(),
  countryCode: z.string(),
  primaryEmail: z.string(),
  timeZone: z.string(),
  currencyLocale: z.string(),
  edition: z.enum(EDITIONS),
  paidUsers: z.number(),
  currencies: z.array(
    z.strictObject({
      iso_code: z.string(),
      name: z.string(),
      symbol: z.string(),
      is_base: z.boolean(),
      is_active: z.boolean(),
      exchange_rate: z.string(),
      decimal_places: z.number(),
    }),
  ),
  nativeAbm: z.boolean(),
  profiles: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      custom: z.boolean(),
      administrator: z.boolean(),
      denied: z.array(z.string()),
      fields: z.record(z.string(), z.record(z.string(), z.enum(['read_write', 'read_only', 'hidden']))),
    }),
  ),
  users: z.array(
    z.strictObject({
      key: z.string(),
      first_name: z.string(),
      last_name: z.string(),
      email: z.string(),
      profile: z.string(),
      role: z.string(),
      language: z.string(),
      locale: z.string(),
      time_zone: z.string(),
    }),
  ),
});

/** Reads a module back from the database; throws on anything this version did not write. */
export function parseStoredModule(text: string): StoredModule {
  return moduleSchema.parse(JSON.parse(text));
}

/** Reads the org back from the database. */
export function parseStoredOrg(text: string): OrgDefinition {
  return orgSchema.parse(JSON.parse(text));
}
