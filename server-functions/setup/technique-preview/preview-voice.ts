import { addVoiceTexts, createVoiceAggregate, type VoiceMentions } from '#core/techniques/voice/aggregate.ts';
import { nameKey } from '#core/techniques/voice/conditions.ts';
import { scoreVoice } from '#core/techniques/voice/score.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { placesIn, rowsOfSources } from '../../score/techniques/samples/sample-rows.ts';
import { fromTextTable } from '../../score/techniques/voice/text-table.ts';
import type { SampleOf } from './sample-shelf.ts';
import { countLabels, knownSources, notKept, type TechniqueNumbers } from './technique-numbers.ts';

/** VOC-2 over the verdicts on the sample's texts. Words are not kept: a name that was not watched for is found by the next run. */
export function previewVoice(
  { about, table }: Pick<SampleOf<'voice'>, 'about' | 'table'>,
  settings: VoiceSettings,
): TechniqueNumbers {
  const { asOfDay, accounts } = about;
  const sources = knownSources(about.sources, settings.sources ?? []);
  const rows = rowsOfSources(table, sources.ids);
  const { windowDays, keywords, competitors } = settings;
  const aggregate = createVoiceAggregate(accounts, {
    asOfDay,
    windowDays,
    keywordCount: keywords.length,
    competitorCount: competitors.length,
  });
  if (rows.length > 0) {
    const texts = fromTextTable(rows, placesIn(rows));
    addVoiceTexts(aggregate, {
      ...texts,
      keywords: renumber(texts.keywords, about.keywords, keywords),
      competitors: renumber(texts.competitors, about.competitors, competitors),
    });
  }
  const population = new Uint8Array(accounts).fill(1);
  const { label, texts, tooFew } = scoreVoice({ aggregate, population, settings });
  const labels = countLabels(label, settings.labels);
  const noTexts = texts.reduce((sum, each) => (each === 0 ? sum + 1 : sum), 0);
  const noneHolds = (labels.at(-1)?.accounts ?? 0) - noTexts - tooFew;
  return {
    label,
    labels,
    without: [
      { reason: 'noTexts', accounts: noTexts },
      { reason: 'tooFewTexts', accounts: tooFew },
      { reason: 'noneHolds', accounts: noneHolds },
    ],
    half: null,
    notes: [
      ...sources.notes,
      ...notKept(windowDays, about.windowDays),
      ...[...missing(about.keywords, keywords), ...missing(about.competitors, competitors)].map((name) => ({
        code: 'techniques.preview.nameNotWatched',
        params: { name },
      })),
    ],
  };
}

/** Mentions by the places of the names that are watched for now. */
function renumber(mentions: VoiceMentions, before: readonly string[], now: readonly string[]): VoiceMentions {
  const places = now.map(nameKey);
  const placeOf = before.map((name) => places.indexOf(nameKey(name)));
  const kept = [...Array(mentions.length).keys()].filter((at) => (placeOf[mentions.name[at]!] ?? -1) >= 0);
  return {
    length: kept.length,
    text: Int32Array.from(kept, (at) => mentions.text[at]!),
    name: Uint16Array.from(kept, (at) => placeOf[mentions.name[at]!]!),
    times: Uint16Array.from(kept, (at) => mentions.times[at]!),
  };
}

function missing(before: readonly string[], now: readonly string[]): string[] {
  const known = new Set(before.map(nameKey));
  return now.filter((name) => !known.has(nameKey(name)));
}
