import { nameKey, watchedCompetitors, watchedKeywords, type VoiceCounts } from './conditions.ts';
import type { VoiceCondition, VoiceLabel, VoiceSettings } from './settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

/** Steps to a per cent: seven intents can then all stand between two limits, however close, and still add up. */
const STEPS = 8;
/** Texts of a made-up account. */
const TEXTS = 100 * STEPS;

type Values = readonly number[];

/**
 * Made-up accounts that show every way the labels' conditions can come out: on, just below and just above each limit, as far as it can be
 * together. Shares of intents add up, and so do moods; whoever names a keyword does so in some mood, and all competitors together are named
 * as often as each. null = more than `most`.
 */
export function createVoiceWitnesses(
  { labels, competitors }: Pick<VoiceSettings, 'labels' | 'competitors'>,
  most: number,
): VoiceCounts[] | null {
  const conditions = labels.flatMap((label) => label.conditions);
  const intents = shares(
    VOICE_INTENTS.map((intent) => percents(conditions, (each) => each.kind === 'intent' && each.intent === intent)),
    most,
  );
  // A keyword is named in a mood only where some text has it: whether there is one then makes a difference.
  const inMood = conditions.some((each) => each.kind === 'keyword' && each.sentiment !== null);
  const sentiments = shares(
    SENTIMENTS.map((sentiment) => [
      ...percents(conditions, (each) => each.kind === 'sentiment' && each.sentiment === sentiment),
      ...(inMood ? [0] : []),
    ]),
    most,
  );
  const keywords = keywordCounts(labels, conditions, most);
  const named = competitorCounts(labels, conditions, competitors, most);
  if (intents === null || sentiments === null || keywords === null || named === null) return null;
  const moods = sentiments.flatMap((ofSentiments) =>
    keywords
      .filter((ofKeywords) => isNamedInMoods(labels, ofKeywords, ofSentiments))
      .map((ofKeywords) => ({ ofSentiments, ofKeywords })),
  );
  if (intents.length * moods.length * named.length > most) return null;
  return intents.flatMap((ofIntents) =>
    moods.flatMap(({ ofSentiments, ofKeywords }) =>
      named.map((ofCompetitors) => ({
        texts: TEXTS,
        intents: ofIntents,
        sentiments: ofSentiments,
        keywords: ofKeywords,
        competitors: ofCompetitors,
      })),
    ),
  );
}

function percents(conditions: readonly VoiceCondition[], named: (condition: VoiceCondition) => boolean): number[] {
  return conditions.flatMap((each) =>
    named(each) && (each.kind === 'intent' || each.kind === 'sentiment') ? [STEPS * each.percent] : [],
  );
}

function times(conditions: readonly VoiceCondition[], named: (condition: VoiceCondition) => boolean): number[] {
  return conditions.flatMap((each) =>
    named(each) && (each.kind === 'keyword' || each.kind === 'competitor') ? [each.times] : [],
  );
}

/** Parts of `TEXTS`. One that nobody asks for takes what is left; where all are asked for, each does in turn. */
function shares(limits: readonly Values[], most: number): number[][] | null {
  const asked = limits.flatMap((each, at) => (each.length > 0 ? [at] : []));
  const rest = limits.findIndex((each) => each.length === 0);
  const choices = asked.map((at) => around(limits[at] ?? [], TEXTS));
  const found = new Map<string, number[]>();
  for (const free of rest >= 0 ? [rest] : asked) {
    const others = asked.filter((at) => at !== free);
    const combinations = product(
      choices.filter((_, index) => asked[index] !== free),
      most,
    );
    if (combinations === null) return null;
    for (const values of combinations) {
      const counts = limits.map(() => 0);
      others.forEach((at, index) => (counts[at] = values[index]!));
      counts[free] = TEXTS - total(values);
      if (counts[free] >= 0) found.set(counts.join(), counts);
    }
  }
  return [...found.values()];
}

/** Texts that name each watched keyword, by mood or in any. */
function keywordCounts(
  labels: readonly VoiceLabel[],
  conditions: readonly VoiceCondition[],
  most: number,
): number[][] | null {
  const watched = watchedKeywords(labels);
  const names = [...new Set(watched.map(({ keyword }) => nameKey(keyword)))];
  const valuesOf = (at: number): number[] =>
    around(
      times(
        conditions,
        (each) =>
          each.kind === 'keyword' &&
          nameKey(each.keyword) === nameKey(watched[at]?.keyword ?? null) &&
          each.sentiment === watched[at]?.sentiment,
      ),
      null,
    );
  return joined(
    names.map((name) => {
      const places = watched.flatMap(({ keyword }, at) => (nameKey(keyword) === name ? [at] : []));
      return partsOfWhole(
        places.filter((at) => watched[at]?.sentiment !== null),
        places.find((at) => watched[at]?.sentiment === null) ?? null,
        { valuesOf, spare: true, most },
      );
    }),
    watched.length,
    most,
  );
}

