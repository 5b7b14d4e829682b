import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { listJson } from '../shared/stores/json-items.ts';
import { SEGMENT_PREFIX, segmentRowSchema } from './segment-row.ts';

/** How long a deletion can be undone, since the files of its exports come back with it (SEG-5, EXP-2). */
export const UNDO_DAYS = 14;
const MS_PER_DAY = 86_400_000;

/**
 * Removes the segments that were deleted longer ago than that, and their members. What a store cannot remove now is logged
 * and left to the next time. Gives the number of segments removed.
 */
export async function sweepSegments(
  { store, blob, clock, logger }: Pick<WorkPorts, 'store' | 'blob' | 'clock' | 'logger'>,
  org: OrgKey,
): Promise<number> {
  const before = clock.now() - UNDO_DAYS * MS_PER_DAY;
  let removed = 0;
  try {
    for (const { key, revision, value } of await listJson(store, org, SEGMENT_PREFIX, segmentRowSchema)) {
      if (value.deletedAt === null || Date.parse(value.deletedAt) > before) continue;
      // The row first: who undoes the deletion this very moment keeps the members.
      if ((await store.remove(org, key, revision)).outcome === 'conflict') continue;
      for (const members of [value.members, value.formerMembers]) {
        if (members !== null) await blob.remove(org, members);
      }
      removed++;
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    logger.warn('segments.notSwept', { dc: org.dc, orgId: org.orgId, reason: error.code });
  }
  return removed;
}
