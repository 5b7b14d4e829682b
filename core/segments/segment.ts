import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';

export const SEGMENT_FORMAT = 'lodestar.segment/1';

/** SEG-2: the modules a segment may be made of. */
export const SEGMENT_MODULES = ['accounts', 'contacts', 'deals'] as const;
/** SEG-3. */
export const SEGMENT_INTERVALS = ['daily', 'weekly', 'monthly', 'quarterly'] as const;

export const segmentIdSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
export const segmentIntervalSchema = z.enum(SEGMENT_INTERVALS);
export type SegmentInterval = z.infer<typeof segmentIntervalSchema>;

/** SEG-3: static = frozen at creation; dynamic = evaluated again at its interval. */
export const segmentNatureSchema = z.union([
  z.strictObject({ kind: z.literal('static') }),
  z.strictObject({ kind: z.literal('dynamic'), interval: segmentIntervalSchema }),
]);

/** SEG-2: what a person defines. `parent` is the id of a segment of the same module that has no parent itself (one level). */
export const segmentSchema = z.strictObject({
  format: z.literal(SEGMENT_FORMAT),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  module: z.enum(SEGMENT_MODULES),
  nature: segmentNatureSchema,
  parent: z.nullable(segmentIdSchema),
  criteria: criteriaSchema,
});
export type Segment = z.infer<typeof segmentSchema>;