/** Mentions of each watched competitor, and of all together. */
function competitorCounts(
  labels: readonly VoiceLabel[],
  conditions: readonly VoiceCondition[],
  competitors: readonly string[],
  most: number,
): number[][] | null {
  const watched = watchedCompetitors(labels).map(nameKey);
  const places = watched.map((_, at) => at);
  const valuesOf = (at: number): number[] =>
    around(
      times(conditions, (each) => each.kind === 'competitor' && nameKey(each.competitor) === watched[at]),
      null,
    );
  const all = watched.indexOf('');
  const points = partsOfWhole(
    places.filter((at) => at !== all),
    all < 0 ? null : all,
    // Somebody must be there whom no label names, for all together to be named more often than those who are.
    { valuesOf, spare: competitors.some((name) => !watched.includes(nameKey(name))), most },
  );
  return joined([points], watched.length, most);
}

type Point = readonly (readonly [place: number, value: number])[];

/**
 * Parts and the whole that they make up, together with what nobody asks for where there is such (`spare`): all but one of them stand on one
 * of their values, and that one follows from the others.
 */
function partsOfWhole(
  parts: readonly number[],
  whole: number | null,
  { valuesOf, spare, most }: { valuesOf: (place: number) => number[]; spare: boolean; most: number },
): Point[] | null {
  const choices = parts.map(valuesOf);
  const free = product(choices, most);
  if (free === null) return null;
  const pointOf = (values: Values): [number, number][] => parts.map((part, index) => [part, values[index]!]);
  if (whole === null) return free.map(pointOf);
  const points: Point[] = [];
  for (const values of free) {
    const sum = total(values);
    points.push([...pointOf(values), [whole, sum]]);
    if (spare) for (const all of valuesOf(whole)) if (all > sum) points.push([...pointOf(values), [whole, all]]);
  }
  for (const [index] of parts.entries()) {
    const others = product(choices.with(index, [0]), most);
    if (others === null) return null;
    for (const values of others)
      for (const all of valuesOf(whole)) {
        const left = all - total(values);
        if (left >= 0) points.push([...pointOf(values.with(index, left)), [whole, all]]);
      }
  }
  return points.length > most ? null : points;
}

/** Every combination of the groups' points, as counts by place. */
function joined(groups: readonly (Point[] | null)[], length: number, most: number): number[][] | null {
  let rows: number[][] = [Array.from({ length }, () => 0)];
  for (const points of groups) {
    if (points === null || rows.length * points.length > most) return null;
    rows = rows.flatMap((row) =>
      points.map((point) => {
        const counts = [...row];
        for (const [place, value] of point) counts[place] = value;
        return counts;
      }),
    );
  }
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

/** Nobody names a keyword in a mood that none of the texts has; all that name it do so in one that some have. */
function isNamedInMoods(labels: readonly VoiceLabel[], counts: Values, sentiments: Values): boolean {
  const watched = watchedKeywords(labels);
  return watched.every(({ keyword, sentiment }, at) => {
    if (sentiment !== null) return counts[at] === 0 || sentiments[SENTIMENTS.indexOf(sentiment)]! > 0;
    const inMoods = watched
      .map((each, place) => ({ ...each, place }))
      .filter((each) => each.sentiment !== null && nameKey(each.keyword) === nameKey(keyword));
    const left = counts[at]! - total(inMoods.map(({ place }) => counts[place]!));
    return (
      left === 0 ||
      SENTIMENTS.some((mood, index) => sentiments[index]! > 0 && inMoods.every((each) => each.sentiment !== mood))
    );
  });
}

function total(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Each limit, one less and one more, nought, and the most there can be or one more than any limit. */
function around(limits: Values, most: number | null): number[] {
  const values = [0, most ?? Math.max(0, ...limits) + 1, ...limits.flatMap((limit) => [limit - 1, limit, limit + 1])];
  return [...new Set(values)].filter((value) => value >= 0 && (most === null || value <= most)).sort((a, b) => a - b);
}

function product(choices: readonly Values[], most: number): number[][] | null {
  let rows: number[][] = [[]];
  for (const values of choices) {
    if (rows.length * values.length > most) return null;
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows;
}
