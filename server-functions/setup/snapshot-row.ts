import { createHash } from 'node:crypto';
import * as z from 'zod';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import { problemSchema } from '../score/problem-schema.ts';

/** A snapshot serves a person at work, not a day: later data has to be read again. Milliseconds. */
export const SNAPSHOT_MS = 60 * 60_000;

/** What a snapshot is of: everything that takes a recount on the server (decision 1). */
export const snapshotScopeSchema = z.strictObject({
  mapping: mappingSchema,
  criteria: criteriaSchema,
  rfm: z
    .strictObject({
      recencyField: fieldReferenceSchema,
      frequencyOf: z.enum(['deals', 'products']),
      monetaryField: fieldReferenceSchema,
      contributing: criteriaSchema,
    })
    .nullable(),
});
export type SnapshotScope = z.infer<typeof snapshotScopeSchema>;

export const snapshotRowSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['queued', 'running', 'ready', 'failed', 'cancelled']),
  scope: snapshotScopeSchema,
  asOfDay: z.int(),
  minorDigits: z.int(),
  progress: z.strictObject({ accounts: z.int(), deals: z.int() }),
  problems: z.array(problemSchema),
  /** What fell out of the sums, as the run would say it. */
  warnings: z.array(problemSchema.omit({ where: true })),
  expiresAt: z.number(),
});
export type SnapshotRow = z.infer<typeof snapshotRowSchema>;

export const SNAPSHOT_PREFIX = 'snapshots/';

export function snapshotKey(id: string): string {
  return `${SNAPSHOT_PREFIX}${id}`;
}

/**
 * The same person's same question of the same day since the same full run is the same snapshot; somebody else's is theirs alone to
 * cancel. What was read since is later data: numbers from before it would stand beside labels that they do not explain.
 */
export function snapshotId(
  scope: SnapshotScope,
  { asOfDay, userId, fullAt }: { readonly asOfDay: number; readonly userId: string; readonly fullAt: string | null },
): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([scope, asOfDay, userId, fullAt]))
    .digest('hex');
  return `snapshot-${digest.slice(0, 32)}`;
}
