import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import { engagementSettingsSchema } from '#core/techniques/engagement/settings.ts';
import { firmographicsSettingsSchema } from '#core/techniques/firmographics/settings.ts';
import { recommendationsSettingsSchema } from '#core/techniques/recommendations/settings.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';
import { voiceSettingsSchema } from '#core/techniques/voice/settings.ts';

export const CONFIGURATION_FORMAT = 'lodestar.config/1';

/**
 * SET-9, decision 17: the whole configuration as one strict, versioned document. `version` counts publishes in one org;
 * a technique that is null is not chosen. At least one is (checked by `parseConfiguration`, with cross-field rules).
 */
export const configurationSchema = z.strictObject({
  format: z.literal(CONFIGURATION_FORMAT),
  version: z.int().check(z.gte(1)),
  author: z.string().check(z.maxLength(200)),
  at: z.iso.datetime({ offset: true }),
  reason: z.string().check(z.maxLength(500)),
  mapping: mappingSchema,
  criteria: criteriaSchema,
  techniques: z.strictObject({
    rfm: z.nullable(rfmSettingsSchema),
    firmographics: z.nullable(firmographicsSettingsSchema),
    /** Absent in documents that are older than the technique: not chosen. */
    engagement: z.optional(z.nullable(engagementSettingsSchema)),
    recommendations: z.optional(z.nullable(recommendationsSettingsSchema)),
    voice: z.optional(z.nullable(voiceSettingsSchema)),
  }),
});
export type Configuration = z.infer<typeof configurationSchema>;
