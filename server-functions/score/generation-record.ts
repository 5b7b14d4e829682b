import * as z from 'zod';
import { messageSchema } from './problem-schema.ts';

const labelCountSchema = z.strictObject({ labelId: z.string().nullable(), accounts: z.int() });
const labelledSchema = z.strictObject({ labels: z.array(labelCountSchema), warnings: z.array(messageSchema) });
const levels = z.array(z.int());
/** Minor units; null = too large for an exact number. */
const amount = z.number().nullable();

/** What the overview shows, computed once per generation. Amounts and names in it are masked by whoever sends it. */
export const generationRecordSchema = z.strictObject({
  id: z.string(),
  /** Generations that are kept beside this one, newest first. */
  former: z.array(z.string()).default([]),
  /**
   * SHA-256 of what was published: an object that is sound in itself, but another one (of another generation, of another org),
   * is not read. Months are null where none are kept; all are null in records of before there were any.
   */
  digests: z.strictObject({ accounts: z.string(), months: z.string().nullable() }).nullable().default(null),
  /** SHA-256 of what names the objects of its ledger; null = it has none, and the next run has to be a full one. */
  ledger: z.string().nullable().default(null),
  runId: z.string(),
  configurationVersion: z.int(),
  asOf: z.string(),
  publishedAt: z.string(),
  /** ISO instant of the last generation that a full run published, this one or one that it was made from; null in records of before. */
  fullAt: z.string().nullable().default(null),
  /** The org's zone when it was made; null likewise. */
  timeZone: z.string().nullable().default(null),
  homeCurrency: z.string(),
  minorDigits: z.int(),
  accounts: z.int(),
  included: z.int(),
  wonMinor: amount,
  pipelineMinor: amount,
  topAccounts: z.array(z.strictObject({ id: z.string(), name: z.string().nullable(), wonMinor: amount })),
  /** What segments may ask about: the table's columns without those that are for cards alone. */
  columns: z.array(z.strictObject({ key: z.string(), kind: z.string() })).default([]),
  /** SEG-6: accounts that came into the CRM since that day; null = the org does not say when. */
  newAccounts: z.strictObject({ since: z.string(), accounts: z.int() }).nullable().default(null),
  /** SEG-6: accounts with open deals that close in the as-of day's month. */
  closingThisMonth: z
    .strictObject({ month: z.string(), accounts: z.int(), pipelineMinor: amount })
    .nullable()
    .default(null),
  rfm: z
    .strictObject({
      labels: z.array(labelCountSchema),
      levels: z.strictObject({ r: levels, f: levels, m: levels }),
      withoutPurchases: z.int(),
      warnings: z.array(messageSchema),
    })
    .nullable(),
  firmographics: labelledSchema.nullable(),
  /**
   * Absent = not chosen. What they say is of `fullAt`: runs of what changed leave it as it stands. `half`: the points that score 50, and
   * who named them; records of before do not say.
   */
  engagement: z
    .strictObject({
      ...labelledSchema.shape,
      half: z.number(),
      halfFrom: z.enum(['proposed', 'settings']).optional(),
    })
    .optional(),
  recommendations: labelledSchema.optional(),
  /** `surges`: accounts whose negative texts surge. */
  voice: z.strictObject({ ...labelledSchema.shape, surges: z.int().optional() }).optional(),
  /** What the last full run went without, a technique or what it reads; absent = nothing. */
  leftOut: z.array(messageSchema).optional(),
  deals: z.strictObject({
    read: z.int(),
    contributing: z.int(),
    open: z.int(),
    counted: z.int(),
    withoutAccount: z.int(),
    withoutDay: z.int(),
    afterAsOf: z.int(),
    withoutAmount: z.int(),
    withoutUnits: z.int(),
  }),
  /** What each reading could not place, with counts and one example's place. */
  reads: z.array(
    z.strictObject({
      module: z.string(),
      rows: z.int(),
      problems: z.array(
        z.strictObject({ code: z.string(), column: z.string().nullable(), count: z.int(), where: z.string() }),
      ),
    }),
  ),
});
export type GenerationRecord = z.infer<typeof generationRecordSchema>;

/** The pointer that publishes: one item, flipped by compare-and-set (decision 2). */
export const CURRENT_GENERATION = 'generations/current';

/** Where the objects of all generations lie. */
export const GENERATION_PREFIX = 'generations/';

/** Key of an object of one generation. */
export function generationBlob(
  id: string,
  part: 'accounts' | 'basis' | 'changes' | 'ledger' | 'months' | 'owed',
): string {
  return `${GENERATION_PREFIX}${id}/${part}`;
}
