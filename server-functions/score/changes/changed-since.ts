import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import { columnOf } from '../column-of.ts';
import { DEAL_COLUMNS } from '../plan-reading.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';
import type { RunContext, RunInputs } from '../run-context.ts';
import { findOwners } from './find-owners.ts';
import { SWEEP_OVERLAP_MS } from './sweep-units.ts';

/**
 * Accounts that the next sweep would have touched: their record, or a deal that is theirs or was, has changed since the last one,
 * which began at `sweptAt`.
 * null = the CRM does not say.
 */
export async function accountsChangedSince(
  { control }: Pick<RunContext, 'control'>,
  { crm, frozen, plan }: RunInputs,
  objects: LedgerObjects,
  manifest: LedgerManifest,
  sweptAt: number,
): Promise<ReadonlySet<bigint> | null> {
  const { accounts, deals } = frozen.configuration.mapping;
  const id: FieldRead = { apiName: 'id', as: 'id', kind: 'id' };
  const owner = plan.dealFields.find(({ as }) => as === DEAL_COLUMNS.account);
  if (owner === undefined) return null;
  const found = new Set<bigint>();
  // Of our clock: what was swept long ago has told its own runs' writes.
  const since = sweptAt - SWEEP_OVERLAP_MS;
  const sweep = async (module: string, fields: readonly FieldRead[]): Promise<bigint[]> => {
    const ids: bigint[] = [];
    let next: string | null = null;
    do {
      const part = crm.readChanges({ module, fields, since }, next, control);
      for await (const batch of part.batches) {
        ids.push(...columnOf(batch, 'id', 'id').values.subarray(0, batch.length));
        if (fields.length > 1)
          for (const each of columnOf(batch, owner.as, 'id').values.subarray(0, batch.length)) found.add(each);
      }
      ({ next } = await part.end);
    } while (next !== null);
    return ids;
  };
  try {
    for (const each of await sweep(accounts.module, [id])) found.add(each);
    const changed = await sweep(deals.module, [id, owner]);
    for (const each of await crm.readDeleted({ module: accounts.module, since }, control)) found.add(each);
    changed.push(...(await crm.readDeleted({ module: deals.module, since }, control)));
    const { account } = await findOwners(objects, manifest, BigInt64Array.from(changed));
    for (const each of account) found.add(each);
    return found;
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}
