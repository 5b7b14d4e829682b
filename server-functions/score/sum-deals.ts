import { NULL_DAY, type ColumnTable, type TextColumn } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { STAGE_TYPES } from '#core/mapping/derive-stage-type.ts';
import { addDeals, createRfmAggregate, type RfmAggregate, type RfmDeals } from '#core/techniques/rfm/aggregate.ts';
import { columnOf } from './column-of.ts';
import { LEDGER_COLUMNS as L } from './deal-ledger.ts';
import type { DealMonths } from './deal-months.ts';
import { createLineAdder, type LineAdder } from './deal-units.ts';
import type { DealCounts } from './generation.ts';
import { GrowingDeals } from './growing-deals.ts';
import type { UnitSource } from './plan-reading.ts';

export interface DealTotals {
  readonly aggregate: RfmAggregate;
  readonly counts: DealCounts;
  /** Minor units per account; `NaN` = beyond what a number holds exactly. */
  readonly wonMinor: Float64Array;
  readonly pipelineMinor: Float64Array;
}

/** Ledger rows into per-account sums: memory is per account, plus the contributing deals where products are counted. */
export interface DealSummer {
  /** Deals read so far. */
  readonly read: number;
  /** `months` in place of the summer's own. */
  add(ledger: ColumnTable, months?: DealMonths): void;
  /** All deals are in; line items follow. Only where `units` is `lineItems`. */
  lines(): LineAdder;
  finish(): DealTotals;
}

/** `months` is filled where given; it needs the ledger's closing days. */
export function createDealSummer(
  accountIds: BigInt64Array,
  {
    asOfDay,
    units,
    months,
  }: { readonly asOfDay: number; readonly units: UnitSource; readonly months: DealMonths | null },
): DealSummer {
  const index = createIdIndex(accountIds);
  const aggregate = createRfmAggregate(accountIds.length);
  const wonMinor = new Float64Array(accountIds.length);
  const pipelineMinor = new Float64Array(accountIds.length);
  const kept = units.kind === 'lineItems' ? new GrowingDeals() : null;
  const counts = { read: 0, contributing: 0, open: 0 };
  let withLines: RfmDeals | null = null;

  return {
    get read() {
      return counts.read;
    },
    add(ledger, monthsOfThese = months ?? undefined) {
      const { deals, amount, stageOf } = toDeals(ledger, index);
      const { account, day, contributing } = deals;
      if (kept === null) addDeals(aggregate, deals, asOfDay);
      else kept.append(deals);
      const open = stageOf.dictionary.indexOf('open');
      for (let row = 0; row < ledger.length; row++) {
        const ordinal = account[row]!;
        if (contributing[row] === 1) {
          counts.contributing++;
          if (ordinal >= 0 && isCountable(day[row]!, asOfDay)) addExactly(wonMinor, ordinal, amount[row]!);
        }
        if (open !== -1 && stageOf.codes[row] === open) {
          counts.open++;
          if (ordinal >= 0) addExactly(pipelineMinor, ordinal, amount[row]!);
        }
      }
      if (monthsOfThese !== undefined) addMonths(monthsOfThese, deals, { ledger, amount, stageOf, asOfDay });
      counts.read += ledger.length;
    },
    lines() {
      withLines = kept?.toDeals() ?? null;
      if (withLines === null) throw new TypeError('no line items were planned');
      return createLineAdder(withLines);
    },
    finish() {
      if (withLines !== null) addDeals(aggregate, withLines, asOfDay);
      return { aggregate, counts: { ...aggregate.counts, ...counts }, wonMinor, pipelineMinor };
    },
  };
}

function toDeals(
  ledger: ColumnTable,
  index: ReturnType<typeof createIdIndex>,
): { readonly deals: RfmDeals; readonly amount: Float64Array; readonly stageOf: TextColumn } {
  const account = new Int32Array(ledger.length);
  index.locate(columnOf(ledger, L.account, 'id').values, ledger.length, account);
  const units = ledger.columns.get(L.units);
  const monetary = columnOf(ledger, L.monetary, 'money').minor;
  return {
    deals: {
      length: ledger.length,
      id: columnOf(ledger, L.id, 'id').values,
      account,
      day: columnOf(ledger, L.day, 'day').days,
      amountMinor: monetary,
      units: units?.kind === 'number' ? units.values : new Float64Array(ledger.length).fill(1),
      contributing: columnOf(ledger, L.contributing, 'boolean').values,
    },
    amount: ledger.columns.has(L.amount) ? columnOf(ledger, L.amount, 'money').minor : monetary,
    stageOf: columnOf(ledger, L.stage, 'text'),
  };
}

function addMonths(
  months: DealMonths,
  deals: RfmDeals,
  {
    ledger,
    amount,
    stageOf,
    asOfDay,
  }: {
    readonly ledger: ColumnTable;
    readonly amount: Float64Array;
    readonly stageOf: TextColumn;
    readonly asOfDay: number;
  },
): void {
  const closing = columnOf(ledger, L.closing, 'day').days;
  // Stored ledgers keep only the entries that their rows use, in an order of their own.
  const stages = stageOf.dictionary.map((entry) => STAGE_TYPES.find((stage) => stage === entry) ?? 'none');
  for (let row = 0; row < ledger.length; row++) {
    const account = deals.account[row]!;
    if (account < 0) continue;
    const closingDay = closing[row]!;
    const stage = stages[stageOf.codes[row]!] ?? 'none';
    const isWon = deals.contributing[row] === 1 && isCountable(deals.day[row]!, asOfDay);
    const kind = stage === 'won' && closingDay > asOfDay ? 'none' : stage;
    const wonMinor = isWon ? amount[row]! : Number.NaN;
    const openMinor = stage === 'open' ? amount[row]! : Number.NaN;
    if (kind !== 'none' || isWon) months.add({ account, closingDay, kind, wonMinor, openMinor });
  }
}

function isCountable(day: number, asOfDay: number): boolean {
  return day !== NULL_DAY && day <= asOfDay;
}

/** Sums of integers are exact while they are safe; one that is not becomes, and stays, `NaN`: "cannot be stated". */
function addExactly(sums: Float64Array, ordinal: number, minor: number): void {
  if (Number.isNaN(minor)) return;
  const sum = sums[ordinal]! + minor;
  sums[ordinal] = Number.isSafeInteger(sum) ? sum : Number.NaN;
}
