import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatMonth, MONTH_COLUMNS as M, monthOfDay } from '../../score/deal-months.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import { columnOf } from '../../score/column-of.ts';
import { createGroupSums } from '../../shared/work/sum-groups.ts';
import { indexOf } from './member-rows.ts';

/** SEG-4: a year, so that a season shows. Months. */
const TREND_MONTHS = 12;

export interface Performance {
  readonly wonMinor: number | null;
  readonly pipelineMinor: number | null;
  readonly deals: { readonly won: number; readonly lost: number; readonly open: number } | null;
  /** Oldest first, up to the as-of day's month, empty months included. */
  readonly trend:
    | readonly {
        readonly month: string;
        readonly wonMinor: number | null;
        readonly won: number;
        readonly lost: number;
      }[]
    | null;
}

export interface PerformanceInput {
  readonly table: ColumnTable;
  /** Of `table`. */
  readonly rows: Int32Array;
  /** The generation that `table` is, or was cut from. */
  readonly whole: ColumnTable;
  /** null = the generation keeps none. */
  readonly months: readonly ColumnTable[] | null;
}

/** SEG-4 of some rows of a generation. */
export function sumPerformance(
  { table, rows, whole, months }: PerformanceInput,
  {
    asOfDay,
    hideAmounts,
    hideDeals,
  }: { readonly asOfDay: number; readonly hideAmounts: boolean; readonly hideDeals: boolean },
): Performance {
  const counted =
    months === null || hideDeals
      ? null
      : countDeals(months, whole, memberMask(table, rows, whole), { asOfDay, hideAmounts });
  return {
    wonMinor: hideAmounts ? null : sumOf(table, rows, C.won),
    pipelineMinor: hideAmounts ? null : sumOf(table, rows, C.pipeline),
    deals: counted?.deals ?? null,
    trend: counted?.trend ?? null,
  };
}

/** Whose each month is: the row of its account in the generation, -1 = none. Looked up once for all who ask. */
const knownOwners = new WeakMap<ColumnTable, { readonly whole: ColumnTable; readonly rows: Int32Array }>();

function ownersOf(months: ColumnTable, whole: ColumnTable): Int32Array {
  const known = knownOwners.get(months);
  if (known?.whole === whole) return known.rows;
  const rows = new Int32Array(months.length);
  indexOf(whole).locate(columnOf(months, M.account, 'id').values, months.length, rows);
  knownOwners.set(months, { whole, rows });
  return rows;
}

/** 1 = an account of these rows, by its row in the generation. */
function memberMask(table: ColumnTable, rows: Int32Array, whole: ColumnTable): Uint8Array {
  const inWhole = table === whole ? rows : rowsIn(whole, table, rows);
  const isMember = new Uint8Array(whole.length);
  for (const row of inWhole) if (row !== -1) isMember[row] = 1;
  return isMember;
}

function rowsIn(whole: ColumnTable, table: ColumnTable, rows: Int32Array): Int32Array {
  const ids = columnOf(table, C.id, 'id').values;
  const found = new Int32Array(rows.length);
  indexOf(whole).locate(
    BigInt64Array.from(rows, (row) => ids[row]!),
    rows.length,
    found,
  );
  return found;
}

function countDeals(
  tables: readonly ColumnTable[],
  whole: ColumnTable,
  isMember: Uint8Array,
  { asOfDay, hideAmounts }: { readonly asOfDay: number; readonly hideAmounts: boolean },
): { readonly deals: NonNullable<Performance['deals']>; readonly trend: NonNullable<Performance['trend']> } {
  const deals = { won: 0, lost: 0, open: 0 };
  const first = monthOfDay(asOfDay) - TREND_MONTHS + 1;
  const counts = Array.from({ length: TREND_MONTHS }, () => ({ won: 0, lost: 0 }));
  const sums = createGroupSums(TREND_MONTHS);
  for (const months of tables) {
    const owners = ownersOf(months, whole);
    const month = columnOf(months, M.month, 'number').values;
    const wonMinor = columnOf(months, M.wonMinor, 'money').minor;
    const [won, lost, open] = [M.won, M.lost, M.open].map((key) => columnOf(months, key, 'number').values);
    for (let row = 0; row < months.length; row++) {
      const owner = owners[row]!;
      if (owner === -1 || isMember[owner] === 0) continue;
      deals.won += won?.[row] ?? 0;
      deals.lost += lost?.[row] ?? 0;
      deals.open += open?.[row] ?? 0;
      const place = month[row]! - first;
      const count = counts[place];
      if (count === undefined) continue;
      count.won += won?.[row] ?? 0;
      count.lost += lost?.[row] ?? 0;
      sums.add(place, wonMinor[row]!);
    }
  }
  const trend = counts.map((count, place) => ({
    month: formatMonth(first + place),
    wonMinor: hideAmounts ? null : sums.at(place),
    ...count,
  }));
  return { deals, trend };
}

function sumOf(table: ColumnTable, rows: Int32Array, key: string): number | null {
  const { minor } = columnOf(table, key, 'money');
  const sum = createGroupSums(1);
  for (const row of rows) sum.add(0, minor[row]!);
  return sum.at(0);
}
