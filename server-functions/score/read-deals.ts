import {
  NULL_DAY,
  type Column,
  type ColumnKind,
  type ColumnTable,
  type TextColumn,
} from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { deriveStageType, STAGE_TYPES } from '#core/mapping/derive-stage-type.ts';
import { STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import { addDeals, createRfmAggregate, type RfmAggregate, type RfmDeals } from '#core/techniques/rfm/aggregate.ts';
import { addLineQuantities, unitsOf } from './deal-units.ts';
import type { DealCounts, ModuleRead, ScoreInput } from './generation.ts';
import type { DealMonths } from './deal-months.ts';
import { GrowingDeals } from './growing-deals.ts';
import { DEAL_COLUMNS, type ReadingPlan, type ReadingScope } from './plan-reading.ts';

const OPEN = STAGE_TYPES.indexOf('open');

export interface DealSums {
  readonly aggregate: RfmAggregate;
  readonly counts: DealCounts;
  /** Minor units per account; `NaN` = beyond what a number holds exactly. */
  readonly wonMinor: Float64Array;
  readonly pipelineMinor: Float64Array;
  readonly reads: readonly ModuleRead[];
}

export interface DealsInput extends Pick<ScoreInput, 'crm' | 'asOfDay' | 'cancellation' | 'onProgress'> {
  readonly configuration: ReadingScope;
  /** Filled where given: the same deals by month. Needs the plan's closing day. */
  readonly months?: DealMonths;
}

/** Streams the deals into per-account sums: memory is per account, plus one batch (and the contributing deals when products are counted). */
export async function readDeals(
  { crm, configuration, asOfDay, cancellation, onProgress, months }: DealsInput,
  plan: ReadingPlan,
  accountIds: BigInt64Array,
  minorDigits: number,
): Promise<DealSums> {
  const index = createIdIndex(accountIds);
  const aggregate = createRfmAggregate(accountIds.length);
  const wonMinor = new Float64Array(accountIds.length);
  const pipelineMinor = new Float64Array(accountIds.length);
  const contributing = compileCriteria(plan.contributing, { asOfDay, minorDigits });
  const kept = plan.units.kind === 'lineItems' ? new GrowingDeals() : null;
  const counts = { read: 0, contributing: 0, open: 0 };

  const { module } = configuration.mapping.deals;
  const reading = crm.readTable({ module, fields: plan.dealFields }, cancellation);
  for await (const batch of reading.batches) {
    cancellation?.throwIfAborted();
    const stageType = deriveStageType(columnOf(batch, DEAL_COLUMNS.stage, 'text'), plan.stageOptions);
    const table: ColumnTable = { length: batch.length, columns: new Map([...batch.columns, [STAGE_TYPE, stageType]]) };
    const account = new Int32Array(table.length);
    index.locate(columnOf(table, DEAL_COLUMNS.account, 'id').values, table.length, account);
    const deals: RfmDeals = {
      length: table.length,
      id: columnOf(table, DEAL_COLUMNS.id, 'id').values,
      account,
      day: columnOf(table, plan.dayKey, 'day').days,
      amountMinor: columnOf(table, plan.monetaryKey, 'money').minor,
      units: unitsOf(table, plan.units),
      contributing: contributing.evaluate(table),
    };
    if (kept === null) addDeals(aggregate, deals, asOfDay);
    else kept.append(deals);

    const amount = columnOf(table, DEAL_COLUMNS.amount, 'money').minor;
    for (let row = 0; row < table.length; row++) {
      const ordinal = account[row]!;
      const open = stageType.codes[row] === OPEN;
      if (deals.contributing[row] === 1) {
        counts.contributing++;
        if (ordinal >= 0 && isCountable(deals.day[row]!, asOfDay)) addExactly(wonMinor, ordinal, amount[row]!);
      }
      if (open) {
        counts.open++;
        if (ordinal >= 0) addExactly(pipelineMinor, ordinal, amount[row]!);
      }
    }
    if (months !== undefined) addMonths(months, deals, { table, stageType, amount, asOfDay });
    counts.read += table.length;
    onProgress?.({ step: 'deals', rows: counts.read });
  }
  const reads: ModuleRead[] = [{ module, report: await reading.report }];
  if (kept !== null && plan.units.kind === 'lineItems') {
    const deals = kept.toDeals();
    reads.push(await addLineQuantities(deals, plan.units.source, crm, cancellation));
    onProgress?.({ step: 'lineItems', rows: reads.at(-1)?.report.rows ?? 0 });
    addDeals(aggregate, deals, asOfDay);
  }
  return { aggregate, counts: { ...aggregate.counts, ...counts }, wonMinor, pipelineMinor, reads };
}

function addMonths(
  months: DealMonths,
  deals: RfmDeals,
  {
    table,
    stageType,
    amount,
    asOfDay,
  }: {
    readonly table: ColumnTable;
    readonly stageType: TextColumn;
    readonly amount: Float64Array;
    readonly asOfDay: number;
  },
): void {
  const closing = columnOf(table, DEAL_COLUMNS.closingDay, 'day').days;
  for (let row = 0; row < table.length; row++) {
    const account = deals.account[row]!;
    if (account < 0) continue;
    const code = stageType.codes[row]!;
    const closingDay = closing[row]!;
    const stage = STAGE_TYPES[code] ?? 'none';
    const isWon = deals.contributing[row] === 1 && isCountable(deals.day[row]!, asOfDay);
    const kind = stage === 'won' && closingDay > asOfDay ? 'none' : stage;
    const wonMinor = isWon ? amount[row]! : Number.NaN;
    const openMinor = stage === 'open' ? amount[row]! : Number.NaN;
    if (kind !== 'none' || isWon) months.add({ account, closingDay, kind, wonMinor, openMinor });
  }
}

/** The column a plan asked for; anything else is an adapter's bug. */
export function columnOf<K extends ColumnKind>(table: ColumnTable, key: string, kind: K): Extract<Column, { kind: K }> {
  const column = table.columns.get(key);
  if (!isOfKind(column, kind)) throw new TypeError(`the reading gave no ${kind} column ${key}`);
  return column;
}

function isOfKind<K extends ColumnKind>(column: Column | undefined, kind: K): column is Extract<Column, { kind: K }> {
  return column?.kind === kind;
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
