import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { loadAccounts, readCurrentGeneration } from '../score/load-generation.ts';
import type { WorkPorts } from '../shared/ports.ts';

/** An org would have to publish this often while its accounts are read. Times. */
const MAX_TRIES = 5;

/**
 * Accounts as they are published at this moment. Not as they were when an intake began: it works for hours, and runs that look for
 * changes each minute keep two former generations. `none` = no run has published any; `gone` = what is published cannot be read.
 */
export async function publishedAccounts(
  ports: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  columns: readonly string[],
): Promise<ColumnTable | 'none' | 'gone'> {
  let seen: string | null = null;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const current = await readCurrentGeneration(ports, org);
    if (current === null) return 'none';
    if (current.value.id === seen) return 'gone';
    seen = current.value.id;
    try {
      return await loadAccounts(ports, org, current.value, columns);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
      // Another one may have been published, and this one swept, while it was read.
    }
  }
  return 'gone';
}
