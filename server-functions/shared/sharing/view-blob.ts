import { createHash } from 'node:crypto';
import * as z from 'zod';
import { decodeColumns, encodeColumns } from '#core/columns/arrow-columns.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { idsOf, type Members } from '#core/segments/members.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../ports.ts';
import { collectBytes } from '../stores/blob-bytes.ts';
import type { AccountView } from './account-view.ts';

/** A view that a job works by: the object that holds its ids, and proof that it is still the same one. */
export const storedViewSchema = z.strictObject({ key: z.string(), sha256: z.string() });
type StoredView = z.infer<typeof storedViewSchema>;

/** A view as it is kept for a job that works when nobody is there to ask. */
export function encodeView(
  key: string,
  { ids }: AccountView,
): { readonly bytes: Uint8Array; readonly stored: StoredView } {
  const columns = new Map([['id', { kind: 'id', values: ids }]] as const);
  const bytes = encodeColumns({ length: ids.length, columns });
  return { bytes, stored: { key, sha256: createHash('sha256').update(bytes).digest('hex') } };
}

/** The ids, ascending. Throws `StoreError` where they are gone or others than were stored. */
export async function readStoredView(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { key, sha256 }: StoredView,
): Promise<Members> {
  const found = await blob.read(org, key);
  if (found === null || found.info.sha256 !== sha256)
    throw new StoreError('blobDamaged', `${key} is not the view that was stored`);
  const table = decodeColumns(await collectBytes(found), key);
  if (!table.ok) throw new StoreError('blobDamaged', `${table.error.where}: ${table.error.code}`);
  return table.value.length === 0 ? new BigInt64Array(0) : idsOf(table.value).subarray(0, table.value.length);
}
