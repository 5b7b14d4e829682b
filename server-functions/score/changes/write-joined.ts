import { collectTable } from '#core/columns/collect-table.ts';
import { textAt, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import type { Members } from '#core/segments/members.ts';
import { criteriaKinds } from '../../segments/evaluate.ts';
import { writeTableParts } from '../../shared/stores/table-parts.ts';
import { MONTH_COLUMNS } from '../deal-months.ts';
import { GENERATION_COLUMNS as C } from '../generation.ts';
import { generationBlob } from '../generation-record.ts';
import { eachAccounts, eachMonths } from '../load-generation.ts';
import { createClosingSum, topAccounts, topRows } from '../overview-numbers.ts';
import type { WrittenTables } from '../publish-generation.ts';
import type { RunContext } from '../run-context.ts';
import { MONTHS_ROWS } from '../sum-ledger.ts';
import { ACCOUNTS_ROWS } from '../write-accounts.ts';
import { onlyColumns } from './changed-accounts.ts';
import { COUNTED_COLUMNS } from './describe-table.ts';
import type { FormerLedger } from './former-ledger.ts';
import { joinTables, type Replacement } from './join-tables.ts';

/** What becomes of the accounts of the generation before. */
export type AccountChanges = Pick<Replacement, 'without' | 'rows'>;

/** Of all accounts as they are now what is counted over them: a million names stay where they lie. */
export function countedAccounts(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { record }: FormerLedger,
  { without, rows }: AccountChanges,
): Promise<ColumnTable> {
  const former = eachAccounts(ports, org, record, COUNTED_COLUMNS);
  const counted = rows === null ? null : onlyColumns(rows, new Set(COUNTED_COLUMNS));
  const joined = joinTables(former, { key: C.id, without, rows: counted, most: ACCOUNTS_ROWS });
  return collectTable(joined, record.accounts + (rows?.length ?? 0));
}

/** Accounts and months of the generation `id`, range by range out of those before. */
export async function writeJoined(
  { ports, org, control }: Pick<RunContext, 'ports' | 'org' | 'control'>,
  { record }: FormerLedger,
  {
    id,
    accounts,
    months,
    table,
    population,
    members,
    asOfDay,
  }: {
    readonly id: string;
    readonly accounts: AccountChanges;
    /** Months of the accounts that were scored anew. */
    readonly months: ColumnTable | null;
    /** All accounts, as `countedAccounts` gives them. */
    readonly table: ColumnTable;
    readonly population: Uint8Array;
    readonly members: Members;
    readonly asOfDay: number;
  },
): Promise<WrittenTables> {
  const top = topRows(table, population);
  const names = new Map<number, string | null>();
  let kinds: ReadonlyMap<string, ColumnKind> = new Map();
  async function* published(): AsyncGenerator<ColumnTable, void, void> {
    let from = 0;
    const all = { key: C.id, ...accounts, most: ACCOUNTS_ROWS };
    for await (const range of joinTables(eachAccounts(ports, org, record), all)) {
      control.throwIfAborted();
      const to = from + range.length;
      const name = range.columns.get(C.name);
      for (const at of top) if (at >= from && at < to && name?.kind === 'text') names.set(at, textAt(name, at - from));
      kinds = criteriaKinds(range);
      yield range;
      from = to;
    }
  }
  const closing = createClosingSum(members, asOfDay);
  async function* counted(): AsyncGenerator<ColumnTable, void, void> {
    const all = { key: MONTH_COLUMNS.account, without: accounts.without, rows: months, most: MONTHS_ROWS };
    for await (const range of joinTables(eachMonths(ports, org, record), all)) {
      control.throwIfAborted();
      closing.add(range);
      yield range;
    }
  }
  const written = await writeTableParts(ports.blob, org, generationBlob(id, 'accounts'), published());
  const hasMonths = months !== null || typeof record.digests?.months === 'string';
  const kept = hasMonths ? await writeTableParts(ports.blob, org, generationBlob(id, 'months'), counted()) : null;
  return {
    digests: { accounts: written.sha256, months: kept?.sha256 ?? null },
    kinds,
    topAccounts: topAccounts(table, top, (at) => names.get(at) ?? null),
    closingThisMonth: kept === null ? null : closing.total(),
  };
}
