import type { FieldRead } from '#core/crm/crm-batch.ts';
import { columnOf } from '../column-of.ts';
import { DEAL_COLUMNS } from '../plan-reading.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';
import type { RunContext, RunInputs } from '../run-context.ts';
import { findOwners } from './find-owners.ts';
import type { Swept } from './find-beginning.ts';
import { SWEEP_OVERLAP_MS } from './sweep-units.ts';
import { deletedSince } from './watermark.ts';

/** Accounts that the next sweep would have been told of. */
export interface ToldAccounts {
  /** Their record counts as changed, be it by labels that were written to it alone. */
  readonly records: ReadonlySet<bigint>;
  /** A deal that is theirs, or was, has changed. */
  readonly deals: ReadonlySet<bigint>;
}

/** Which accounts have changed since the last sweep, by the CRM's clock. Throws `CrmError` where the CRM does not say. */
export async function accountsChangedSince(
  { control }: Pick<RunContext, 'control'>,
  { crm, frozen, plan }: RunInputs,
  objects: LedgerObjects,
  manifest: LedgerManifest,
  { watermark: since, sweptAt }: Swept,
): Promise<ToldAccounts> {
  const { accounts, deals } = frozen.configuration.mapping;
  const id: FieldRead = { apiName: 'id', as: 'id', kind: 'id' };
  const owner = plan.dealFields.find(({ as }) => as === DEAL_COLUMNS.account);
  if (owner === undefined) throw new TypeError('deals are read with their account');
  const told = { records: new Set<bigint>(), deals: new Set<bigint>() };
  const gone = deletedSince({ since, sweptAt });
  const sweep = async (module: string, from: number, fields: readonly FieldRead[]): Promise<bigint[]> => {
    const ids: bigint[] = [];
    let next: string | null = null;
    do {
      const part = crm.readChanges({ module, fields, since: from - SWEEP_OVERLAP_MS }, next, control);
      for await (const batch of part.batches) {
        ids.push(...columnOf(batch, 'id', 'id').values.subarray(0, batch.length));
        if (fields.length > 1)
          for (const each of columnOf(batch, owner.as, 'id').values.subarray(0, batch.length)) told.deals.add(each);
      }
      ({ next } = await part.end);
    } while (next !== null);
    return ids;
  };
  for (const each of await sweep(accounts.module, since.accounts, [id])) told.records.add(each);
  const changed = await sweep(deals.module, since.deals, [id, owner]);
  for (const each of await crm.readDeleted({ module: accounts.module, since: gone.accounts }, control))
    told.records.add(each);
  changed.push(...(await crm.readDeleted({ module: deals.module, since: gone.deals }, control)));
  const { account } = await findOwners(objects, manifest, BigInt64Array.from(changed));
  for (const each of account) told.deals.add(each);
  return told;
}
