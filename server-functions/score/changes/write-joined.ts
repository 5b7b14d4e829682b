import { collectTable } from '#core/columns/collect-table.ts';
import { textAt, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import type { Members } from '#core/segments/members.ts';
import { criteriaKinds } from '../../segments/evaluate.ts';
import { dropDeadBuffers } from '../../shared/jobs/drop-dead-buffers.ts';
import { readTablePart, writeTableParts, type TablePart } from '../../shared/stores/table-parts.ts';
import { MONTH_COLUMNS } from '../deal-months.ts';
import { GENERATION_COLUMNS as C } from '../generation.ts';
import { generationBlob, type GenerationRecord } from '../generation-record.ts';
import { eachAccounts, eachMonths, listParts } from '../load-generation.ts';
import { addClosing, createClosingSum, topAccounts, topRows } from '../overview-numbers.ts';
import type { WrittenTables } from '../publish-generation.ts';
import type { RunContext } from '../run-context.ts';
import { onlyColumns } from './changed-accounts.ts';
import { COUNTED_COLUMNS } from './describe-table.ts';
import type { FormerLedger } from './former-ledger.ts';
import { joinParts } from './join-parts.ts';
import { joinTables, type Replacement } from './join-tables.ts';

/** What becomes of the accounts of the generation before. */
export type AccountChanges = Pick<Replacement, 'without' | 'rows'>;
type Context = Pick<RunContext, 'ports' | 'org' | 'control' | 'limits'>;

/** Of all accounts as they are now, `length` of them, what is counted over them: a million names stay where they lie. */
export function countedAccounts(
  { ports, org, limits }: Context,
  { record }: FormerLedger,
  { without, rows }: AccountChanges,
  length: number,
): Promise<ColumnTable> {
  async function* former(): AsyncGenerator<ColumnTable, void, void> {
    for await (const range of eachAccounts(ports, org, record, COUNTED_COLUMNS)) {
      yield range;
      dropDeadBuffers();
    }
  }
  const counted = rows === null ? null : onlyColumns(rows, new Set(COUNTED_COLUMNS));
  const joined = joinTables(former(), { key: C.id, without, rows: counted, most: limits.accountsRows });
  return collectTable(joined, length);
}

/**
 * Accounts and months of the generation `id` out of those before: of a large org the objects that nothing has come into are named
 * again, and are neither read nor written.
 */
export async function writeJoined(
  context: Context,
  { record }: FormerLedger,
  {
    id,
    accounts,
    months,
    table,
    population,
    moved,
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
    /** Accounts in ABM among those that were replaced, and among what replaces them. */
    readonly moved: { readonly before: Members; readonly now: Members };
    /** All accounts in ABM. */
    readonly members: Members;
    readonly asOfDay: number;
  },
): Promise<WrittenTables> {
  const { ports, org } = context;
  const top = topRows(table, population);
  const names = new Map<number, string | null>();
  let kinds: ReadonlyMap<string, ColumnKind> | null = null;
  async function* published(): AsyncGenerator<ColumnTable | TablePart, void, void> {
    let from = 0;
    const all = { key: C.id, ...accounts, most: context.limits.accountsRows };
    for await (const range of joinStored(context, record, 'accounts', all)) {
      const to = from + ('columns' in range ? range.length : range.rows);
      if ('columns' in range) {
        const name = range.columns.get(C.name);
        for (const at of top)
          if (at >= from && at < to && name?.kind === 'text') names.set(at, textAt(name, at - from));
        kinds = criteriaKinds(range);
      }
      yield range;
      from = to;
    }
  }
  const written = await writeTableParts(ports.blob, org, generationBlob(id, 'accounts'), published(), C.id);
  const present = { id, digests: { accounts: written.sha256, months: null } };
  const ids = BigInt64Array.from(top.filter((at) => !names.has(at)).map((at) => idAt(table, at))).sort();
  if (kinds === null || ids.length > 0)
    for await (const range of eachAccounts(ports, org, present, undefined, ids)) {
      kinds ??= criteriaKinds(range);
      nameRows(range, table, top, names);
    }
  const hasMonths = months !== null || typeof record.digests?.months === 'string';
  const kept = hasMonths ? await writeMonths(context, record, { id, accounts, months, moved, members, asOfDay }) : null;
  return {
    digests: { accounts: written.sha256, months: kept?.sha256 ?? null },
    kinds: kinds ?? new Map(),
    topAccounts: topAccounts(table, top, (at) => names.get(at) ?? null),
    closingThisMonth: kept?.closing ?? null,
  };
}

/** The deals of accounts that changed are taken out of what closes this month and put in anew; where that is not exact, all are counted. */
async function writeMonths(
  context: Context,
  record: GenerationRecord,
  {
    id,
    accounts,
    months,
    moved,
    members,
    asOfDay,
  }: Pick<Parameters<typeof writeJoined>[2], 'id' | 'accounts' | 'months' | 'moved' | 'members' | 'asOfDay'>,
): Promise<{ readonly sha256: string; readonly closing: GenerationRecord['closingThisMonth'] }> {
  const { ports, org, control, limits } = context;
  const [before, now] = [createClosingSum(moved.before, asOfDay), createClosingSum(moved.now, asOfDay)];
  const all = { key: MONTH_COLUMNS.account, without: accounts.without, rows: months, most: limits.monthsRows };
  const ranges = joinStored(context, record, 'months', all, (range) => before.add(range));
  const { sha256 } = await writeTableParts(
    ports.blob,
    org,
    generationBlob(id, 'months'),
    ranges,
    MONTH_COLUMNS.account,
  );
  if (months !== null) now.add(months);
  const moves = addClosing(record.closingThisMonth, before.total(), now.total());
  if (moves !== null) return { sha256, closing: moves };
  const whole = createClosingSum(members, asOfDay);
  for await (const range of eachMonths(ports, org, { id, digests: { accounts: '', months: sha256 } })) {
    control.throwIfAborted();
    whole.add(range);
    dropDeadBuffers();
  }
  return { sha256, closing: whole.total() };
}

/** `look` is shown whatever is read of what stood before. */
async function* joinStored(
  { ports, org, control }: Context,
  record: GenerationRecord,
  table: 'accounts' | 'months',
  replacement: Replacement,
  look: (range: ColumnTable) => void = () => undefined,
): AsyncGenerator<ColumnTable | TablePart, void, void> {
  const parts = await listParts(ports, org, record, table);
  const isKnown = parts?.every(({ rows, ids }) => rows === 0 || ids !== undefined) === true;
  const read = async (part: TablePart): Promise<ColumnTable> => {
    const range = await readTablePart(ports.blob, org, part);
    look(range);
    return range;
  };
  async function* whole(): AsyncGenerator<ColumnTable, void, void> {
    for await (const range of table === 'accounts'
      ? eachAccounts(ports, org, record)
      : eachMonths(ports, org, record)) {
      look(range);
      yield range;
    }
  }
  // What an earlier version wrote does not say where its rows lie.
  const ranges = parts !== null && isKnown ? joinParts({ parts, read }, replacement) : joinTables(whole(), replacement);
  for await (const range of ranges) {
    control.throwIfAborted();
    yield range;
    dropDeadBuffers();
  }
}

function idAt(table: ColumnTable, row: number): bigint {
  const ids = table.columns.get(C.id);
  return ids?.kind === 'id' ? (ids.values[row] ?? 0n) : 0n;
}

/** Names of those rows of `table` that are in the range. */
function nameRows(
  range: ColumnTable,
  table: ColumnTable,
  rows: readonly number[],
  names: Map<number, string | null>,
): void {
  const [ids, name] = [range.columns.get(C.id), range.columns.get(C.name)];
  if (ids?.kind !== 'id' || name?.kind !== 'text') return;
  for (const row of rows) {
    const place = ids.values.subarray(0, range.length).indexOf(idAt(table, row));
    if (place !== -1) names.set(row, textAt(name, place));
  }
}
