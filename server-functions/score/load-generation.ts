import { decodeColumns } from '#core/columns/arrow-columns.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readBytes } from '../shared/stores/blob-bytes.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';
import {
  CURRENT_GENERATION,
  generationBlob,
  generationRecordSchema,
  type GenerationRecord,
} from './generation-record.ts';

/** What is published now; null before the first run. */
export function readCurrentGeneration(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
): Promise<JsonItem<GenerationRecord> | null> {
  return readJson(store, org, CURRENT_GENERATION, generationRecordSchema);
}

/** The accounts of a published generation. Damaged or missing bytes throw `StoreError`. */
export async function loadAccounts({ blob }: Pick<WorkPorts, 'blob'>, org: OrgKey, id: string): Promise<ColumnTable> {
  const key = generationBlob(id, 'accounts');
  const bytes = await readBytes(blob, org, key);
  if (bytes === null) throw new StoreError('blobDamaged', `the generation ${id} has no accounts`);
  const table = decodeColumns(bytes, key);
  if (!table.ok) throw new StoreError('blobDamaged', `${table.error.where}: ${table.error.code}`);
  return table.value;
}
