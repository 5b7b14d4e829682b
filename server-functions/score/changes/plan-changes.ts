import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { WriteRequest } from '#core/crm/crm-batch.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';
import { countedCells, differ, evidenceText, presentLabels, toWriteRequest, wantedLabels } from '../project-labels.ts';
import { idsOf, locate, type ChangedAccounts } from './changed-accounts.ts';
import { withMoreOf } from '../techniques/carry-techniques.ts';
import { evidenceRanges, renewRange } from './renew-evidence.ts';

export interface ChangesPlan {
  readonly request: WriteRequest;
  readonly evidence: LedgerManifest['evidence'];
  /** Accounts whose labels, or their days, were others than what stood before: somebody changed them by hand. */
  readonly repaired: number;
}

/**
 * What to write to the CRM, and the evidence of the generation, in one pass over the ranges that can differ. What a swept account
 * holds was read; what another one holds is what the generation before gave it, since a change by hand would have shown.
 */
export async function planChanges(
  objects: LedgerObjects,
  shards: LedgerManifest['evidence'],
  {
    configuration,
    accounts,
    table,
    scored,
    owed,
  }: {
    readonly configuration: Configuration;
    readonly accounts: ChangedAccounts;
    /** The generation's accounts, `since` included. */
    readonly table: ColumnTable;
    /** Evidence of the accounts that were scored anew. */
    readonly scored: ReadonlyMap<bigint, () => AccountEvidence | null>;
    /** Accounts that the CRM was not given: that they hold something else is nobody's edit. */
    readonly owed: ReadonlySet<bigint>;
  },
): Promise<ChangesPlan> {
  const { former, swept, removed } = accounts;
  const texts = { now: new Map<number, string | null>(), before: new Map<number, string | null>() };
  const now = wantedLabels(configuration, table, (row) => texts.now.get(row) ?? null);
  const before = wantedLabels(configuration, former, (row) => texts.before.get(row) ?? null);
  const held = swept === null ? [] : presentLabels(configuration, swept);
  const counted = { before: countedCells(before), held: countedCells(held) };
  const places = { now: placesOf(table), before: placesOf(former), held: placesOf(swept) };
  const wanted = BigInt64Array.from(
    new Set([...scored.keys(), ...removed, ...(swept === null ? [] : idsOf(swept))]),
  ).sort();

  const evidence = [...shards];
  const renewed = new Map<number, LedgerManifest['evidence']>();
  const rows: number[] = [];
  let repaired = 0;
  for await (const range of evidenceRanges(objects, shards, wanted)) {
    const changed = new Map<bigint, AccountEvidence | null>();
    for (const account of range.accounts) {
      const known = range.evidence.get(account) ?? null;
      const rescored = scored.get(account);
      const present = rescored === undefined ? known : withMoreOf(known, rescored());
      if (removed.has(account)) changed.set(account, null);
      else if (evidenceText(present) !== evidenceText(known)) changed.set(account, present);
      const row = places.now(account);
      if (row === -1) continue;
      const [beforeRow, heldRow] = [places.before(account), places.held(account)];
      texts.now.set(row, evidenceText(present));
      if (beforeRow !== -1) texts.before.set(beforeRow, evidenceText(known));
      const isOther = heldRow === -1 ? differ(now, row, before, beforeRow) : differ(now, row, held, heldRow);
      if (isOther) rows.push(row);
      else texts.now.delete(row);
      const isKnown = heldRow !== -1 && beforeRow !== -1 && !owed.has(account);
      if (isOther && isKnown && differ(counted.before, beforeRow, counted.held, heldRow)) repaired++;
      texts.before.delete(beforeRow);
    }
    if (changed.size === 0) continue;
    renewed.set(range.shard, await renewRange(objects, shards[range.shard]?.from ?? '0', range.evidence, changed));
  }
  rows.sort((a, b) => a - b);
  return {
    request: toWriteRequest(configuration, table, now, rows),
    evidence: evidence.flatMap((shard, at) => renewed.get(at) ?? [shard]),
    repaired,
  };
}

function placesOf(table: ColumnTable | null): (account: bigint) => number {
  if (table === null) return () => -1;
  const index = createIdIndex(idsOf(table));
  return (account) => locate(index, BigInt64Array.of(account))[0] ?? -1;
}
