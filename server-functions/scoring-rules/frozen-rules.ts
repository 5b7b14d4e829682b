import * as z from 'zod';
import { configurationSchema } from '#core/configuration/configuration.ts';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import { scoringRulesSchema } from '#core/scoring-rules/scoring-rules.ts';

/** What one run of the rules works under, whatever people change meanwhile. */
export const frozenRulesSchema = z.strictObject({
  /** Epoch milliseconds of our own clock when it began. */
  now: z.number(),
  /** Today where the org is; epoch day. */
  today: z.int(),
  rules: z.custom<z.infer<typeof scoringRulesSchema>>((value) => scoringRulesSchema.safeParse(value).success),
  configuration: z.custom<z.infer<typeof configurationSchema>>((value) => configurationSchema.safeParse(value).success),
  /** As the CRM gave them; read back by who wrote them. */
  org: z.custom<OrgMetadata>((value) => typeof value === 'object' && value !== null),
  fields: z.record(
    z.string(),
    z.array(z.custom<FieldMetadata>((value) => typeof value === 'object' && value !== null)),
  ),
  /** Of a run of changes: from when they are asked for; epoch milliseconds. */
  since: z.number(),
  /** What was published when it began, and the pointer's revision; null = nothing. */
  standing: z.strictObject({ manifest: z.string(), revision: z.string() }).nullable(),
});
export type FrozenRules = z.infer<typeof frozenRulesSchema>;
