import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import { createPassingDictionaries } from '#core/columns/passing-dictionaries.ts';
import { encodeVoice } from '#core/labels/voice-evidence.ts';
import { addVoiceTexts, createVoiceAggregate, type VoiceTexts } from '#core/techniques/voice/aggregate.ts';
import { voiceEvidenceAt } from '#core/techniques/voice/evidence.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { createCounts, scoreVoice } from '#core/techniques/voice/score.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { withSmallHeap } from '#server-functions/shared/jobs/with-small-heap.ts';
import { createTextJudge } from '#server-functions/shared/text/judge-texts.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, readFile, reportTechnique } from './technique-input.ts';

/** Texts that are in memory at a time, some tens of kilobytes. */
const BATCH_ROWS = 256;
/** Twenty rivals, none of them in the texts: looking for them is what costs. */
const competitors = Array.from({ length: 20 }, (_, index) => `Rival ${index}`);
const settings = { ...presetVoiceSettings(), competitors, keywords: ['price', 'precio', 'invoice', 'factura'] };
const { table: accounts, index, population } = await readAccounts();
const judge = createTextJudge(settings, AS_OF_DAY);
const aggregate = createVoiceAggregate(accounts.length, {
  asOfDay: AS_OF_DAY,
  windowDays: settings.windowDays,
  keywordCount: settings.keywords.length,
  competitorCount: competitors.length,
});
const dictionaries = createPassingDictionaries();
let read = 0;
let judged = 0;
const wanted: readonly CsvColumn[] = [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Account_Name', as: 'account', kind: 'id' },
  { header: 'Day', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
  { header: 'Text', as: 'text', kind: 'text' },
];
// As the job does it.
await withSmallHeap(async () => {
  for await (const table of readFile('texts.csv', wanted, { passing: true, batchRows: BATCH_ROWS, dictionaries })) {
    addVoiceTexts(aggregate, judgeTable(table));
    read += table.length;
  }
});
const scores = scoreVoice({ aggregate, population, settings });
const countsAt = createCounts(aggregate, settings);
reportTechnique(`${judged} of ${read} texts`, {
  label: scores.label,
  labels: settings.labels,
  encoded: (ordinal) => {
    const evidence = voiceEvidenceAt({ scores, aggregate, population, countsAt }, ordinal);
    return evidence === null ? '' : encodeVoice(evidence);
  },
});

/** Read to the whole verdict where they are of the window. */
function judgeTable(table: ColumnTable): VoiceTexts {
  const { length } = table;
  const account = new Int32Array(length);
  index.locate(columnOf(table, 'account', 'id').values, length, account);
  const [ids, { days }, texts] = [
    columnOf(table, 'id', 'id').values,
    columnOf(table, 'day', 'day'),
    columnOf(table, 'text', 'text'),
  ];
  const placed = Array.from({ length }, (_, row) => ({
    id: ids[row]!,
    account: account[row]!,
    day: days[row]!,
    text: textAt(texts, row) ?? '',
  }));
  const { columns, verdicts } = judge(placed);
  for (const verdict of verdicts) if (verdict !== null) judged++;
  return columns;
}
