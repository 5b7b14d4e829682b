import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, listJson } from '../shared/stores/json-items.ts';
import { EXPORT_PREFIX, exportKey, exportRowSchema, historyUntil, isExportOver, type ExportRow } from './export-row.ts';

/** One thread makes the files of everybody: so many at a time are enough for one person. Exports. */
export const MAX_UNFINISHED_EXPORTS = 3;

/**
 * Keeps a new export's row, unless its person has as many under way already: false. Written first and counted after, each
 * looking at those ahead of it alone: of many at the very same time as many stand as may.
 */
export async function beginExport(store: Store, org: OrgKey, row: ExportRow): Promise<boolean> {
  const written = await createJson(store, org, exportKey(row.id), row, historyUntil(row));
  // Its id is new: whatever else the store says, there is no row, and no job may be made for it.
  if (written.outcome !== 'written') throw new StoreError('unavailable', `the export ${row.id} was not written`);
  const rows = await listJson(store, org, EXPORT_PREFIX, exportRowSchema);
  const ahead = rows.filter(({ value }) => isUnfinishedOf(value, row.requestedBy) && isAhead(value, row));
  if (ahead.length < MAX_UNFINISHED_EXPORTS) return true;
  await store.remove(org, exportKey(row.id), written.revision);
  return false;
}

function isUnfinishedOf(row: ExportRow, userId: string): boolean {
  return row.requestedBy === userId && !isExportOver(row);
}

function isAhead(other: ExportRow, row: ExportRow): boolean {
  if (other.requestedAt !== row.requestedAt) return other.requestedAt < row.requestedAt;
  return other.id < row.id;
}
