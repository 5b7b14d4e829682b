import { SENTIMENTS, VOICE_INTENTS, type VoiceIntent } from '#core/techniques/voice/verdict.ts';
import type { VoiceExample } from './examples.ts';
import { createFeatureReader, type SentenceFeatures } from './message-features.ts';
import { trainSoftmax, type Training } from './softmax-model.ts';
import { splitSentences } from './split-sentences.ts';
import { tokenize, type Token } from './tokenize.ts';
import { createStem, type VoiceLanguage } from './words-of-language.ts';

export interface MessageVerdict {
  /** -1 to 1: how much likelier positive is than negative. */
  readonly score: number;
  /** Probabilities in the order of `VOICE_INTENTS`. */
  readonly intents: Float64Array;
}

export interface MessageModel {
  readonly read: (sentence: string, tokens: readonly Token[]) => SentenceFeatures;
  /** What sentences say together; one alone where only one is given. */
  readonly judge: (sentences: readonly SentenceFeatures[]) => MessageVerdict;
}

/** Fewer steps and a stronger pull to nought than the machinery's own: held-out topics decided. */
const TRAINING: Training = { epochs: 20, decay: 0.0007, rate: 0.3 };

/** How loud what a message is for speaks of its mood, beside its words: complaints are seldom pleased. Held-out topics decided. */
const PURPOSE = 0.3;
/** Examples of each mood that every intent is thought to have beyond its own. */
const UNSEEN = 3;

/**
 * Reads whole messages of one language: one set of features, two softmaxes over the house's examples. Whole texts are examples as well as
 * single sentences, so what a greeting, a reason and a thank-you around it mean for the text is learned and not set by hand.
 */
export function createMessageModel(language: VoiceLanguage, examples: readonly VoiceExample[]): MessageModel {
  const stem = createStem(language);
  const { read, together, close } = createFeatureReader(language, stem);
  const rows = examples.map(({ text, intent, sentiment }) => ({
    features: together(splitSentences(text).map((sentence) => read(sentence.text, tokenize(sentence.text)))),
    intent,
    sentiment,
  }));
  close();
  const sentiments = trainSoftmax(
    rows.map(({ features, sentiment }) => ({ features, label: SENTIMENTS.indexOf(sentiment) })),
    SENTIMENTS.length,
    TRAINING,
  );
  const intents = trainSoftmax(
    rows.flatMap(({ features, intent }) =>
      intent === null ? [] : [{ features, label: VOICE_INTENTS.indexOf(intent) }],
    ),
    VOICE_INTENTS.length,
    TRAINING,
  );
  const moodOf = createMoodOf(examples);
  return {
    read,
    judge(sentences) {
      const features = together(sentences);
      const purposes = intents.probabilities(features);
      const moods = sentiments.probabilities(features).map((each, at) => each * moodOf(purposes, at) ** PURPOSE);
      const [positive = 0, neutral = 0, negative = 0] = moods;
      return { score: (positive - negative) / (positive + neutral + negative), intents: purposes };
    },
  };
}

/** How often messages of such purposes have a mood, among the examples: with few of an intent, no mood is impossible. */
function createMoodOf(examples: readonly VoiceExample[]): (purposes: Float64Array, sentiment: number) => number {
  const shares = VOICE_INTENTS.map((intent) => {
    const own = examples.filter((each) => each.intent === intent);
    return SENTIMENTS.map(
      (sentiment) =>
        (own.filter((each) => each.sentiment === sentiment).length + UNSEEN) /
        (own.length + UNSEEN * SENTIMENTS.length),
    );
  });
  return (purposes, sentiment) =>
    purposes.reduce((sum, probability, at) => sum + probability * (shares[at]?.[sentiment] ?? 0), 0);
}

/** The likeliest intent; "other" where nothing is known. */
export function likeliest(probabilities: Float64Array): { readonly intent: VoiceIntent; readonly confidence: number } {
  let best = VOICE_INTENTS.indexOf('other');
  for (let at = 0; at < probabilities.length; at++) if (probabilities[at]! > probabilities[best]!) best = at;
  return { intent: VOICE_INTENTS[best]!, confidence: probabilities[best] ?? 0 };
}
