import * as z from 'zod';

/**
 * What Zoho sends, read tolerantly: unknown keys are dropped, optional ones default, and only what the product cannot work
 * without is required. Names are the vendor's; nothing outside this folder sees them.
 */
const flag = z.boolean().catch(false);
const words = z.string().nullish().catch(null);
/** Ids come as text; a number would already have lost digits. */
const id = z.string();

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  api_domain: z.string().optional().catch(undefined),
  /** Seconds. */
  expires_in: z.number().positive().catch(3_600),
});

export const errorAnswer = z.object({
  code: z.string(),
  message: z.string().catch(''),
  details: z.record(z.string(), z.unknown()).catch({}),
});

/** null = not as documented: then nothing is concluded from it. */
const license = z
  .object({
    paid: z.boolean(),
    paid_type: z
      .string()
      .nullish()
      .transform((type) => type ?? null),
    users_license_purchased: z
      .number()
      .nullish()
      .transform((users) => users ?? null),
    trial_type: z
      .string()
      .nullish()
      .transform((type) => type ?? null),
  })
  .nullable()
  .catch(null);

export const orgAnswer = z.object({
  org: z
    .array(
      z.object({
        id,
        zgid: words,
        company_name: words,
        iso_code: z.string(),
        mc_status: flag,
        time_zone: z.string(),
        license_details: license,
      }),
    )
    .min(1),
});

export const currenciesAnswer = z.object({
  currencies: z.array(
    z.object({
      iso_code: z.string(),
      is_base: flag,
      is_active: z.boolean().catch(true),
      exchange_rate: z.union([z.string(), z.number()]).transform(String).catch('1'),
      format: z
        .object({ decimal_places: z.coerce.number().int().min(0).max(9) })
        .partial()
        .catch({}),
    }),
  ),
});

export const modulesAnswer = z.object({
  modules: z.array(
    z.object({
      api_name: z.string(),
      singular_label: words,
      plural_label: words,
      generated_type: words,
      api_supported: z.boolean().catch(true),
      viewable: flag,
      editable: flag,
    }),
  ),
});

const moduleName = z.union([z.string(), z.object({ api_name: z.string() }).transform((module) => module.api_name)]);

export const fieldsAnswer = z.object({
  fields: z.array(
    z.object({
      id: words,
      api_name: z.string(),
      field_label: words,
      data_type: z.string(),
      custom_field: flag,
      system_mandatory: flag,
      read_only: flag,
      field_read_only: flag,
      lookup: z.object({ module: moduleName.nullish() }).partial().nullish().catch(null),
      subform: z.object({ module: moduleName.nullish() }).partial().nullish().catch(null),
      associated_module: z.object({ module: moduleName.nullish() }).partial().nullish().catch(null),
      profiles: z.array(z.object({ id, permission_type: z.string() })).catch([]),
      pick_list_values: z
        .array(
          z.object({
            id: words,
            actual_value: words,
            display_value: words,
            colour_code: words,
            forecast_type: words,
          }),
        )
        .catch([]),
    }),
  ),
});
export type ZohoField = z.infer<typeof fieldsAnswer>['fields'][number];

export const usersAnswer = z.object({
  users: z
    .array(
      z.object({
        id,
        full_name: words,
        email: words,
        language: words,
        locale: words,
        time_zone: words,
        status: words,
        profile: z.object({ id }),
      }),
    )
    .min(1),
});

export const profilesAnswer = z.object({
  profiles: z
    .array(
      z.object({
        id,
        name: z.string().catch(''),
        type: words,
        custom: z.boolean().optional().catch(undefined),
        permissions_details: z.array(z.object({ name: z.string(), enabled: flag })).catch([]),
      }),
    )
    .min(1),
});

const rowAnswer = z.object({
  code: z.string(),
  status: z.string().catch(''),
  message: z.string().catch(''),
  details: z.record(z.string(), z.unknown()).catch({}),
});
export type ZohoRow = z.infer<typeof rowAnswer>;
/** One entry per row, in input order: 200, 207 and, where every row fails, 400. */
export const rowsAnswer = z.object({ data: z.array(rowAnswer) });
export const fieldRowsAnswer = z.object({ fields: z.array(rowAnswer) });

export const recordsAnswer = z.object({
  data: z.array(z.looseObject({ id })),
  info: z.object({ more_records: flag }).catch({ more_records: false }),
});

export const bulkJobCreated = z.object({ data: z.array(z.object({ details: z.object({ id }) })).min(1) });

export const bulkReadJob = z.object({
  data: z
    .array(
      z.object({
        state: z.string(),
        result: z
          .object({ count: z.number().catch(0), more_records: flag, download_url: words })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
});

export const uploadAnswer = z.object({ details: z.object({ file_id: id }) });
export const bulkWriteCreated = z.object({ details: z.object({ id }) });
export const bulkWriteJob = z.object({
  status: z.string(),
  result: z.object({ download_url: words }).nullish().catch(null),
  resource: z
    .array(
      z.object({
        /** Why the whole file was refused. */
        code: words.optional().catch(undefined),
        file: z
          .object({
            added_count: z.number().catch(0),
            updated_count: z.number().catch(0),
            skipped_count: z.number().catch(0),
            total_count: z.number().catch(0),
          })
          .partial()
          .nullish()
          .catch(null),
      }),
    )
    .catch([]),
});
