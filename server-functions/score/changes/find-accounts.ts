import { loadAccounts } from '../load-generation.ts';
import type { RunContext } from '../run-context.ts';
import type { RunRow } from '../run-row.ts';
import { findChangedAccounts, idsOf, type ChangedAccounts } from './changed-accounts.ts';
import type { FormerLedger } from './former-ledger.ts';
import { latestRows } from './latest-rows.ts';
import { readGone, type Merged } from './merged.ts';
import { changesOf } from './sweep-units.ts';

/** Which accounts a run of what changed has to score anew. */
export async function findAccounts(
  { ports, org, parts }: RunContext,
  { job }: RunRow,
  { record }: FormerLedger,
  { touched }: Merged,
): Promise<ChangedAccounts> {
  const { cursor } = job;
  return findChangedAccounts({
    former: await loadAccounts(ports, org, record),
    swept: await latestRows(parts('accounts'), cursor.accounts.parts),
    gone: await readGone({ parts }, changesOf(cursor).gone.accounts),
    touched: touched === null ? new BigInt64Array(0) : idsOf(await parts('merged').readTable(touched)),
  });
}
