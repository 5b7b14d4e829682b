import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { pickRows } from '#core/columns/pick-rows.ts';
import { dropDeadBuffers } from '../../shared/jobs/drop-dead-buffers.ts';
import { eachAccounts } from '../load-generation.ts';
import type { RunContext } from '../run-context.ts';
import type { RunRow } from '../run-row.ts';
import { findChangedAccounts, idsOf, locate, type ChangedAccounts } from './changed-accounts.ts';
import type { FormerLedger } from './former-ledger.ts';
import { latestRows } from './latest-rows.ts';
import { rowsWithout } from './merge-shard.ts';
import { readGone, type Merged } from './merged.ts';
import { changesOf } from './sweep-units.ts';

/** Which accounts a run of what changed has to score anew. */
export async function findAccounts(
  { ports, org, parts }: RunContext,
  { job }: RunRow,
  { record }: FormerLedger,
  { touched: named }: Merged,
): Promise<ChangedAccounts> {
  const { cursor } = job;
  const found = await latestRows(parts('accounts'), cursor.accounts.parts);
  const gone = await readGone({ parts }, changesOf(cursor).gone.accounts);
  // Seen in the sweep, and gone when it was looked for later.
  const swept = found === null ? null : rowsWithout(found, gone);
  const touched = named === null ? new BigInt64Array(0) : idsOf(await parts('merged').readTable(named));
  const wanted = BigInt64Array.from(new Set([...touched, ...gone, ...(swept === null ? [] : idsOf(swept))])).sort();
  const former = await pickAccounts(eachAccounts(ports, org, record, undefined, wanted), wanted);
  return findChangedAccounts({ former, swept, gone, touched });
}

/** The rows of these accounts; of a million others nothing is kept. */
export async function pickAccounts(tables: AsyncIterable<ColumnTable>, wanted: BigInt64Array): Promise<ColumnTable> {
  const index = createIdIndex(wanted);
  const picked: ColumnTable[] = [];
  for await (const table of tables) {
    const places = locate(index, idsOf(table));
    const rows = Int32Array.from(places.keys()).filter((row) => places[row] !== -1);
    // Columns are told by the first one, whether it has such rows or not.
    if (rows.length > 0 || picked.length === 0) picked.push(pickRows(table, rows));
    if (wanted.length === 0) break;
    dropDeadBuffers();
  }
  return collectTable(picked);
}
