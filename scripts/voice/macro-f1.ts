export interface Outcome {
  readonly truth: string;
  readonly verdict: string;
}

/** F1 of each class that occurs, and their mean. A verdict outside the classes is a miss. */
export function macroF1(outcomes: readonly Outcome[]): {
  readonly mean: number;
  readonly accuracy: number;
  readonly byClass: ReadonlyMap<string, number>;
} {
  const byClass = new Map<string, number>();
  for (const each of [...new Set(outcomes.map(({ truth }) => truth))].sort()) {
    const [is, said] = [
      outcomes.filter(({ truth }) => truth === each),
      outcomes.filter(({ verdict }) => verdict === each),
    ];
    const right = is.filter(({ verdict }) => verdict === each).length;
    byClass.set(each, (2 * right) / (is.length + said.length));
  }
  const right = outcomes.filter(({ truth, verdict }) => truth === verdict).length;
  return {
    mean: [...byClass.values()].reduce((sum, each) => sum + each, 0) / byClass.size,
    accuracy: right / outcomes.length,
    byClass,
  };
}
