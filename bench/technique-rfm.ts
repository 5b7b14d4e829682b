import { encodeRfm } from '#core/labels/evidence-parts.ts';
import { addDeals, createRfmAggregate } from '#core/techniques/rfm/aggregate.ts';
import { rfmEvidenceAt } from '#core/techniques/rfm/evidence.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm } from '#core/techniques/rfm/score.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, readFile, reportTechnique } from './technique-input.ts';

const DIGITS = 2;
const settings = presetRfmSettings();
const { table: accounts, index, population } = await readAccounts();
const aggregate = createRfmAggregate(accounts.length);
const batches = readFile('deals.csv', [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Account_Name', as: 'account', kind: 'id' },
  { header: 'Closing_Date', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
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
let deals = 0;
for await (const { length, columns } of batches) {
  const table = { length, columns };
  const account = new Int32Array(length);
  index.locate(columnOf(table, 'account', 'id').values, length, account);
  const { codes, dictionary } = columnOf(table, 'stage', 'text');
  const won = dictionary.indexOf('Closed Won');
  const contributing = new Uint8Array(length);
  for (let row = 0; row < length; row++) contributing[row] = codes[row] === won ? 1 : 0;
  const id = columnOf(table, 'id', 'id').values;
  const day = columnOf(table, 'day', 'day').days;
  const amountMinor = columnOf(table, 'amount', 'money').minor;
  const units = new Float64Array(length).fill(1);
  addDeals(aggregate, { length, id, account, day, amountMinor, units, contributing }, AS_OF_DAY);
  deals += length;
}
const scored = scoreRfm({ aggregate, population, settings, asOfDay: AS_OF_DAY, minorDigits: DIGITS });
if (!scored.ok) throw new Error(`Refused: ${JSON.stringify(scored.error)}`);
const scores = scored.value;
reportTechnique(`${deals} deals`, {
  label: scores.label,
  labels: settings.labels,
  encoded: (ordinal) => {
    const evidence = rfmEvidenceAt({ scores, aggregate, population }, ordinal);
    return evidence === null ? '' : encodeRfm(evidence);
  },
});
