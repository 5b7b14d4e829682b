import { NeuralNetwork } from './packages.ts';
import { trainSoftmax, type Training } from './softmax-model.ts';
import { ngramFeatures } from './text-features.ts';
import type { Token } from './tokenize.ts';
import { expandWord, type Stem } from './words-of-language.ts';

export interface IntentExample {
  readonly tokens: readonly Token[];
  readonly intent: string;
}

export interface IntentClassifier {
  /** In the order of `intents`; they sum to 1. */
  readonly probabilities: (tokens: readonly Token[]) => Float64Array;
  readonly intents: readonly string[];
}

const TRAINING: Training = { epochs: 40, decay: 0.00002, rate: 0.5 };
/** N-grams are scaled to length 1; this is how loud they are beside what else is known. */
const LOUDNESS = 2;

/** Below this many examples an intent, perceptrons over single words generalise better than weights of word pairs. */
const FEW_EXAMPLES = 20;
/** They are done long before on sets that small. */
const PERCEPTRON_ITERATIONS = 150;

/**
 * The machinery of intents for whatever set of them, as it is checked on public sets: few examples go to the perceptrons of nlp.js, many to
 * the softmax over n-grams that the house's own intents are read by too, with more features beside it (`message-model.ts`).
 */
export function trainIntents(
  examples: readonly IntentExample[],
  intents: readonly string[],
  stem: Stem,
  training: Partial<Training> = {},
): IntentClassifier {
  if (examples.length < FEW_EXAMPLES * intents.length) return trainPerceptrons(examples, intents, stem);
  const featuresOf = (tokens: readonly Token[]): Map<string, number> => {
    const features = ngramFeatures(tokens, stem);
    for (const [name, value] of features) features.set(name, value * LOUDNESS);
    return features;
  };
  const model = trainSoftmax(
    examples.map(({ tokens, intent }) => ({ features: featuresOf(tokens), label: intents.indexOf(intent) })),
    intents.length,
    { ...TRAINING, ...training },
  );
  return { intents, probabilities: (tokens) => model.probabilities(featuresOf(tokens)) };
}

function trainPerceptrons(
  examples: readonly IntentExample[],
  intents: readonly string[],
  stem: Stem,
): IntentClassifier {
  const inputOf = (tokens: readonly Token[]): Record<string, number> =>
    Object.fromEntries(
      tokens.flatMap((token) =>
        token.kind === 'word' ? expandWord(token).map((word) => [stem(word), 1] as const) : [],
      ),
    );
  const network = new NeuralNetwork({ iterations: PERCEPTRON_ITERATIONS });
  network.train(examples.map(({ tokens, intent }) => ({ input: inputOf(tokens), output: { [intent]: 1 } })));
  return {
    intents,
    probabilities(tokens) {
      const output = network.run(inputOf(tokens));
      const scores = Float64Array.from(intents, (intent) => output[intent] ?? 0);
      const sum = scores.reduce((total, score) => total + score, 0);
      return sum === 0 ? scores.fill(1 / intents.length) : scores.map((score) => score / sum);
    },
  };
}
