import { encodeRfm } from '#core/labels/evidence-parts.ts';
import { addDeals, createRfmAggregate } from '#core/techniques/rfm/aggregate.ts';
import { rfmEvidenceAt } from '#core/techniques/rfm/evidence.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm } from '#core/techniques/rfm/score.ts';
import { AMOUNT_DIGITS, DEAL_COLUMNS, rfmDealsOf } from './deal-columns.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, readFile, reportTechnique } from './technique-input.ts';

const settings = presetRfmSettings();
const { table: accounts, index, population } = await readAccounts();
const aggregate = createRfmAggregate(accounts.length);
let deals = 0;
for await (const table of readFile('deals.csv', DEAL_COLUMNS)) {
  addDeals(aggregate, rfmDealsOf(table, index), AS_OF_DAY);
  deals += table.length;
}
const scored = scoreRfm({ aggregate, population, settings, asOfDay: AS_OF_DAY, minorDigits: AMOUNT_DIGITS });
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
