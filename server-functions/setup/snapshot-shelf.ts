import { decodeColumns } from '#core/columns/arrow-columns.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readBytes } from '../shared/stores/blob-bytes.ts';
import { readJson } from '../shared/stores/json-items.ts';
import { snapshotKey, snapshotRowSchema, type SnapshotRow } from './snapshot-row.ts';

export interface SnapshotShelf {
  /** null = not there, not ready, or past its hour. */
  find(org: OrgKey, id: string): Promise<{ readonly row: SnapshotRow; readonly table: ColumnTable } | null>;
}

/** Snapshots decoded; the last one stays: a what-if asks at every move of a slider. */
export function createSnapshotShelf({ store, blob }: Pick<WorkPorts, 'store' | 'blob'>): SnapshotShelf {
  let kept: { readonly key: string; readonly table: ColumnTable } | null = null;
  return {
    async find(org, id) {
      const row = (await readJson(store, org, snapshotKey(id), snapshotRowSchema))?.value;
      if (row?.state !== 'ready') return null;
      const key = `${formatOrgKey(org)}/${id}/${row.expiresAt}`;
      if (kept?.key !== key) {
        const bytes = await readBytes(blob, org, snapshotKey(id));
        const table = bytes === null ? null : decodeColumns(bytes, id);
        if (table?.ok !== true) throw new StoreError('blobDamaged', `the snapshot ${id} cannot be read`);
        kept = { key, table: table.value };
      }
      return { row, table: kept.table };
    },
  };
}
