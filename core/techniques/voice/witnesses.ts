import { nameKey, watchedCompetitors, watchedKeywords, type VoiceCounts } from './conditions.ts';
import type { VoiceLabel } from './settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

/** Made-up accounts have so many texts: a per cent is one text, so that every threshold has a text on either side. */
const TEXTS = 100;

/**
 * Made-up accounts that show every outcome of the labels' conditions: for each thing that is asked, values on, just below and just above
 * each limit, as far as they can stand together (shares of intents sum to one, and so do moods). null = more than `most`.
 */
export function createVoiceWitnesses(labels: readonly VoiceLabel[], most: number): VoiceCounts[] | null {
  const conditions = labels.flatMap((label) => label.conditions);
  const limits = (named: (condition: (typeof conditions)[number]) => boolean): number[] =>
    conditions.flatMap((each) =>
      named(each) ? [each.kind === 'intent' || each.kind === 'sentiment' ? each.percent : each.times] : [],
    );
  const intents = shares(
    VOICE_INTENTS.map((intent) => limits((each) => each.kind === 'intent' && each.intent === intent)),
    most,
  );
  const sentiments = shares(
    SENTIMENTS.map((sentiment) => limits((each) => each.kind === 'sentiment' && each.sentiment === sentiment)),
    most,
  );
  const keywords = product(
    watchedKeywords(labels).map(({ keyword, sentiment }) =>
      around(
        limits(
          (each) =>
            each.kind === 'keyword' && nameKey(each.keyword) === nameKey(keyword) && each.sentiment === sentiment,
        ),
        null,
      ),
    ),
    most,
  );
  const names = watchedCompetitors(labels);
  const competitors = product(
    names.map((name) =>
      around(
        limits((each) => each.kind === 'competitor' && nameKey(each.competitor) === nameKey(name)),
        null,
      ),
    ),
    most,
  )?.filter((counts) => isWhole(names, counts));
  if (intents === null || sentiments === null || keywords === null || competitors === undefined) return null;
  if (intents.length * sentiments.length * keywords.length * competitors.length > most) return null;
  return intents.flatMap((ofIntents) =>
    sentiments.flatMap((ofSentiments) =>
      keywords.flatMap((ofKeywords) =>
        competitors.map((ofCompetitors) => ({
          texts: TEXTS,
          intents: ofIntents,
          sentiments: ofSentiments,
          keywords: ofKeywords,
          competitors: ofCompetitors,
        })),
      ),
    ),
  );
}

/** All together are at least what each one has. */
function isWhole(names: readonly (string | null)[], counts: readonly number[]): boolean {
  const all = names.indexOf(null);
  const named = counts.reduce((sum, count, at) => (at === all ? sum : sum + count), 0);
  return all < 0 || counts[all]! >= named;
}

/** Parts of `TEXTS`; kinds that nobody asks for take what is left. */
function shares(limits: readonly (readonly number[])[], most: number): number[][] | null {
  const asked = limits.flatMap((each, at) => (each.length > 0 ? [at] : []));
  const rest = limits.findIndex((each) => each.length === 0);
  const combinations = product(
    asked.map((at) => around(limits[at] ?? [], TEXTS)),
    most,
  );
  if (combinations === null) return null;
  return combinations.flatMap((values) => {
    const left = TEXTS - values.reduce((sum, value) => sum + value, 0);
    if (left < 0 || (left > 0 && rest < 0)) return [];
    const counts = limits.map(() => 0);
    asked.forEach((at, index) => (counts[at] = values[index]!));
    if (rest >= 0) counts[rest] = left;
    return [counts];
  });
}

/** Each limit, one less and one more, nought, and the most there can be or one more than any limit. */
function around(limits: readonly number[], most: number | null): number[] {
  const values = [0, most ?? Math.max(0, ...limits) + 1, ...limits.flatMap((limit) => [limit - 1, limit, limit + 1])];
  return [...new Set(values)].filter((value) => value >= 0 && (most === null || value <= most)).sort((a, b) => a - b);
}

function product(choices: readonly (readonly number[])[], most: number): number[][] | null {
  let rows: number[][] = [[]];
  for (const values of choices) {
    if (rows.length * values.length > most) return null;
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows;
}
