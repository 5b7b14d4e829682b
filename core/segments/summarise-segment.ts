import { NULL_ID, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { idsOf, type Members } from './members.ts';

/** SEG-1: the numbers of a card. Amounts in minor units of the home currency. */
export interface SegmentSummary {
  /** Members found in `records`. */
  readonly records: number;
  /** Distinct accounts among them. */
  readonly accounts: number;
  /** Members whose record, or whose account, is not there any more. */
  readonly missing: number;
  /** Contributing deals, all time, of those accounts. */
  readonly wonMinor: AmountSum;
  /** Open deals of those accounts. */
  readonly pipelineMinor: AmountSum;
}

/** null = beyond 2^53 - 1, where a number would no longer be exact. */
export type AmountSum = number | null;

export interface SummaryInput {
  readonly members: Members;
  /** Records of the segment's module; for accounts the same table as `accounts`. */
  readonly records: ColumnTable;
  /** Id column of `records` that names the account: `id` for accounts, the lookup for contacts and deals. */
  readonly accountKey: string;
  /** The generation. */
  readonly accounts: ColumnTable;
  /** Money columns of `accounts`. Accounts without an amount add nothing. */
  readonly wonKey: string;
  readonly pipelineKey: string;
}

/** Sums over the distinct accounts behind the members: an account with two contacts in the segment counts once. */
export function summariseSegment(input: SummaryInput): SegmentSummary {
  const { members, records, accounts } = input;
  const recordRows = new Int32Array(members.length);
  createIdIndex(idsOf(records).subarray(0, records.length)).locate(members, members.length, recordRows);

  const accountColumn = records.columns.get(input.accountKey);
  if (accountColumn?.kind !== 'id') throw new TypeError(`${input.accountKey} is not an id column`);
  const accountIds = new BigInt64Array(members.length);
  let found = 0;
  for (let index = 0; index < members.length; index++) {
    const row = recordRows[index]!;
    accountIds[index] = row === -1 ? NULL_ID : accountColumn.values[row]!;
    if (row !== -1) found++;
  }

  const accountRows = records === accounts && input.accountKey === 'id' ? recordRows : new Int32Array(members.length);
  if (accountRows !== recordRows)
    createIdIndex(idsOf(accounts).subarray(0, accounts.length)).locate(accountIds, members.length, accountRows);
  const seen = new Uint8Array(accounts.length);
  let without = 0;
  for (const row of accountRows) {
    if (row === -1) without++;
    else seen[row] = 1;
  }
  return {
    records: found,
    accounts: seen.reduce((count, bit) => count + bit, 0),
    missing: without,
    wonMinor: sumMoney(accounts, input.wonKey, seen),
    pipelineMinor: sumMoney(accounts, input.pipelineKey, seen),
  };
}

/** Largest partial sum in a Float64 before it moves to the BigInt: adding one more safe integer stays exact below 2^53. */
const SPILL = 2 ** 52;

function sumMoney(table: ColumnTable, key: string, mask: Uint8Array): AmountSum {
  const column = table.columns.get(key);
  if (column?.kind !== 'money') throw new TypeError(`${key} is not a money column`);
  let total = 0n;
  let partial = 0;
  for (let row = 0; row < table.length; row++) {
    const minor = column.minor[row]!;
    if (mask[row] !== 1 || Number.isNaN(minor)) continue;
    if (Math.abs(minor) >= SPILL) {
      total += BigInt(minor);
      continue;
    }
    partial += minor;
    if (Math.abs(partial) >= SPILL) {
      total += BigInt(partial);
      partial = 0;
    }
  }
  total += BigInt(partial);
  const magnitude = total < 0n ? -total : total;
  return magnitude > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(total);
}
