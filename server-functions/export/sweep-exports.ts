import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readJson } from '../shared/stores/json-items.ts';
import {
  downloadUntil,
  EXPORT_PREFIX,
  exportKey,
  exportRowSchema,
  isExportOver,
  type ExportRow,
} from './export-row.ts';

/**
 * Removes the files that nobody may fetch any more (EXP-2): past their days, of exports that did not end well, and of those
 * that the history has forgotten. Customers' data stays no longer than it is offered. What a store cannot remove now is
 * logged and left to the next time. Gives the number of files removed.
 */
export async function sweepExports(
  { store, blob, clock, logger }: Pick<WorkPorts, 'store' | 'blob' | 'clock' | 'logger'>,
  { dc, orgId }: OrgKey,
): Promise<number> {
  const org = { dc, orgId };
  let removed = 0;
  try {
    // Files first, rows after: a file that an export writes meanwhile is not among them.
    for (const { key } of await blob.list(org, EXPORT_PREFIX)) {
      const id = key.slice(EXPORT_PREFIX.length).split('/')[0] ?? '';
      const row = await readJson(store, org, exportKey(id), exportRowSchema);
      if (row !== null && isNeeded(row.value, key, clock.now())) continue;
      await blob.remove(org, key);
      removed++;
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    logger.warn('exports.notSwept', { dc, orgId, reason: error.code });
  }
  return removed;
}

function isNeeded(row: ExportRow, key: string, now: number): boolean {
  if (!isExportOver(row)) return true;
  return row.state === 'done' && row.file?.key === key && now < (downloadUntil(row) ?? 0);
}
