import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Members } from '#core/segments/members.ts';
import { dropDeadBuffers } from '../shared/jobs/drop-dead-buffers.ts';
import { writeTableParts } from '../shared/stores/table-parts.ts';
import { DealMonths, MONTH_COLUMNS } from './deal-months.ts';
import { generationBlob, type GenerationRecord } from './generation-record.ts';
import { createLedgerObjects } from './ledger/ledger-objects.ts';
import { createClosingSum } from './overview-numbers.ts';
import type { RunContext } from './run-context.ts';
import { generationOf, type RunRow } from './run-row.ts';
import type { DealSummer } from './sum-deals.ts';

/** Months of so many rows lie in one object: 14 MB as they are read. Rows. */
export const MONTHS_ROWS = 250_000;

export interface WrittenMonths {
  readonly sha256: string;
  readonly closing: GenerationRecord['closingThisMonth'];
}

interface Summed {
  /** Accounts, ascending. */
  readonly ids: BigInt64Array;
  readonly summer: DealSummer;
  /** Accounts in ABM. */
  readonly members: Members;
  readonly asOfDay: number;
}

/**
 * The ledger into the summer, one range of accounts after the other, and its months into the generation as they come: a month of
 * an account takes more than a deal does, and a large org has more of them than fit into a function.
 */
export async function sumLedger(context: RunContext, row: RunRow, summed: Summed): Promise<WrittenMonths> {
  const { ports, org } = context;
  const closing = createClosingSum(summed.members, summed.asOfDay);
  async function* counted(): AsyncGenerator<ColumnTable, void, void> {
    for await (const months of joinSmall(monthsByRange(context, row, summed), context.limits.monthsRows)) {
      closing.add(months);
      yield months;
    }
  }
  const { sha256 } = await writeTableParts(
    ports.blob,
    org,
    generationBlob(generationOf(row), 'months'),
    counted(),
    MONTH_COLUMNS.account,
  );
  return { sha256, closing: closing.total() };
}

async function* monthsByRange(
  { ports, org, control }: RunContext,
  row: RunRow,
  { ids, summer }: Summed,
): AsyncGenerator<ColumnTable, void, void> {
  const objects = createLedgerObjects(ports, org, generationOf(row));
  const { starts, deals } = row.job.cursor.ledger;
  let from = 0;
  for (const [at, { name }] of deals.entries()) {
    control.throwIfAborted();
    const next = starts?.[at + 1];
    const to = next === undefined ? ids.length : firstFrom(ids, BigInt(next), from);
    if (name !== null) {
      const months = new DealMonths();
      summer.add(await objects.read(name), months);
      yield months.toTable(ids, from, to);
    }
    from = to;
    dropDeadBuffers();
  }
}

/** At least one table, so that even no months have their columns. */
async function* joinSmall(tables: AsyncIterable<ColumnTable>, most: number): AsyncGenerator<ColumnTable, void, void> {
  let waiting: ColumnTable[] = [];
  let rows = 0;
  let given = 0;
  for await (const table of tables) {
    waiting.push(table);
    rows += table.length;
    if (rows < most) continue;
    yield await collectTable(waiting, rows);
    given++;
    waiting = [];
    rows = 0;
  }
  if (rows === 0 && given > 0) return;
  yield waiting.length === 0 ? new DealMonths().toTable(new BigInt64Array(0)) : await collectTable(waiting, rows);
}

/** The first place from `from` on whose id is not below. */
function firstFrom(ids: BigInt64Array, id: bigint, from: number): number {
  let at = from;
  while (at < ids.length && ids[at]! < id) at++;
  return at;
}
