export interface Logistic {
  readonly weights: Float64Array;
}

const STEPS = 12;
/** Keeps weights finite where a feature separates the outcomes or two features say the same; not applied to the first one. */
const RIDGE = 1;
/** Fewer outcomes of a kind cannot carry six weights. */
const MIN_OUTCOMES = 20;

/**
 * Logistic regression by Newton's method with a ridge. `rows` holds `width` features a case, the first of them 1. Deterministic.
 * null: too few cases of one outcome to learn anything.
 */
export function fitLogistic(rows: Float64Array, width: number, hit: Uint8Array): Logistic | null {
  const cases = hit.length;
  const hits = hit.reduce((sum, value) => sum + value, 0);
  if (hits < MIN_OUTCOMES || cases - hits < MIN_OUTCOMES) return null;
  const weights = new Float64Array(width);
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(width);
    const curvature = new Float64Array(width * width);
    for (let row = 0; row < cases; row++) {
      let sum = 0;
      for (let index = 0; index < width; index++) sum += weights[index]! * rows[row * width + index]!;
      const expected = 1 / (1 + Math.exp(-sum));
      const weight = Math.max(expected * (1 - expected), 1e-9);
      for (let index = 0; index < width; index++) {
        const value = rows[row * width + index]!;
        gradient[index]! += (hit[row]! - expected) * value;
        for (let other = 0; other <= index; other++)
          curvature[index * width + other]! += weight * value * rows[row * width + other]!;
      }
    }
    for (let index = 1; index < width; index++) {
      gradient[index]! -= RIDGE * weights[index]!;
      curvature[index * width + index]! += RIDGE;
    }
    const move = solve(curvature, gradient, width);
    for (let index = 0; index < width; index++) weights[index]! += move[index]!;
  }
  return { weights };
}

/** Cholesky of the lower triangle, in place; `right` becomes the solution. */
function solve(lower: Float64Array, right: Float64Array, width: number): Float64Array {
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = lower[row * width + column]!;
      for (let index = 0; index < column; index++) sum -= lower[row * width + index]! * lower[column * width + index]!;
      lower[row * width + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[column * width + column]!;
    }
  }
  for (let row = 0; row < width; row++) {
    for (let index = 0; index < row; index++) right[row]! -= lower[row * width + index]! * right[index]!;
    right[row]! /= lower[row * width + row]!;
  }
  for (let row = width - 1; row >= 0; row--) {
    for (let index = row + 1; index < width; index++) right[row]! -= lower[index * width + row]! * right[index]!;
    right[row]! /= lower[row * width + row]!;
  }
  return right;
}
