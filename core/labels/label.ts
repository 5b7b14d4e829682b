import * as z from 'zod/mini';

export const TECHNIQUES = ['rfm', 'firmographics', 'engagement', 'recommendations', 'voice'] as const;
export type TechniqueId = (typeof TECHNIQUES)[number];

/** Decision 14. The id never changes; names may, and differ by language. `optionId` is the CRM picklist option once it exists. */
export const labelSchema = z.strictObject({
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  names: z.strictObject({
    en: z.string().check(z.minLength(1), z.maxLength(60)),
    es: z.string().check(z.minLength(1), z.maxLength(60)),
  }),
  colour: z.string().check(z.regex(/^#[0-9A-F]{6}$/)),
  optionId: z.nullable(z.string()),
});
export type Label = z.infer<typeof labelSchema>;

/** "No label" is explicit: index into the technique's label list, or this. */
export const NO_LABEL = -1;
