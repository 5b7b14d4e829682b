import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { columnOf } from '../column-of.ts';
import { withoutPresentValues } from '../project-labels.ts';
import { sameCells } from './same-cells.ts';

/** Which accounts have to be scored anew, and what is known of them. */
export interface ChangedAccounts {
  /** Of the generation before those accounts that were swept, are gone, or have other deals. */
  readonly former: ColumnTable;
  /** Accounts as the sweep read them, label fields included, by id; null = none. */
  readonly swept: ColumnTable | null;
  /** Accounts of the generation before that are gone. */
  readonly removed: ReadonlySet<bigint>;
  /** Accounts that are new. */
  readonly added: ReadonlySet<bigint>;
  /** Fields of the accounts to score, by id: new ones, those with other values, and those with other deals. */
  readonly table: ColumnTable;
}

/** `touched` are accounts with other deals than before. What was swept and is the same changes nothing. */
export async function findChangedAccounts({
  former,
  swept,
  gone,
  touched,
}: {
  readonly former: ColumnTable;
  /** Without those that are gone. */
  readonly swept: ColumnTable | null;
  readonly gone: ReadonlySet<bigint>;
  readonly touched: BigInt64Array;
}): Promise<ChangedAccounts> {
  const index = createIdIndex(idsOf(former));
  const fields = swept === null ? null : withoutPresentValues(swept);
  const removed = new Set<bigint>();
  const goneIds = BigInt64Array.from(gone);
  locate(index, goneIds).forEach((row, at) => {
    if (row !== -1) removed.add(goneIds[at] ?? 0n);
  });

  const sweptRows: number[] = [];
  const added = new Set<bigint>();
  const isSwept = new Set<bigint>();
  const byDeals = new Set(touched);
  if (fields !== null) {
    const ids = idsOf(fields);
    locate(index, ids).forEach((before, row) => {
      const id = ids[row] ?? 0n;
      isSwept.add(id);
      if (before === -1) added.add(id);
      if (before === -1 || byDeals.has(id) || !sameCells(fields, row, former, before)) sweptRows.push(row);
    });
  }
  const others = touched.filter((id) => !isSwept.has(id) && !gone.has(id));
  const formerRows = locate(index, others).filter((row) => row !== -1);
  const keys = fields === null ? null : new Set(fields.columns.keys());
  const table = await collectTable([
    ...(fields === null || sweptRows.length === 0 ? [] : [permuteTable(fields, Int32Array.from(sweptRows))]),
    ...(formerRows.length === 0 ? [] : [permuteTable(keys === null ? former : onlyColumns(former, keys), formerRows)]),
  ]);
  return { former, swept, removed, added, table: table.length === 0 ? table : sortById(table) };
}

/** The table with those of the columns that it has. */
export function onlyColumns(table: ColumnTable, keys: ReadonlySet<string>): ColumnTable {
  return { length: table.length, columns: new Map([...table.columns].filter(([key]) => keys.has(key))) };
}

/** Ids of a table's rows. */
export function idsOf(table: ColumnTable): BigInt64Array {
  return table.length === 0 ? new BigInt64Array(0) : columnOf(table, 'id', 'id').values.subarray(0, table.length);
}

/** Row of each id; -1 = none. */
export function locate(index: ReturnType<typeof createIdIndex>, ids: BigInt64Array): Int32Array {
  const rows = new Int32Array(ids.length);
  index.locate(ids, ids.length, rows);
  return rows;
}
