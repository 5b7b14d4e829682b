import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { CompiledCriteria } from '#core/criteria/evaluate-criteria.ts';
import { deriveStageType } from '#core/mapping/derive-stage-type.ts';
import { STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import { unitsOf } from './deal-units.ts';
import { DEAL_COLUMNS, type ReadingPlan } from './plan-reading.ts';
import { columnOf } from './column-of.ts';

/** Columns of the deal ledger (decision 12): what sums over deals need, about 40 bytes a deal. */
export const LEDGER_COLUMNS = {
  id: 'id',
  /** The account's id, not its place: a ledger outlives the accounts it was read beside. */
  account: 'account',
  /** RFM's recency field. */
  day: 'day',
  /** RFM's amount. */
  monetary: 'monetary',
  /** The deal's amount where RFM takes another field; else absent. */
  amount: 'amount',
  /** Closing day, where the plan reads it. */
  closing: 'closing',
  /** `open`, `won`, `lost` or empty. */
  stage: 'stage',
  /** Boolean: the contributing criteria hold. */
  contributing: 'contributing',
  /** What the deal adds to frequency; absent = 1, or its line items. */
  units: 'units',
} as const;

/** One batch of deals as ledger rows; arrays are the batch's own where they can be. */
export function toLedger(batch: ColumnTable, plan: ReadingPlan, contributing: CompiledCriteria): ColumnTable {
  const stage = deriveStageType(columnOf(batch, DEAL_COLUMNS.stage, 'text'), plan.stageOptions);
  const table: ColumnTable = { length: batch.length, columns: new Map([...batch.columns, [STAGE_TYPE, stage]]) };
  const columns = new Map<string, Column>([
    [LEDGER_COLUMNS.id, columnOf(table, DEAL_COLUMNS.id, 'id')],
    [LEDGER_COLUMNS.account, columnOf(table, DEAL_COLUMNS.account, 'id')],
    [LEDGER_COLUMNS.day, columnOf(table, plan.dayKey, 'day')],
    [LEDGER_COLUMNS.monetary, columnOf(table, plan.monetaryKey, 'money')],
    [LEDGER_COLUMNS.stage, stage],
    [LEDGER_COLUMNS.contributing, { kind: 'boolean', values: contributing.evaluate(table) }],
  ]);
  if (plan.monetaryKey !== DEAL_COLUMNS.amount)
    columns.set(LEDGER_COLUMNS.amount, columnOf(table, DEAL_COLUMNS.amount, 'money'));
  const closing = table.columns.get(DEAL_COLUMNS.closingDay);
  if (closing !== undefined) columns.set(LEDGER_COLUMNS.closing, closing);
  if (plan.units.kind === 'column')
    columns.set(LEDGER_COLUMNS.units, { kind: 'number', values: unitsOf(table, plan.units) });
  return { length: batch.length, columns };
}
