import * as z from 'zod';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { hashSettings } from '#core/techniques/settings-hash.ts';
import type { Configuration } from '#core/configuration/configuration.ts';

/** The two objects of one technique's sample, beside the ledger: what is said of it as a whole, and its rows. */
export const keptSampleSchema = z.strictObject({ about: z.string(), rows: z.string() });
export type KeptSample = z.infer<typeof keptSampleSchema>;

/** What one range of accounts gave to a sample: the first `accounts` of the sample are in it, as far as they are of that range. */
export const rangeSampleSchema = z.strictObject({ rows: z.string(), accounts: z.int() });
export type RangeSample = z.infer<typeof rangeSampleSchema>;

/** A source as it was read; its names are none of what is read. */
const readSourceSchema = z.strictObject({ id: z.string(), hash: z.string() });

const about = {
  /** Epoch day that the rows are of. */
  asOfDay: z.int(),
  /** Accounts inside the global criteria, of which so many are in the sample. */
  inside: z.int(),
  accounts: z.int(),
  /** Of what decides which accounts and whose records they are. */
  scope: z.string(),
};

export const sampleAboutSchema = z.discriminatedUnion('technique', [
  z.strictObject({
    technique: z.literal('engagement'),
    ...about,
    windowDays: z.int(),
    /** Touch points are kept so far back: messages before the window may have been ignored inside it. Days. */
    reachDays: z.int(),
    sources: z.array(readSourceSchema),
    /** The points at 50 with what decides whether they stand; null = nobody had points. */
    half: z
      .strictObject({ half: z.number(), halfFrom: z.enum(['settings', 'proposed']), settingsHash: z.string() })
      .nullable(),
  }),
  z.strictObject({
    technique: z.literal('voice'),
    ...about,
    windowDays: z.int(),
    sources: z.array(readSourceSchema),
    /** What mentions are counted of, by place. */
    keywords: z.array(z.string()),
    competitors: z.array(z.string()),
  }),
  z.strictObject({
    technique: z.literal('recommendations'),
    ...about,
    horizonDays: z.int(),
    cellFields: z.array(z.string()),
    scale: z.enum(['percent', 'band']),
    /** CRM ids of the products that were bought. */
    sold: z.array(z.string()),
  }),
]);
export type SampleAbout = z.infer<typeof sampleAboutSchema>;
export type AboutOf<T extends SampleAbout['technique']> = Extract<SampleAbout, { technique: T }>;

/** A source without its names. */
export function readSource({
  names: _names,
  ...source
}: TouchPointRecipe | TextRecipe): z.infer<typeof readSourceSchema> {
  return { id: source.id, hash: hashSettings(source) };
}

/** Tells apart what decides which accounts count, and whose records are whose. */
export function hashScope({ mapping, criteria }: Pick<Configuration, 'mapping' | 'criteria'>): string {
  return hashSettings({ mapping, criteria });
}
