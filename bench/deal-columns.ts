import type { CsvColumn } from '#core/columns/csv-spec.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { IdIndex } from '#core/columns/key-index.ts';
import type { RfmDeals } from '#core/techniques/rfm/aggregate.ts';
import { columnOf } from '#server-functions/score/column-of.ts';

const WON = 'Closed Won';
/** Of the generated amounts. */
export const AMOUNT_DIGITS = 2;

/** Columns of a generated deals.csv that RFM reads. */
export const DEAL_COLUMNS: readonly CsvColumn[] = [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Account_Name', as: 'account', kind: 'id' },
  { header: 'Closing_Date', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
  { header: 'Stage', as: 'stage', kind: 'text' },
  {
    header: 'Amount',
    as: 'amount',
    kind: 'money',
    digits: AMOUNT_DIGITS,
    decimalSeparator: 'point',
    homeCurrency: 'USD',
    rates: new Map(),
    means: 'foreignPerHome',
  },
];

/** A batch of them by the accounts' ordinals; won deals contribute. */
export function rfmDealsOf(table: ColumnTable, index: IdIndex): RfmDeals {
  const { length } = table;
  const account = new Int32Array(length);
  index.locate(columnOf(table, 'account', 'id').values, length, account);
  const { codes, dictionary } = columnOf(table, 'stage', 'text');
  const won = dictionary.indexOf(WON);
  const contributing = new Uint8Array(length);
  for (let row = 0; row < length; row++) contributing[row] = codes[row] === won ? 1 : 0;
  return {
    length,
    id: columnOf(table, 'id', 'id').values,
    account,
    day: columnOf(table, 'day', 'day').days,
    amountMinor: columnOf(table, 'amount', 'money').minor,
    units: new Float64Array(length).fill(1),
    contributing,
  };
}
