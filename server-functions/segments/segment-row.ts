import * as z from 'zod';
import { segmentSchema, type Segment } from '#core/segments/segment.ts';

const amount = z.number().nullable();

export const segmentSummarySchema = z.strictObject({
  records: z.int(),
  accounts: z.int(),
  missing: z.int(),
  wonMinor: amount,
  pipelineMinor: amount,
});

/** A stored segment: what a person defined, and what its last evaluation found. The definition keeps core's strict schema. */
export const segmentRowSchema = z.strictObject({
  id: z.string(),
  /** Of the definition, one more with every change of it; an evaluation leaves it. */
  version: z.int().min(1).default(1),
  segment: z.custom<Segment>((value) => segmentSchema.safeParse(value).success),
  createdBy: z.string(),
  /** Whose criteria they are; null = of who created it. */
  definedBy: z.string().nullable().default(null),
  /** Who gave it another parent last; null = who created it. */
  groupedBy: z.string().nullable().default(null),
  /** Whose the parent's criteria were when these members were found; null = it has no parent, or nobody noted it. */
  parentDefinedBy: z.string().nullable().default(null),
  /** ISO instants. */
  createdAt: z.string(),
  evaluatedAt: z.string(),
  /** Set by deletion, cleared by undo (SEG-5). */
  deletedAt: z.string().nullable(),
  /** Blob of member ids. */
  members: z.string(),
  /** The one that the last evaluation replaced: who asked a moment ago still finds what they asked about. */
  formerMembers: z.string().nullable().default(null),
  generation: z.string(),
  /** "labels as of": the generation's day. */
  asOf: z.string(),
  summary: segmentSummarySchema,
  entered: z.int(),
  exited: z.int(),
});
export type SegmentRow = z.infer<typeof segmentRowSchema>;

export const SEGMENT_PREFIX = 'segments/';

export function segmentKey(id: string): string {
  return `${SEGMENT_PREFIX}${id}`;
}
