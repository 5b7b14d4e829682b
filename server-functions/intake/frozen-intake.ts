import * as z from 'zod';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';

/** What one intake works under, whatever people change meanwhile. */
export const frozenIntakeSchema = z.strictObject({
  /** Epoch milliseconds of our own clock when it began. */
  now: z.number(),
  /** Today where the org is; epoch day. */
  today: z.int(),
  /** As the CRM gave them; read back by who wrote them. */
  org: z.custom<OrgMetadata>((value) => typeof value === 'object' && value !== null),
  fields: z.record(
    z.string(),
    z.array(z.custom<FieldMetadata>((value) => typeof value === 'object' && value !== null)),
  ),
  contacts: z.strictObject({
    module: z.string(),
    account: z.string(),
    /** null = not mapped: everybody may have an address. */
    email: z.string().nullable(),
    /** null = the module does not say. */
    activity: z.string().nullable(),
  }),
  deals: z.strictObject({ module: z.string(), account: z.string(), contact: z.string().nullable() }),
  /** What was published when it began, and the pointer's revision; null = nothing. */
  standing: z.strictObject({ manifest: z.string(), revision: z.string() }).nullable(),
});
export type FrozenIntake = z.infer<typeof frozenIntakeSchema>;
