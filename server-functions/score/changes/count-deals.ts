import { NULL_DAY, type ColumnTable } from '#core/columns/column-table.ts';
import type { IdIndex } from '#core/columns/key-index.ts';
import { MAX_UNITS_PER_DEAL } from '#core/techniques/rfm/aggregate.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L } from '../deal-ledger.ts';
import type { DealCounts } from '../generation.ts';

export type Counts = { -readonly [Count in keyof DealCounts]: number };

/** Adds where the deals of a shard went to `counts`, `times` over: minus once takes out what was added before. */
export function countDeals(
  counts: Counts,
  ledger: ColumnTable,
  { accounts: index, asOfDay, times }: { readonly accounts: IdIndex; readonly asOfDay: number; readonly times: 1 | -1 },
): void {
  const accounts = new Int32Array(ledger.length);
  index.locate(columnOf(ledger, L.account, 'id').values, ledger.length, accounts);
  const days = columnOf(ledger, L.day, 'day').days;
  const contributing = columnOf(ledger, L.contributing, 'boolean').values;
  const monetary = columnOf(ledger, L.monetary, 'money').minor;
  const stage = columnOf(ledger, L.stage, 'text');
  const units = ledger.columns.get(L.units);
  const open = stage.dictionary.indexOf('open');
  for (let row = 0; row < ledger.length; row++) {
    counts.read += times;
    if (open !== -1 && stage.codes[row] === open) counts.open += times;
    if (contributing[row] !== 1) continue;
    counts.contributing += times;
    const day = days[row]!;
    if (accounts[row] === -1) counts.withoutAccount += times;
    else if (day === NULL_DAY) counts.withoutDay += times;
    else if (day > asOfDay) counts.afterAsOf += times;
    else {
      counts.counted += times;
      const unit = units?.kind === 'number' ? units.values[row]! : 1;
      if (!(Math.abs(unit) <= MAX_UNITS_PER_DEAL)) counts.withoutUnits += times;
      if (Number.isNaN(monetary[row]!)) counts.withoutAmount += times;
    }
  }
}
