import { trainSoftmax, type Training } from './softmax-model.ts';
import { ngramFeatures } from './text-features.ts';
import type { Token } from './tokenize.ts';
import type { Stem } from './words-of-language.ts';

export interface IntentExample {
  readonly tokens: readonly Token[];
  readonly intent: string;
  /** What is known of the sentence besides its words. */
  readonly more?: ReadonlyMap<string, number>;
}

export interface IntentClassifier {
  /** In the order of `intents`; they sum to 1. */
  readonly probabilities: (tokens: readonly Token[], more?: ReadonlyMap<string, number>) => Float64Array;
  readonly intents: readonly string[];
}

const TRAINING: Training = { epochs: 40, decay: 0.00002, rate: 0.5 };
/** N-grams are scaled to length 1; this is how loud they are beside what else is known. */
const LOUDNESS = 2;

/** The machinery of intents for any set of them: the house's own, and the public sets that it is checked on. */
export function trainIntents(
  examples: readonly IntentExample[],
  intents: readonly string[],
  stem: Stem,
  training: Partial<Training> = {},
): IntentClassifier {
  const featuresOf = (tokens: readonly Token[], more?: ReadonlyMap<string, number>): Map<string, number> => {
    const features = ngramFeatures(tokens, stem, { letters: true, skips: true });
    for (const [name, value] of features) features.set(name, value * LOUDNESS);
    for (const [name, value] of more ?? []) features.set(name, value);
    return features;
  };
  const model = trainSoftmax(
    examples.map(({ tokens, intent, more }) => ({
      features: featuresOf(tokens, more),
      label: intents.indexOf(intent),
    })),
    intents.length,
    { ...TRAINING, ...training },
  );
  return { intents, probabilities: (tokens, more) => model.probabilities(featuresOf(tokens, more)) };
}
