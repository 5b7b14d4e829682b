import type { NewField } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseAnswer, type RestSender } from './send-rest.ts';
import { toCrmError } from './to-crm-error.ts';
import { ZOHO_TYPES } from './to-metadata.ts';
import { fieldRowsAnswer, type ZohoField } from './zoho-answers.ts';

/** Zoho CRM API v8: fields created by one call. */
export const MAX_FIELDS_PER_CALL = 5;
/** Digits of our integer fields; scores have one. */
const INTEGER_LENGTH = 9;

/**
 * Creates what is missing and completes the options of choice fields that exist (TEC-4). An option that left the
 * configuration stays, since records may hold it; colours of existing options stay as the org set them.
 */
export async function createMissingFields(
  rest: RestSender,
  module: string,
  wanted: readonly NewField[],
  present: readonly ZohoField[],
): Promise<void> {
  const byName = new Map(present.map((field) => [field.api_name, field] as const));
  const missing = wanted.filter((field) => !byName.has(field.apiName));
  for (let first = 0; first < missing.length; first += MAX_FIELDS_PER_CALL) {
    await createCall(rest, module, missing.slice(first, first + MAX_FIELDS_PER_CALL));
  }
  for (const field of wanted) {
    const existing = byName.get(field.apiName);
    if (existing !== undefined) await completeOptions(rest, module, field, existing);
  }
}

/**
 * Zoho documents a new field's label and derives the api name from it; whether a sent api name is taken is not established.
 * A field that came back under another name would be written to by nobody, so it is said, with what to do. Throws `CrmError`
 * `invalidField` with code `fieldNamedOtherwise`.
 */
export function checkNames(
  module: string,
  wanted: readonly NewField[],
  before: readonly ZohoField[],
  after: readonly ZohoField[],
): void {
  const names = new Set(after.map((field) => field.api_name));
  const known = new Set(before.map((field) => field.api_name));
  for (const { apiName, label } of wanted) {
    if (names.has(apiName)) continue;
    const given = after.find((field) => field.field_label === label && !known.has(field.api_name))?.api_name ?? null;
    throw new CrmError('invalidField', `the CRM named the field ${apiName} otherwise`, {
      code: 'fieldNamedOtherwise',
      module,
      wanted: apiName,
      given,
    });
  }
}

async function createCall(rest: RestSender, module: string, fields: readonly NewField[]): Promise<void> {
  const path = '/crm/v8/settings/fields';
  const answer = await rest.send({
    method: 'POST',
    path,
    query: { module },
    accept: [400],
    json: { fields: fields.map(toZohoField) },
  });
  const parsed = fieldRowsAnswer.safeParse(answer.body);
  if (!parsed.success) {
    if (answer.status === 400) throw toCrmError(answer.status, answer.body);
    parseAnswer(fieldRowsAnswer, answer.body, path);
    return;
  }
  // A repeated creation (the first answer was lost) is told by its code and is no failure.
  const refused = parsed.data.fields.find(
    (row) => row.status !== 'success' && row.code !== 'SUCCESS' && row.code !== 'DUPLICATE_DATA',
  );
  if (refused !== undefined) {
    throw new CrmError('invalidField', `the CRM did not create a field: ${refused.code}`, {
      code: refused.code,
      module,
    });
  }
}

async function completeOptions(rest: RestSender, module: string, wanted: NewField, existing: ZohoField): Promise<void> {
  if (existing.data_type !== ZOHO_TYPES[wanted.type]) {
    throw new CrmError('invalidField', `the field ${wanted.apiName} exists with another type`, {
      apiName: wanted.apiName,
      type: existing.data_type,
    });
  }
  const known = new Set(existing.pick_list_values.map((option) => option.actual_value ?? option.display_value));
  const added = wanted.options.filter((option) => !known.has(option.value));
  if (added.length === 0 || existing.id === null || existing.id === undefined) return;
  const kept = existing.pick_list_values.map((option) => ({
    ...(option.id === null || option.id === undefined ? {} : { id: option.id }),
    actual_value: option.actual_value,
    display_value: option.display_value,
    colour_code: option.colour_code,
  }));
  await rest.send({
    method: 'PATCH',
    path: `/crm/v8/settings/fields/${existing.id}`,
    query: { module },
    json: { fields: [{ pick_list_values: [...kept, ...added.map(toOption)] }] },
  });
}

function toZohoField(field: NewField): Record<string, unknown> {
  return {
    api_name: field.apiName,
    field_label: field.label,
    data_type: ZOHO_TYPES[field.type],
    ...(field.type === 'choice' ? { pick_list_values: field.options.map(toOption), enable_colour_code: true } : {}),
    ...(field.type === 'integer' ? { length: INTEGER_LENGTH } : {}),
    ...(field.type === 'longText' ? { textarea: { type: 'large' } } : {}),
  };
}

function toOption(option: NewField['options'][number]): Record<string, string> {
  return { actual_value: option.value, display_value: option.value, colour_code: option.colour };
}
