import { CONTESTS, type Tested } from './contenders.ts';
import type { Cells } from './product-model.ts';
import { ndcgOf, recallOf, topOf } from './ranking.ts';
import { createRecommender, readScores } from './recommender.ts';
import type { Trial } from './test-cases.ts';

/** Per case with something to find, recall and gain of each model of the type. */
export interface TrialScores {
  readonly recall: number[][];
  readonly ndcg: number[][];
}
export type ScoresByType = Readonly<Record<Tested, TrialScores>>;

/** Of no case yet, for `scoreTrial` to add to. */
export function emptyScores(): ScoresByType {
  const none = (): TrialScores => ({ recall: [], ndcg: [] });
  return { overall: none(), firstBuy: none(), nextBuy: none(), repeatBuy: none(), crossSell: none(), bundle: none() };
}

/** Ranks all cases of a trial by all models of the types asked for, and adds the figures to `into`. */
export function scoreTrial(trial: Trial, cells: Cells, types: readonly Tested[], k: number, into: ScoresByType): void {
  const recommender = createRecommender(
    trial.train,
    cells,
    types.some((type) => type === 'crossSell' || type === 'bundle'),
  );
  const rooms = types.map((type) => {
    const candidates = CONTESTS[type].candidates(recommender);
    return { type, out: new Float64Array(candidates), eligible: new Uint8Array(candidates) };
  });
  for (const testCase of trial.cases) {
    readScores(recommender, testCase.history);
    for (const { type, out, eligible } of rooms) {
      const contest = CONTESTS[type];
      const targets = contest.targets(recommender, testCase);
      if (targets.size === 0) continue;
      contest.markEligible(testCase, eligible);
      const ranked = contest.models.map((_, index) => {
        contest.score(recommender, testCase, index, out);
        return topOf(out, eligible, k);
      });
      into[type].recall.push(ranked.map((top) => recallOf(top, targets)));
      into[type].ndcg.push(ranked.map((top) => ndcgOf(top, targets, k)));
    }
  }
}
