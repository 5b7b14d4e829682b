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
const TRAINING: Training = { epochs: 25, decay: 0.0007, rate: 0.25 };

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
  return {
    read,
    judge(sentences) {
      const features = together(sentences);
      const [positive = 0, , negative = 0] = sentiments.probabilities(features);
      return { score: positive - negative, intents: intents.probabilities(features) };
    },
  };
}

/** The likeliest intent; "other" where nothing is known. */
export function likeliest(probabilities: Float64Array): { readonly intent: VoiceIntent; readonly confidence: number } {
  let best = VOICE_INTENTS.indexOf('other');
  for (let at = 0; at < probabilities.length; at++) if (probabilities[at]! > probabilities[best]!) best = at;
  return { intent: VOICE_INTENTS[best]!, confidence: probabilities[best] ?? 0 };
}
