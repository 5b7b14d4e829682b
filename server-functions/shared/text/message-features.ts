import { createFeatureIndex, type FeatureIndex } from './feature-index.ts';
import { cueFeatures } from './intent-cues.ts';
import { readSentence, type SentenceReading } from './sentence-sentiment.ts';
import { createSentimentLexicon } from './sentiment-lexicon.ts';
import { ngramFeatures } from './text-features.ts';
import { foldAccents, type Token } from './tokenize.ts';
import { createWordClasses, type WordClasses } from './word-classes.ts';
import type { Stem, VoiceLanguage } from './words-of-language.ts';

/** What is seen in one sentence, before it is put together with the others of its text. */
export interface SentenceFeatures {
  readonly reading: SentenceReading;
  readonly ngrams: Weighted;
  readonly cues: Weighted;
  /** The same cues where they stand first or last in a text of several sentences. */
  readonly cuesFirst: Weighted;
  readonly cuesLast: Weighted;
  /** Kinds of words, alone and in pairs. */
  readonly kinds: Weighted;
  readonly asks: boolean;
  /** Ends in a question mark. */
  readonly endsAsking: boolean;
}

/** Numbers of features with their weights. */
type Weighted = readonly (readonly [feature: number, weight: number])[];

export interface FeatureReader {
  readonly read: (sentence: string, tokens: readonly Token[]) => SentenceFeatures;
  /** The features of a text, or of a sentence alone, by their numbers. */
  readonly together: (sentences: readonly SentenceFeatures[]) => Map<number, number>;
  /** After training: features it did not see are left out. */
  readonly close: () => void;
}

// How loud each group is beside the others, settled by leaving out whole topics of the house's own messages.
const CUE = 0.5;
const CUE_AT_AN_END = 0.5;
const KIND = 0.6;
const KINDS_PAIR = 0.3;
const KINDS_APART = 0.18;
const NGRAMS = 2;
const LEXICON = 2;
/** VADER's: a sum of some 4 is half way to certain. */
const HALF_SUM = 15;

/** Open, for training; `close` it before texts are judged. */
export function createFeatureReader(language: VoiceLanguage, stem: Stem): FeatureReader {
  const lexicon = createSentimentLexicon(language, stem);
  const { classesOf, names } = createWordClasses(language, lexicon);
  const { numberOf, close } = createFeatureIndex();
  const kindsOf = createKindsOf(names, classesOf, numberOf);
  const weighted = (features: Iterable<readonly [string, number]>): Weighted => {
    const known: [number, number][] = [];
    for (const [name, weight] of features) {
      const number = numberOf(name);
      if (number !== null) known.push([number, weight]);
    }
    return known;
  };
  return {
    read(sentence, tokens) {
      const cues = [...cueFeatures(foldAccents(sentence.toLowerCase().replaceAll('’', "'")), language).keys()];
      return {
        reading: readSentence(tokens, language, lexicon),
        ngrams: weighted(ngramFeatures(tokens, stem)),
        cues: weighted(cues.map((cue) => [cue, CUE])),
        cuesFirst: weighted(cues.map((cue) => [`${cue} ^`, CUE_AT_AN_END])),
        cuesLast: weighted(cues.map((cue) => [`${cue} $`, CUE_AT_AN_END])),
        kinds: kindsOf(tokens),
        asks: sentence.includes('?'),
        endsAsking: sentence.endsWith('?'),
      };
    },
    together(sentences) {
      const features = new Map<number, number>();
      gather(features, sentences);
      for (const [number, weight] of weighted(mood(sentences))) features.set(number, weight);
      return features;
    },
    close,
  };
}

/** Which kinds of words stand in a sentence, which follow which, and which begin it. Names are looked up once: a text has hundreds of pairs. */
function createKindsOf(
  names: readonly string[],
  classesOf: WordClasses['classesOf'],
  numberOf: FeatureIndex['numberOf'],
): (tokens: readonly Token[]) => Weighted {
  const start = names.length;
  const named = (between: string): ((first: number, second: number) => number | null) => {
    const made: (number | null | undefined)[] = [];
    return (first, second) => {
      const at = first * (start + 1) + second;
      const known = made[at];
      return known === undefined ? (made[at] = numberOf(`#${names[first] ?? '^'}${between}${names[second]}`)) : known;
    };
  };
  const [alone, pair, apart] = [named('|'), named('>'), named('>>')];
  return (tokens) => {
    const kinds = new Map<number, number>();
    const add = (feature: number | null, weight: number): void => {
      if (feature !== null) kinds.set(feature, weight);
    };
    let [before, earlier]: [readonly number[], readonly number[]] = [[start], []];
    let isFirst = true;
    for (const token of tokens) {
      const classes = classesOf(token);
      for (const each of classes) {
        add(alone(each, each), KIND);
        if (isFirst) add(alone(start, each), KIND);
        for (const other of before) add(pair(other, each), KINDS_PAIR);
        for (const other of earlier) add(apart(other, each), KINDS_APART);
      }
      if (token.kind === 'word') isFirst = false;
      if (classes.length > 0) [before, earlier] = [classes, before];
    }
    return [...kinds];
  };
}

/** What any of the sentences has, and which cues stand first and last: mail greets first and asks last. */
function gather(features: Map<number, number>, sentences: readonly SentenceFeatures[]): void {
  const add = ([feature, weight]: Weighted[number]): void => {
    features.set(feature, Math.max(weight, features.get(feature) ?? 0));
  };
  const share = NGRAMS / Math.sqrt(sentences.length);
  for (const { ngrams, kinds, cues } of sentences) {
    for (const [feature, weight] of ngrams) features.set(feature, (features.get(feature) ?? 0) + weight * share);
    kinds.forEach(add);
    cues.forEach(add);
  }
  if (sentences.length === 1) return;
  sentences[0]?.cuesFirst.forEach(add);
  sentences.at(-1)?.cuesLast.forEach(add);
}

/** What the lexicon reads in all sentences, how many there are, and whether they ask. */
function* mood(sentences: readonly SentenceFeatures[]): Iterable<readonly [string, number]> {
  let [positive, negative, looseNegations, hits] = [0, 0, 0, 0];
  for (const { reading } of sentences) {
    positive += reading.positive;
    negative += reading.negative;
    looseNegations += reading.looseNegations;
    hits += reading.hits.length;
  }
  const last = sentences.at(-1);
  yield ['=sum', LEXICON * halved(positive + negative)];
  yield ['=positive', (1.5 * positive) / (positive + 3)];
  yield ['=negative', (-1.5 * negative) / (3 - negative)];
  if (sentences.length > 1 && last !== undefined)
    yield ['=last', halved(last.reading.positive + last.reading.negative)];
  if (looseNegations > 0) yield ['=negations', Math.min(looseNegations, 2) * 0.7];
  if (hits === 0) yield ['=nothing', 1];
  yield [sentences.length === 1 ? '=one' : sentences.length === 2 ? '=two' : '=many', 0.5];
  if (sentences.some(({ asks }) => asks)) yield ['=asks', 0.5];
  if (last?.endsAsking === true) yield ['=ends asking', 0.7];
}

/** -1 to 1. */
function halved(sum: number): number {
  return sum / Math.sqrt(sum * sum + HALF_SUM);
}
