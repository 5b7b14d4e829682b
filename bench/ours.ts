import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { addDeals, createRfmAggregate, type RfmDeals } from '#core/techniques/rfm/aggregate.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm } from '#core/techniques/rfm/score.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { reportMeasured, startMeasuring } from './report.ts';

/** The product's own way from CSV bytes to scores: labels, the deals behind them, warnings and stored breaks come with it. */

const READ_BYTES = 256 * 1024;
const WON = 'Closed Won';
const DIGITS = 2;

const [folder = '', asOf = ''] = process.argv.slice(2);
const asOfDay = parseIsoDay(asOf);
if (asOfDay === null) throw new Error(`No day: ${asOf}`);
const start = startMeasuring();

function read(file: string, columns: readonly CsvColumn[]): AsyncIterable<ColumnTable> {
  const chunks = createReadStream(join(folder, file), { highWaterMark: READ_BYTES });
  return readCsv(chunks, { source: file, separator: 'auto', columns });
}

const accounts = sortById(await collectTable(read('accounts.csv', [{ header: 'Id', as: 'id', kind: 'id' }])));
const { values: ids } = columnOf(accounts, 'id', 'id');
const index = createIdIndex(ids);
const aggregate = createRfmAggregate(accounts.length);
const batches = read('deals.csv', [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Account_Name', as: 'account', kind: 'id' },
  { header: 'Closing_Date', as: 'closingDate', kind: 'day', format: 'yyyy-mm-dd' },
  { header: 'Stage', as: 'stage', kind: 'text' },
  {
    header: 'Amount',
    as: 'amount',
    kind: 'money',
    digits: DIGITS,
    decimalSeparator: 'point',
    homeCurrency: 'USD',
    rates: new Map(),
    means: 'foreignPerHome',
  },
]);
for await (const table of batches) addBatch(table, asOfDay);
const scores = scoreRfm({
  aggregate,
  population: new Uint8Array(accounts.length).fill(1),
  settings: presetRfmSettings(),
  asOfDay,
  minorDigits: DIGITS,
});
if (!scores.ok) throw new Error(`Refused: ${JSON.stringify(scores.error)}`);
const { r, f, m } = scores.value;

reportMeasured(start, () => {
  const lines: string[] = [];
  for (let ordinal = 0; ordinal < accounts.length; ordinal++) {
    if (r[ordinal] !== 0) lines.push(`${ids[ordinal]},${r[ordinal]},${f[ordinal]},${m[ordinal]}`);
  }
  return lines;
});

function addBatch(table: ColumnTable, day: number): void {
  const account = new Int32Array(table.length);
  index.locate(columnOf(table, 'account', 'id').values, table.length, account);
  const { codes, dictionary } = columnOf(table, 'stage', 'text');
  const won = dictionary.indexOf(WON);
  const contributing = new Uint8Array(table.length);
  for (let row = 0; row < table.length; row++) contributing[row] = codes[row] === won ? 1 : 0;
  const deals: RfmDeals = {
    length: table.length,
    id: columnOf(table, 'id', 'id').values,
    account,
    day: columnOf(table, 'closingDate', 'day').days,
    amountMinor: columnOf(table, 'amount', 'money').minor,
    units: new Float64Array(table.length).fill(1),
    contributing,
  };
  addDeals(aggregate, deals, day);
}
