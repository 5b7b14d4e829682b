import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { openColumnFile, openColumnTables, type ColumnFile } from '../shared/columns/column-file.ts';
import type { OpenTable } from '../shared/columns/open-table.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';
import {
  eachTablePart,
  listTableParts,
  openTableParts,
  readTableParts,
  type TablePart,
} from '../shared/stores/table-parts.ts';
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

/** What names a published generation and proves its objects. */
export type PublishedGeneration = Pick<GenerationRecord, 'id' | 'digests'>;

/** The accounts of a published generation, of `only` these columns where not all are needed. Missing bytes, or others than were published, throw `StoreError`. */
export async function loadAccounts(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
  only?: readonly string[],
): Promise<ColumnTable> {
  const table = await readTableParts(blob, org, generationBlob(id, 'accounts'), digests?.accounts ?? null, only);
  if (table === null) throw new StoreError('blobDamaged', `the generation ${id} has no accounts`);
  return table;
}

/** As `loadAccounts`, so many rows at a time as lie in one object, by id; with `within` those objects alone in which one of these accounts may lie. */
export async function* eachAccounts(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
  only?: readonly string[],
  within?: BigInt64Array,
): AsyncGenerator<ColumnTable, void, void> {
  let objects = 0;
  const [key, digest] = [generationBlob(id, 'accounts'), digests?.accounts ?? null];
  for await (const table of eachTablePart(blob, org, key, digest, { only, within })) {
    objects++;
    yield table;
  }
  if (objects === 0) throw new StoreError('blobDamaged', `the generation ${id} has no accounts`);
}

/** As `loadAccounts`, for who needs some rows at a time: of a million accounts next to nothing is in memory. To be closed. */
export async function openAccounts(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
): Promise<ColumnFile> {
  const parts = openTableParts(blob, org, generationBlob(id, 'accounts'), digests?.accounts ?? null);
  const file = await openColumnFile(parts);
  if (file === null) throw new StoreError('blobDamaged', `the generation ${id} has no accounts`);
  return file;
}

/** Deals by month; null where the generation keeps none. Throws as `loadAccounts`. */
export async function loadMonths(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
): Promise<ColumnTable | null> {
  const table = await readTableParts(blob, org, generationBlob(id, 'months'), digests?.months ?? null);
  if (table === null && typeof digests?.months === 'string')
    throw new StoreError('blobDamaged', `the generation ${id} has lost its months`);
  return table;
}

/** The objects of one table of a large generation, whose columns are read when they are asked for; none where it keeps none. Throws as `loadAccounts`. */
export async function openParts(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
  table: 'accounts' | 'months',
): Promise<readonly OpenTable[]> {
  const digest = digests?.[table] ?? null;
  const opened = await openColumnTables(openTableParts(blob, org, generationBlob(id, table), digest));
  if (opened === null && (table === 'accounts' || digest !== null))
    throw new StoreError('blobDamaged', `the generation ${id} has no ${table}`);
  return opened ?? [];
}

/** As `loadMonths`, so many rows at a time as lie in one object, by account; none where the generation keeps none. */
export async function* eachMonths(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
): AsyncGenerator<ColumnTable, void, void> {
  let objects = 0;
  for await (const table of eachTablePart(blob, org, generationBlob(id, 'months'), digests?.months ?? null)) {
    objects++;
    yield table;
  }
  if (objects === 0 && typeof digests?.months === 'string')
    throw new StoreError('blobDamaged', `the generation ${id} has lost its months`);
}

/** The objects of one table of a generation; null where it has none, or lies in one object. Throws as `loadAccounts`. */
export function listParts(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, digests }: PublishedGeneration,
  table: 'accounts' | 'months',
): Promise<readonly TablePart[] | null> {
  return listTableParts(blob, org, generationBlob(id, table), digests?.[table] ?? null);
}
