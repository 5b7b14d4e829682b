import { pairedInterval } from './bootstrap.ts';
import { CONTESTS, TESTED, type Tested } from './contenders.ts';
import type { Histories } from './histories.ts';
import type { Cells } from './product-model.ts';
import { emptyScores, scoreTrial, type TrialScores } from './score-trial.ts';
import { ACCOUNT_FOLDS, hideAccounts, leaveLastOut } from './test-cases.ts';

/** Earlier last orders that a choice looks at: more cases than one order an account gives, from nearly as much history. */
const ROUNDS = 3;
/** Fewer cases decide nothing: the standing model stays. */
export const MIN_CASES_TO_CHOOSE = 20;
/** Groups of accounts that choose the model of first buys; the others report on it. */
const CHOOSING_FOLDS = 3;

/**
 * The models that stand until an org's own orders speak against them. They are those of `docs/decisions/recommendations.md`: with few
 * accounts the difference between two models is mostly chance, and whoever takes the best of ten by chance ends below popularity.
 */
export const STANDING: Readonly<Record<Tested, string>> = {
  overall: 'itemKnn',
  firstBuy: 'popularity',
  nextBuy: 'itemKnn+markov',
  repeatBuy: 'popularity',
  crossSell: 'pairRules',
  bundle: 'popularity',
};

export type ChosenModels = Readonly<Record<Tested, string>>;

/** Chosen from the given histories alone, by holding back the last order of each account, then the one before, and so on. */
export function chooseModels(histories: Histories, cells: Cells, k: number, seed: number): ChosenModels {
  const scored = emptyScores();
  let rest = histories;
  for (let round = 0; round < ROUNDS; round++) {
    const trial = leaveLastOut(rest, cells, seed + round);
    scoreTrial(trial, cells, ROLLING, k, scored);
    rest = trial.train;
  }
  for (const trial of hideAccounts(histories, cells, seed, 0, CHOOSING_FOLDS))
    scoreTrial(trial, cells, ['firstBuy'], k, scored);
  return mapTypes((type) => chooseModel(type, scored[type], seed));
}

/** Trials of first buys that took no part in the choice. */
export function reportingTrials(histories: Histories, cells: Cells, seed: number) {
  return hideAccounts(histories, cells, seed, CHOOSING_FOLDS, ACCOUNT_FOLDS);
}

/** The standing model, unless another one leads it beyond the paired interval; of several the one that leads most. */
export function chooseModel(type: Tested, { recall }: TrialScores, seed: number): string {
  const { models } = CONTESTS[type];
  const standing = Math.max(0, models.indexOf(STANDING[type]));
  if (recall.length < MIN_CASES_TO_CHOOSE) return models[standing] ?? STANDING[type];
  const column = (model: number): Float64Array => Float64Array.from(recall, (row) => row[model]!);
  const theirs = column(standing);
  let chosen = standing;
  let lead = 0;
  models.forEach((_, model) => {
    const { difference, low } = pairedInterval(column(model), theirs, seed);
    if (low <= 0 || difference <= lead) return;
    chosen = model;
    lead = difference;
  });
  return models[chosen] ?? STANDING[type];
}

const ROLLING = TESTED.filter((type) => type !== 'firstBuy');

function mapTypes(of: (type: Tested) => string): ChosenModels {
  return {
    overall: of('overall'),
    firstBuy: of('firstBuy'),
    nextBuy: of('nextBuy'),
    repeatBuy: of('repeatBuy'),
    crossSell: of('crossSell'),
    bundle: of('bundle'),
  };
}
