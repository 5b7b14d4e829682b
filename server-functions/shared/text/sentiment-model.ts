import { SENTIMENTS, type Sentiment } from '#core/techniques/voice/verdict.ts';
import type { VoiceExample } from './examples.ts';
import { readSentence, type SentenceReading } from './sentence-sentiment.ts';
import { createSentimentLexicon } from './sentiment-lexicon.ts';
import { trainSoftmax, type Training } from './softmax-model.ts';
import { ngramFeatures } from './text-features.ts';
import { tokenize, type Token } from './tokenize.ts';
import type { Stem, VoiceLanguage } from './words-of-language.ts';

export interface SentenceSentiment {
  /** -1 to 1: how much likelier positive is than negative. */
  readonly score: number;
  readonly neutral: number;
  readonly reading: SentenceReading;
}

export interface SentimentModel {
  readonly judge: (tokens: readonly Token[]) => SentenceSentiment;
}

const TRAINING: Training = { epochs: 30, decay: 0.0006, rate: 0.3 };
/** How loud examples are beside the lexicon: few examples know few words. */
const NGRAM_SHARE = 1.2;
const LEXICON_SHARE = 2.5;
/** VADER's: a sum of some 4 is half way to certain. */
const HALF_SUM = 15;

/**
 * Lexicon with rules, and examples on top: what the rules read is one group of features, n-grams are the other, and a softmax
 * over our own examples weighs them. So a word that no example has still counts, and a turn that no lexicon has does too.
 */
export function createSentimentModel(
  language: VoiceLanguage,
  examples: readonly Pick<VoiceExample, 'text' | 'sentiment'>[],
  stem: Stem,
): SentimentModel {
  const lexicon = createSentimentLexicon(language, stem);
  const read = (tokens: readonly Token[]) => {
    const reading = readSentence(tokens, language, lexicon);
    return { reading, features: features(tokens, reading, stem) };
  };
  const model = trainSoftmax(
    examples.map(({ text, sentiment }) => ({
      features: read(tokenize(text)).features,
      label: SENTIMENTS.indexOf(sentiment),
    })),
    SENTIMENTS.length,
    TRAINING,
  );
  return {
    judge(tokens) {
      const { reading, features: found } = read(tokens);
      const [positive = 0, neutral = 0, negative = 0] = model.probabilities(found);
      return { score: positive - negative, neutral, reading };
    },
  };
}

function features(tokens: readonly Token[], reading: SentenceReading, stem: Stem): Map<string, number> {
  const found = new Map<string, number>();
  for (const [name, value] of ngramFeatures(tokens, stem, { letters: false, skips: false }))
    found.set(name, value * NGRAM_SHARE);
  const { positive, negative, looseNegations } = reading;
  const sum = positive + negative;
  found.set('=sum', (LEXICON_SHARE * sum) / Math.sqrt(sum * sum + HALF_SUM));
  found.set('=positive', positive / (positive + 3));
  found.set('=negative', -negative / (3 - negative));
  if (looseNegations > 0) found.set('=negations', Math.min(looseNegations, 2) * 0.7);
  if (reading.hits.length === 0) found.set('=nothing', 1);
  return found;
}

/** Beyond, a text takes a side; between, it is neutral. */
export const NEUTRAL_WITHIN = 0.15;

export function sentimentOf(score: number): Sentiment {
  return score > NEUTRAL_WITHIN ? 'positive' : score < -NEUTRAL_WITHIN ? 'negative' : 'neutral';
}

/** One number for a text: sentences that say much count more than those that say little. */
export function textScore(sentences: readonly { readonly score: number }[]): number {
  let [sum, weights] = [0, 0];
  for (const { score } of sentences) {
    const weight = WEIGHT_OF_NOTHING + Math.abs(score);
    sum += weight * score;
    weights += weight;
  }
  return weights === 0 ? 0 : sum / weights;
}
const WEIGHT_OF_NOTHING = 0.15;
