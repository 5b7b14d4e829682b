import { NULL_DAY, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { civilFromDay, dayFromCivil, daysInMonth, formatIsoDay } from '#core/crm/days.ts';
import type { Members } from '#core/segments/members.ts';
import { createGroupSums } from '../shared/work/sum-groups.ts';
import { formatMonth, MONTH_COLUMNS as M, monthOfDay } from './deal-months.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';
import type { GenerationRecord } from './generation-record.ts';
import { columnOf } from './column-of.ts';

/** SEG-6: "new" is of the last six months. */
const NEW_MONTHS = 6;
const TOP_ACCOUNTS = 10;

/** Accounts in ABM that came into the CRM since the same day six months ago; null where the org does not say when. */
export function countNewAccounts(
  table: ColumnTable,
  population: Uint8Array,
  asOfDay: number,
): GenerationRecord['newAccounts'] {
  const created = table.columns.get(C.created);
  if (created?.kind !== 'day') return null;
  const since = monthsBefore(asOfDay, NEW_MONTHS);
  let accounts = 0;
  for (let row = 0; row < table.length; row++) {
    const day = created.days[row]!;
    if (population[row] === 1 && day !== NULL_DAY && day >= since && day <= asOfDay) accounts++;
  }
  return { since: formatIsoDay(since), accounts };
}

type Closing = NonNullable<GenerationRecord['closingThisMonth']>;

/** Accounts in ABM with open deals that close in the month of the as-of day, and what those deals come to. */
export function sumClosing(months: readonly ColumnTable[], members: Members, asOfDay: number): Closing {
  const sum = createClosingSum(members, asOfDay);
  for (const table of months) sum.add(table);
  return sum.total();
}

/** The same of months that come one table after the other, an account's all in one. */
export function createClosingSum(
  members: Members,
  asOfDay: number,
): { add(months: ColumnTable): void; total(): Closing } {
  const month = monthOfDay(asOfDay);
  const index = createAscendingIndex(members);
  const sum = createGroupSums(1);
  let accounts = 0;
  return {
    add(months) {
      const rows = new Int32Array(months.length);
      index.locate(columnOf(months, M.account, 'id').values, months.length, rows);
      const values = columnOf(months, M.month, 'number').values;
      const open = columnOf(months, M.open, 'number').values;
      const openMinor = columnOf(months, M.openMinor, 'money').minor;
      for (let row = 0; row < months.length; row++) {
        if (rows[row] === -1 || values[row] !== month || open[row] === 0) continue;
        accounts++;
        sum.add(0, openMinor[row]!);
      }
    },
    total: () => ({ month: formatMonth(month), accounts, pipelineMinor: sum.at(0) }),
  };
}

/** A sum of closing deals with some accounts as they were taken out, and as they are put in; null = not known exactly. */
export function addClosing(all: Closing | null, before: Closing, now: Closing): Closing | null {
  const [whole, out, put] = [all?.pipelineMinor, before.pipelineMinor, now.pipelineMinor];
  if (all?.month !== now.month || typeof whole !== 'number' || out === null || put === null) return null;
  const left = whole - out;
  const pipelineMinor = left + put;
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(pipelineMinor)) return null;
  return { month: now.month, accounts: all.accounts - before.accounts + now.accounts, pipelineMinor };
}

/** Largest revenue won first; of equal ones the lower id. */
export function listTopAccounts(table: ColumnTable, population: Uint8Array): GenerationRecord['topAccounts'] {
  const names = table.columns.get(C.name);
  return topAccounts(table, topRows(table, population), (row) => (names?.kind === 'text' ? textAt(names, row) : null));
}

/** Their rows, in that order. */
export function topRows(table: ColumnTable, population: Uint8Array): readonly number[] {
  const won = columnOf(table, C.won, 'money').minor;
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (population[row] !== 1 || !(won[row]! > 0)) continue;
    const last = rows.at(-1);
    if (rows.length === TOP_ACCOUNTS && last !== undefined && won[row]! <= won[last]!) continue;
    const place = rows.findIndex((other) => won[other]! < won[row]!);
    rows.splice(place === -1 ? rows.length : place, 0, row);
    rows.length = Math.min(rows.length, TOP_ACCOUNTS);
  }
  return rows;
}

/** SEG-6: accounts of the rows that were chosen, with what they have bought in minor units. `nameAt` may hide a name. */
export function topAccounts(
  table: ColumnTable,
  rows: readonly number[],
  nameAt: (row: number) => string | null,
): GenerationRecord['topAccounts'] {
  const won = columnOf(table, C.won, 'money').minor;
  const ids = columnOf(table, C.id, 'id').values;
  return rows.map((row) => ({ id: String(ids[row]), name: nameAt(row), wonMinor: won[row] ?? null }));
}

/** The same day of the month, or its last one where that month is shorter. */
function monthsBefore(day: number, months: number): number {
  const civil = civilFromDay(day);
  const month = civil.year * 12 + civil.month - 1 - months;
  const year = Math.floor(month / 12);
  const ofYear = (month % 12) + 1;
  return dayFromCivil(year, ofYear, Math.min(civil.day, daysInMonth(year, ofYear))) ?? day;
}
