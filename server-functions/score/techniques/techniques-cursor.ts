import * as z from 'zod';
import { problemSchema } from '../problem-schema.ts';
import { keptSampleSchema, rangeSampleSchema } from './samples/kept-sample.ts';

/** A module that is read in parts beside accounts and deals. */
const readingSchema = z.strictObject({
  parts: z.array(z.string()),
  /** Where to go on; null = from the beginning, or done. */
  next: z.string().nullable(),
  rows: z.int(),
});

const labelledSchema = z.strictObject({
  /** Labels, scores and evidence of ranges of accounts, ascending. */
  parts: z.array(z.string()),
  /** What is said of the technique as a whole; null = not all ranges are done. */
  result: z.string().nullable(),
  /** Rows of the sample by ranges, where the ranges are labelled one by one. */
  samples: z.array(rangeSampleSchema).optional(),
  /** Absent = not all ranges are done, or some kept none. */
  sample: keptSampleSchema.optional(),
});

/** Verdicts on texts, and what was left out of them. */
const textsSchema = readingSchema.extend({
  /** The one that is read now. */
  source: z.int(),
  /** What each source held. */
  records: z.array(z.int()),
  /** Parts there were when each source was done. */
  ends: z.array(z.int()).default(() => []),
  withoutAccount: z.int(),
  afterAsOf: z.int(),
  /** Texts that count and are in a language that is not judged. */
  unjudged: z.int().default(0),
  /** Accounts with too few texts for a label. */
  tooFew: z.int(),
  warnings: z.array(problemSchema.omit({ where: true })),
  /** What there was before a source that is half read. */
  begun: z.optional(
    z.strictObject({
      parts: z.int(),
      rows: z.int(),
      withoutAccount: z.int(),
      afterAsOf: z.int(),
      unjudged: z.int().default(0),
    }),
  ),
});
export type TextsCursor = z.infer<typeof textsSchema>;

/** How far the techniques are that take more than accounts and deals. Absent in runs of none of these. */
export const techniquesCursorSchema = z.strictObject({
  /** Ids of contacts and their accounts. */
  contacts: readingSchema,
  /** Touch points of the sources so far; `source` is the one that is read now, `records` what each held. */
  touches: readingSchema.extend({
    source: z.int(),
    records: z.array(z.int()),
    /** Parts there were when each was done. */
    ends: z.array(z.int()).default(() => []),
    /** Parts and rows before a source that is half read. */
    begun: z.optional(z.strictObject({ parts: z.int(), rows: z.int() })),
  }),
  /** Ids of products that there are. */
  products: readingSchema,
  /** Parts of which deal names which products, where the deals say so themselves. */
  dealProducts: z.array(z.string()),
  /** Orders with their products, by shard of the ledger; null = it holds none. */
  purchases: z.array(z.strictObject({ name: z.string().nullable(), orders: z.int() })),
  /** Points of engagement by ranges of accounts, and where their touch points went. */
  points: z.array(
    z.strictObject({
      name: z.string(),
      counted: z.int(),
      withoutSubject: z.int(),
      afterAsOf: z.int(),
      beforeWindow: z.int(),
      /** Rows of the sample. */
      sample: rangeSampleSchema.optional(),
    }),
  ),
  engagement: labelledSchema,
  recommendations: labelledSchema,
  voice: labelledSchema,
  /** What keeps a source, or part of it, from being read. */
  warnings: z.array(problemSchema.omit({ where: true })),
  /** Last, and absent where no texts are read, as in rows that are older than they. */
  texts: textsSchema.optional(),
});
export type TechniquesCursor = z.infer<typeof techniquesCursorSchema>;
export type MoreReading = z.infer<typeof readingSchema>;

export const UNREAD: MoreReading = { parts: [], next: null, rows: 0 };
export const NO_TEXTS: TextsCursor = {
  ...UNREAD,
  source: 0,
  records: [],
  ends: [],
  withoutAccount: 0,
  afterAsOf: 0,
  unjudged: 0,
  tooFew: 0,
  warnings: [],
};
const UNLABELLED: z.infer<typeof labelledSchema> = { parts: [], result: null };

export const NEW_TECHNIQUES: TechniquesCursor = {
  contacts: UNREAD,
  touches: { ...UNREAD, source: 0, records: [], ends: [] },
  products: UNREAD,
  dealProducts: [],
  purchases: [],
  points: [],
  engagement: UNLABELLED,
  recommendations: UNLABELLED,
  voice: UNLABELLED,
  warnings: [],
};
