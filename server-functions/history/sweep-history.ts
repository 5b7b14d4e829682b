import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { listJson } from '../shared/stores/json-items.ts';
import { HISTORY_DAYS, HISTORY_ENTRIES, historyBlob, historyEntrySchema } from './history-entry.ts';

/**
 * Removes what is older than history is kept, up to the last checkpoint before that: the days behind it are still told exactly.
 * Oldest first, so that one that breaks off leaves a history without a hole.
 */
export async function sweepHistory(
  { store, blob }: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  today: number,
): Promise<void> {
  const entries = await listJson(store, org, HISTORY_ENTRIES, historyEntrySchema);
  const first = entries.findLast(({ value }) => value.checkpoint && value.day <= today - HISTORY_DAYS);
  if (first === undefined) return;
  for (const { key, revision, value } of entries) {
    if (value.seq >= first.value.seq) return;
    // What is named is there: the name goes first.
    await store.remove(org, key, revision);
    await blob.remove(org, historyBlob('changes', value.generation));
    await blob.remove(org, historyBlob('labels', value.generation));
  }
}
