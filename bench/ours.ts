import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { addDeals, createRfmAggregate } from '#core/techniques/rfm/aggregate.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm } from '#core/techniques/rfm/score.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { AMOUNT_DIGITS, DEAL_COLUMNS, rfmDealsOf } from './deal-columns.ts';
import { reportMeasured, startMeasuring } from './report.ts';

/** The product's own way from CSV bytes to scores: labels, the deals behind them, warnings and stored breaks come with it. */

const READ_BYTES = 256 * 1024;

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
const batches = read('deals.csv', DEAL_COLUMNS);
for await (const table of batches) addDeals(aggregate, rfmDealsOf(table, index), asOfDay);
const scores = scoreRfm({
  aggregate,
  population: new Uint8Array(accounts.length).fill(1),
  settings: presetRfmSettings(),
  asOfDay,
  minorDigits: AMOUNT_DIGITS,
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
