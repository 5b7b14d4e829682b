/** One example: what was seen in it, with weights, and which class it is. */
export interface Example<Feature> {
  readonly features: ReadonlyMap<Feature, number>;
  readonly label: number;
  /** How much it counts; 1 unless said. */
  readonly weight?: number;
}

export interface SoftmaxModel<Feature> {
  /** Probability of each class; they sum to 1. Features that training never saw are ignored. */
  readonly probabilities: (features: ReadonlyMap<Feature, number>) => Float64Array;
}

export interface Training {
  readonly epochs: number;
  /** Pulls weights to nought: few examples must not make one word decisive. */
  readonly decay: number;
  readonly rate: number;
}

/**
 * Multinomial logistic regression over named features, by plain gradient steps in a fixed order, so that the same examples give
 * the same model on every machine. (Steps scaled by feature, as AdaGrad makes them, learn rare word pairs by heart: 10 points
 * worse on held-out examples.) Some tenths of a second for some thousand sentences: no trained file is shipped that could
 * drift from its examples.
 */
export function trainSoftmax<Feature>(
  examples: readonly Example<Feature>[],
  classes: number,
  training: Training,
): SoftmaxModel<Feature> {
  const index = new Map<Feature, number>();
  const rows = examples.map(({ features, label, weight = 1 }) => {
    const ids = new Int32Array(features.size);
    const values = new Float64Array(features.size);
    let at = 0;
    for (const [name, value] of features) {
      let id = index.get(name);
      if (id === undefined) index.set(name, (id = index.size));
      ids[at] = id;
      values[at++] = value;
    }
    return { ids, values, label, weight };
  });
  const weights = new Float64Array((index.size + 1) * classes);
  const bias = index.size * classes;
  const scores = new Float64Array(classes);
  const order = strided(rows.length);
  const step = (at: number, gradient: number, rate: number): void => {
    weights[at] = weights[at]! - rate * gradient;
  };
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    const rate = training.rate * (1 - epoch / (training.epochs + 1));
    for (const position of order) {
      const { ids, values, label, weight } = rows[position]!;
      for (let each = 0; each < classes; each++) scores[each] = weights[bias + each]!;
      // Feature by feature: the weights of one lie together.
      for (let at = 0; at < ids.length; at++) {
        const first = ids[at]! * classes;
        const value = values[at]!;
        for (let each = 0; each < classes; each++) scores[each] = scores[each]! + weights[first + each]! * value;
      }
      normalise(scores);
      for (let each = 0; each < classes; each++) {
        scores[each] = weight * (scores[each]! - (each === label ? 1 : 0));
        step(bias + each, scores[each]!, rate);
      }
      for (let at = 0; at < ids.length; at++) {
        const first = ids[at]! * classes;
        const value = values[at]!;
        for (let each = 0; each < classes; each++)
          step(first + each, scores[each]! * value + training.decay * weights[first + each]!, rate);
      }
    }
  }
  return {
    probabilities(features) {
      const result = weights.slice(bias, bias + classes);
      for (const [name, value] of features) {
        const id = index.get(name);
        if (id === undefined) continue;
        for (let each = 0; each < classes; each++) result[each] = result[each]! + weights[id * classes + each]! * value;
      }
      normalise(result);
      return result;
    },
  };
}

/** Scores to probabilities, in place. */
function normalise(scores: Float64Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) sum += scores[at] = Math.exp(scores[at]! - top);
  for (let at = 0; at < scores.length; at++) scores[at] = scores[at]! / sum;
}

/** Every position once, far from its neighbours: files list one class after the other, and steps must not forget the first. */
function strided(length: number): Int32Array {
  const order = new Int32Array(length);
  let stride = Math.max(1, Math.floor(length * 0.618));
  while (greatestCommonDivisor(stride, length) > 1) stride++;
  for (let at = 0, position = 0; at < length; at++, position = (position + stride) % length) order[at] = position;
  return order;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
