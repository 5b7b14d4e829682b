/**
 * A score as a step function over integers (days, thousandths of a unit, minor units): `scores[i]` holds from `starts[i - 1]`
 * up to, not including, `starts[i]`. Automatic breaks, tie rules and manual bands all end as one of these, so that scoring,
 * explaining, copying to manual and re-scoring a single record cannot disagree.
 */
export interface Steps {
  /** Strictly ascending safe integers. */
  readonly starts: readonly number[];
  /** One more than `starts`. */
  readonly scores: readonly number[];
}

/** Which end of a metric is good: fewer days, more purchases, more money. */
export type Better = 'higher' | 'lower';

/** Number of starts at or below the value: the position evidence stores instead of an amount. */
export function stepAt(steps: Steps, value: number): number {
  const { starts } = steps;
  let step = 0;
  while (step < starts.length && starts[step]! <= value) step++;
  return step;
}

/** Score of a position that `stepAt` gave. */
export function scoreOfStep(steps: Steps, step: number): number {
  return steps.scores[step]!;
}

/** Score of a value. */
export function scoreAt(steps: Steps, value: number): number {
  return steps.scores[stepAt(steps, value)]!;
}

/** Joins neighbours with the same score. `starts` must ascend; of equal starts the last one counts. */
export function joinSteps(first: number, rest: readonly { readonly start: number; readonly score: number }[]): Steps {
  const starts: number[] = [];
  const scores = [first];
  for (const { start, score } of rest) {
    if (starts.at(-1) === start) {
      starts.pop();
      scores.pop();
    }
    if (scores.at(-1) === score) continue;
    starts.push(start);
    scores.push(score);
  }
  return { starts, scores };
}
