import { NO_LABEL } from '#core/labels/label.ts';
import { hashSettings } from '../settings-hash.ts';
import type { VoiceAggregate } from './aggregate.ts';
import { VOICE_BASIS_FORMAT, type VoiceBasis } from './basis.ts';
import { compileLabels, nameKey, watchedCompetitors, watchedKeywords, type VoiceCounts } from './conditions.ts';
import { MIN_TEXTS, type VoiceSettings } from './settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

export interface VoiceScores {
  /** Position in the settings' labels, or `NO_LABEL`. */
  readonly label: Int16Array;
  /** Inbound texts in the window: the n that is shown with every percentage. */
  readonly texts: Int32Array;
  readonly basis: VoiceBasis;
  /** Accounts with texts, but fewer than `MIN_TEXTS`: no label by rule, and counted. */
  readonly tooFew: number;
}

/** Labels accounts inside the population (1 = inside) by what they wrote. The aggregate was counted with the same settings. */
export function scoreVoice({
  aggregate,
  population,
  settings,
}: {
  readonly aggregate: VoiceAggregate;
  readonly population: Uint8Array;
  readonly settings: VoiceSettings;
}): VoiceScores {
  const { accountCount, texts } = aggregate;
  const label = new Int16Array(accountCount).fill(NO_LABEL);
  const basis = basisOf(aggregate, population, settings);
  const labels = compileLabels(basis.labels, basis.competitorsOn);
  const countsAt = createCounts(aggregate, settings);
  let tooFew = 0;
  for (let ordinal = 0; ordinal < accountCount; ordinal++) {
    if (population[ordinal] !== 1 || texts[ordinal] === 0) continue;
    if (texts[ordinal]! < MIN_TEXTS) tooFew++;
    else label[ordinal] = labels.firstLabel(countsAt(ordinal));
  }
  return { label, texts, basis, tooFew };
}

function basisOf({ asOfDay }: VoiceAggregate, population: Uint8Array, settings: VoiceSettings): VoiceBasis {
  return {
    format: VOICE_BASIS_FORMAT,
    technique: 'voice',
    asOfDay,
    settingsHash: hashSettings(settings),
    population: population.reduce((sum, inside) => sum + inside, 0),
    windowDays: settings.windowDays,
    minTexts: MIN_TEXTS,
    competitorsOn: settings.competitors.length > 0,
    labels: settings.labels.map(({ id, conditions, pattern }) => ({ id, conditions, pattern })),
  };
}

/** What labels ask of one account, read from the columns. A watched name that is not in the settings' lists has 0. */
export function createCounts(
  aggregate: VoiceAggregate,
  { keywords, competitors, labels }: Pick<VoiceSettings, 'keywords' | 'competitors' | 'labels'>,
): (ordinal: number) => VoiceCounts {
  const { texts, keywordCount, competitorCount } = aggregate;
  if (keywordCount !== keywords.length || competitorCount !== competitors.length)
    throw new RangeError('The texts were counted with other names');
  const keywordPlaces = keywords.map(nameKey);
  const competitorPlaces = competitors.map(nameKey);
  const watched = watchedKeywords(labels).map(({ keyword, sentiment }) => ({
    place: keywordPlaces.indexOf(nameKey(keyword)),
    moods: sentiment === null ? SENTIMENTS.map((_, at) => at) : [SENTIMENTS.indexOf(sentiment)],
  }));
  const named = watchedCompetitors(labels).map((name) =>
    name === null ? competitors.map((_, at) => at) : [competitorPlaces.indexOf(nameKey(name))].filter((at) => at >= 0),
  );
  const sum = (column: Int32Array, places: readonly number[]): number =>
    places.reduce((total, place) => total + (column[place] ?? 0), 0);
  return (ordinal) => ({
    texts: texts[ordinal] ?? 0,
    intents: VOICE_INTENTS.map((_, at) => aggregate.intents[ordinal * VOICE_INTENTS.length + at] ?? 0),
    sentiments: SENTIMENTS.map((_, at) => aggregate.sentiments[ordinal * SENTIMENTS.length + at] ?? 0),
    keywords: watched.map(({ place, moods }) =>
      place < 0
        ? 0
        : sum(
            aggregate.keywords,
            moods.map((mood) => (ordinal * keywordCount + place) * SENTIMENTS.length + mood),
          ),
    ),
    competitors: named.map((places) =>
      sum(
        aggregate.competitors,
        places.map((place) => ordinal * competitorCount + place),
      ),
    ),
  });
}
