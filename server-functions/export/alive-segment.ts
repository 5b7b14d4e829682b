import type { OrgKey } from '#core/crm/org-key.ts';
import { segmentKey, segmentRowSchema, type SegmentRow } from '../segments/segment-row.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readJson } from '../shared/stores/json-items.ts';

/** null = there is none, or it is deleted; undoing that brings it back, and its exports with it (SEG-5). */
export async function readAliveSegment(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  id: string,
): Promise<SegmentRow | null> {
  const item = await readJson(store, org, segmentKey(id), segmentRowSchema);
  return item === null || item.value.deletedAt !== null ? null : item.value;
}
