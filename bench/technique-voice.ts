import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { encodeVoice } from '#core/labels/voice-evidence.ts';
import { addVoiceTexts, createVoiceAggregate, type VoiceTexts } from '#core/techniques/voice/aggregate.ts';
import { voiceEvidenceAt } from '#core/techniques/voice/evidence.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { createCounts, scoreVoice } from '#core/techniques/voice/score.ts';
import { SENTIMENTS, VOICE_INTENTS, type TextVerdict } from '#core/techniques/voice/verdict.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, readFile, reportTechnique } from './technique-input.ts';

/** Twenty rivals, none of them in the texts: looking for them is what costs. */
const competitors = Array.from({ length: 20 }, (_, index) => `Rival ${index}`);
const settings = { ...presetVoiceSettings(), competitors, keywords: ['price', 'precio', 'invoice', 'factura'] };
const { table: accounts, index, population } = await readAccounts();
const analyzer = createTextAnalyzer({ competitors });
const aggregate = createVoiceAggregate(accounts.length, {
  asOfDay: AS_OF_DAY,
  windowDays: settings.windowDays,
  keywordCount: settings.keywords.length,
  competitorCount: competitors.length,
});
let texts = 0;
for await (const table of readFile('texts.csv', [
  { header: 'Id', as: 'id', kind: 'id' },
  { header: 'Account_Name', as: 'account', kind: 'id' },
  { header: 'Day', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
  { header: 'Text', as: 'text', kind: 'text' },
])) {
  addVoiceTexts(aggregate, judge(table));
  texts += table.length;
}
const scores = scoreVoice({ aggregate, population, settings });
const countsAt = createCounts(aggregate, settings);
reportTechnique(`${texts} texts`, {
  label: scores.label,
  labels: settings.labels,
  encoded: (ordinal) => {
    const evidence = voiceEvidenceAt({ scores, aggregate, population, countsAt }, ordinal);
    return evidence === null ? '' : encodeVoice(evidence);
  },
});

/** All inbound, every one read to its whole verdict. */
function judge(table: ColumnTable): VoiceTexts {
  const { length } = table;
  const text = columnOf(table, 'text', 'text');
  const account = new Int32Array(length);
  index.locate(columnOf(table, 'account', 'id').values, length, account);
  const [intent, sentiment] = [new Uint8Array(length), new Uint8Array(length)];
  const none = (): Mentions => ({ text: [], name: [], times: [] });
  const [keywords, named] = [none(), none()];
  for (let row = 0; row < length; row++) {
    const verdict: TextVerdict = analyzer.analyze(textAt(text, row) ?? '');
    intent[row] = VOICE_INTENTS.indexOf(verdict.intent);
    sentiment[row] = SENTIMENTS.indexOf(verdict.sentiment);
    for (const { keyword, mentions } of verdict.keywords)
      add(keywords, row, settings.keywords.indexOf(keyword), mentions);
    for (const { name, mentions } of verdict.competitors) add(named, row, competitors.indexOf(name), mentions);
  }
  return {
    length,
    id: columnOf(table, 'id', 'id').values,
    account,
    day: columnOf(table, 'day', 'day').days,
    inbound: new Uint8Array(length).fill(1),
    intent,
    sentiment,
    keywords: toColumns(keywords),
    competitors: toColumns(named),
  };
}

interface Mentions {
  readonly text: number[];
  readonly name: number[];
  readonly times: number[];
}

function add({ text, name, times }: Mentions, row: number, place: number, mentions: number): void {
  if (place < 0) return;
  text.push(row);
  name.push(place);
  times.push(mentions);
}

function toColumns({ text, name, times }: Mentions): VoiceTexts['keywords'] {
  return {
    length: text.length,
    text: Int32Array.from(text),
    name: Uint16Array.from(name),
    times: Uint16Array.from(times),
  };
}
