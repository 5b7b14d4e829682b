import { VOICE_INTENTS, type VoiceIntent } from '#core/techniques/voice/verdict.ts';
import type { VoiceExample } from './examples.ts';
import { cueFeatures } from './intent-cues.ts';
import { trainIntents } from './intent-classifier.ts';
import type { SentimentModel } from './sentiment-model.ts';
import { foldAccents, tokenize, type Token } from './tokenize.ts';
import type { Stem, VoiceLanguage } from './words-of-language.ts';

export interface IntentModel {
  /** Probabilities in the order of `VOICE_INTENTS`. `score` is the sentence's sentiment. */
  readonly judge: (sentence: string, tokens: readonly Token[], score: number) => Float64Array;
}

/** The house's intents: n-grams, cues and the sentence's sentiment, which tells praise and complaint from the rest. */
export function createIntentModel(
  language: VoiceLanguage,
  examples: readonly VoiceExample[],
  sentiment: SentimentModel,
  stem: Stem,
): IntentModel {
  const more = (sentence: string, score: number): Map<string, number> =>
    cueFeatures(foldAccents(sentence.toLowerCase().replaceAll('’', "'")), language)
      .set('=positive', SENTIMENT_SHARE * Math.max(0, score))
      .set('=negative', SENTIMENT_SHARE * Math.max(0, -score));
  const classifier = trainIntents(
    examples.flatMap(({ text, intent }) => {
      if (intent === null) return [];
      const tokens = tokenize(text);
      return [{ tokens, intent, more: more(text, sentiment.judge(tokens).score) }];
    }),
    VOICE_INTENTS,
    stem,
  );
  return { judge: (sentence, tokens, score) => classifier.probabilities(tokens, more(sentence, score)) };
}

const SENTIMENT_SHARE = 1.5;

/**
 * What sentences say together. Somebody who cancels explains, thanks and greets as well: a sentence that wants something
 * counts more than one that praises, and one that only informs hardly counts.
 */
const SAY: Readonly<Record<VoiceIntent, number>> = {
  cancellation: 1.5,
  purchase: 1.35,
  complaint: 1.2,
  request: 1,
  query: 1,
  praise: 0.75,
  other: 0.3,
};

/** Probabilities of a text from those of its sentences. */
export function textIntent(sentences: readonly Float64Array[]): {
  readonly intent: VoiceIntent;
  readonly confidence: number;
} {
  const sums = new Float64Array(VOICE_INTENTS.length);
  for (const probabilities of sentences)
    for (let at = 0; at < sums.length; at++) {
      const probability = probabilities[at]!;
      sums[at] = sums[at]! + probability * probability * (sentences.length === 1 ? 1 : SAY[VOICE_INTENTS[at]!]);
    }
  let [best, total] = [VOICE_INTENTS.indexOf('other'), 0];
  for (let at = 0; at < sums.length; at++) {
    total += sums[at]!;
    if (sums[at]! > sums[best]!) best = at;
  }
  return { intent: VOICE_INTENTS[best]!, confidence: total === 0 ? 0 : sums[best]! / total };
}
