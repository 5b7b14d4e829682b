import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdRanges } from '#core/columns/id-ranges.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import type { Result } from '#core/result.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L } from '../deal-ledger.ts';
import { DealMonths } from '../deal-months.ts';
import type { Generation, ScoreRefusal } from '../generation.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';
import type { RunInputs } from '../run-context.ts';
import { scoreRead } from '../run-score.ts';
import { createDealSummer } from '../sum-deals.ts';
import { idsOf, locate } from './changed-accounts.ts';

/** Decision 12: accounts aggregated whole from their shards, and scored by the breaks of the last full run. */
export async function scoreAccounts(
  objects: LedgerObjects,
  deals: LedgerManifest['deals'],
  { frozen }: RunInputs,
  table: ColumnTable,
  basis: RfmBasis | null,
): Promise<Result<Generation, ScoreRefusal>> {
  const { configuration, asOfDay, org } = frozen;
  const ids = idsOf(table);
  const index = createIdIndex(ids);
  const months = new DealMonths();
  // What line items come to is in the ledger.
  const summer = createDealSummer(ids, { asOfDay, units: { kind: 'one' }, months });
  for (const shard of shardsOf(deals, ids)) {
    const name = deals[shard]?.name ?? null;
    if (name === null) continue;
    const ledger = await objects.read(name);
    const places = locate(index, columnOf(ledger, L.account, 'id').values.subarray(0, ledger.length));
    const rows = Int32Array.from(places.keys()).filter((row) => places[row] !== -1);
    if (rows.length > 0) summer.add(permuteTable(ledger, rows));
  }
  return scoreRead({ configuration, asOfDay, org, table, totals: summer.finish(), months, basis, reads: [] });
}

/** Shards in which accounts lie, ascending. */
export function shardsOf(shards: readonly { readonly from: string }[], accounts: BigInt64Array): readonly number[] {
  const found = new Int32Array(accounts.length);
  createIdRanges(BigInt64Array.from(shards, ({ from }) => BigInt(from))).locate(accounts, accounts.length, found);
  return [...new Set(found)].sort((a, b) => a - b);
}
