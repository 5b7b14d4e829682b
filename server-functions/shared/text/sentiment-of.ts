import type { Sentiment } from '#core/techniques/voice/verdict.ts';

/** Beyond, a text takes a side; between, it is neutral. */
export const NEUTRAL_WITHIN = 0.15;

/** Of a score from -1 to 1. */
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
