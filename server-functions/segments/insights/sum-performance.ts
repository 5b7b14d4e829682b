import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { formatMonth, MONTH_COLUMNS as M, monthOfDay } from '../../score/deal-months.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import { columnOf } from '../../score/column-of.ts';
import { createGroupSums } from '../../shared/work/sum-groups.ts';

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

/** SEG-4 of some rows of a generation. `months` null = the generation keeps none. */
export function sumPerformance(
  table: ColumnTable,
  rows: Int32Array,
  months: ColumnTable | null,
  {
    asOfDay,
    hideAmounts,
    hideDeals,
  }: { readonly asOfDay: number; readonly hideAmounts: boolean; readonly hideDeals: boolean },
): Performance {
  const counted = months === null || hideDeals ? null : countDeals(table, rows, months, asOfDay, hideAmounts);
  return {
    wonMinor: hideAmounts ? null : sumOf(table, rows, C.won),
    pipelineMinor: hideAmounts ? null : sumOf(table, rows, C.pipeline),
    deals: counted?.deals ?? null,
    trend: counted?.trend ?? null,
  };
}

function countDeals(
  table: ColumnTable,
  rows: Int32Array,
  months: ColumnTable,
  asOfDay: number,
  hideAmounts: boolean,
): { readonly deals: NonNullable<Performance['deals']>; readonly trend: NonNullable<Performance['trend']> } {
  const ids = columnOf(table, C.id, 'id').values;
  const members = BigInt64Array.from(rows, (row) => ids[row]!);
  const member = new Int32Array(months.length);
  createIdIndex(members).locate(columnOf(months, M.account, 'id').values, months.length, member);
  const month = columnOf(months, M.month, 'number').values;
  const wonMinor = columnOf(months, M.wonMinor, 'money').minor;
  const [won, lost, open] = [M.won, M.lost, M.open].map((key) => columnOf(months, key, 'number').values);
  const deals = { won: 0, lost: 0, open: 0 };
  const first = monthOfDay(asOfDay) - TREND_MONTHS + 1;
  const counts = Array.from({ length: TREND_MONTHS }, () => ({ won: 0, lost: 0 }));
  const sums = createGroupSums(TREND_MONTHS);
  for (let row = 0; row < months.length; row++) {
    if (member[row] === -1) continue;
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
