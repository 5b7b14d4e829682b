import * as z from 'zod/mini';
import type { CrmProfile, CrmUser } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { toFieldType, toStageType } from '#core/crm/zoho-field-types.ts';

/** What the panel reads of Zoho's answers; unknown keys are dropped, words may be missing. */
const words = z.catch(z.nullish(z.string()), null);
const flag = z.catch(z.boolean(), false);

const userSchema = z.object({
  id: z.string(),
  full_name: words,
  email: words,
  language: words,
  locale: words,
  time_zone: words,
  profile: z.object({ id: z.string() }),
});
/** Flat or wrapped, by SDK version. */
export const usersSchema = z.union([z.object({ users: z.array(userSchema).check(z.minLength(1)) }), userSchema]);

/** Words that the CRM leaves out are English and UTC. */
export function toUser(answer: z.infer<typeof usersSchema>): CrmUser | null {
  const user = 'users' in answer ? answer.users[0] : answer;
  if (user === undefined) return null;
  return {
    id: user.id,
    name: user.full_name ?? '',
    email: user.email ?? '',
    profileId: user.profile.id,
    language: user.language ?? 'en_US',
    locale: user.locale ?? 'en_US',
    timeZone: user.time_zone ?? 'UTC',
  };
}

const profileSchema = z.object({
  id: z.string(),
  name: z.catch(z.string(), ''),
  custom: z.optional(z.boolean()),
  permissions_details: z.catch(z.array(z.object({ name: z.string(), enabled: flag })), []),
});
export const profilesSchema = z.object({ profiles: z.array(profileSchema).check(z.minLength(1)) });

/** null = the answer holds another profile. An administrator is told by the shipped profile's name and its right to customise: a name alone proves nothing. */
export function toProfile(answer: z.infer<typeof profilesSchema>, id: string): CrmProfile | null {
  const profile = answer.profiles.find((candidate) => candidate.id === id);
  if (profile === undefined) return null;
  const granted = new Set(profile.permissions_details.filter(({ enabled }) => enabled).map(({ name }) => name));
  const administrator =
    profile.custom === false && profile.name === 'Administrator' && granted.has('Crm_Implied_Customize_Zoho_CRM');
  return { id: profile.id, name: profile.name, administrator, granted };
}

export const fieldsSchema = z.object({
  fields: z.array(
    z.object({
      api_name: z.string(),
      field_label: words,
      data_type: z.string(),
      custom_field: flag,
      pick_list_values: z.catch(
        z.array(
          z.object({ id: words, actual_value: words, display_value: words, colour_code: words, forecast_type: words }),
        ),
        [],
      ),
    }),
  ),
});

/** What the panel asks of fields. Whether one is mandatory, read-only or a lookup it never asks: these stand at their blanks. */
export function toFields(answer: z.infer<typeof fieldsSchema>): FieldMetadata[] {
  return answer.fields.map((field) => ({
    apiName: field.api_name,
    label: field.field_label ?? field.api_name,
    type: toFieldType(field.data_type),
    custom: field.custom_field,
    mandatory: false,
    readOnly: false,
    lookupModule: null,
    subformModule: null,
    options: field.pick_list_values.flatMap((option) => {
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
    }),
  }));
}

export const recordsSchema = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  info: z.catch(z.object({ more_records: flag }), { more_records: false }),
});
