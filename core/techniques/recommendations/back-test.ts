import { pairedInterval, type PairedInterval } from './bootstrap.ts';
import { chooseModels, MIN_CASES_TO_CHOOSE, reportingTrials, type ChosenModels } from './choose-models.ts';
import { CONTESTS, TESTED, type Tested } from './contenders.ts';
import type { Histories } from './histories.ts';
import type { Cells } from './product-model.ts';
import { emptyScores, scoreTrial, type ScoresByType } from './score-trial.ts';
import { leaveLastOut, refuseLeak, splitByTime } from './test-cases.ts';

export interface ModelFigures {
  readonly model: string;
  readonly recall: number;
  readonly ndcg: number;
}

export interface TypeBackTest {
  readonly type: Tested;
  /** Accounts (first buys: occasions) with something to find. */
  readonly cases: number;
  /** Fewer cases than `MIN_CASES_TO_CHOOSE`: the figures are there, and say little. */
  readonly tooFew: boolean;
  readonly models: readonly ModelFigures[];
  /** The model that the training chose, on what was held back. */
  readonly blend: ModelFigures;
  readonly recallVersusPopularity: PairedInterval;
  readonly ndcgVersusPopularity: PairedInterval;
}

export interface BackTest {
  readonly k: number;
  readonly types: readonly TypeBackTest[];
}

export interface BackTestOptions {
  /** Places of the ranking that count. */
  readonly k: number;
  /** Of the samples of accounts and the intervals. */
  readonly seed: number;
}

/**
 * Leave-last-order-out; first buys on accounts that the training does not know. Models are chosen by the training alone: what is held
 * back is neither counted nor looked at before the choice is made.
 */
export function backTestLastOrders(histories: Histories, cells: Cells, { k, seed }: BackTestOptions): BackTest {
  const trial = leaveLastOut(histories, cells, seed);
  refuseLeak(trial, histories);
  const scored = emptyScores();
  scoreTrial(trial, cells, WITHOUT_FIRST, k, scored);
  for (const hidden of reportingTrials(histories, cells, seed)) {
    refuseLeak(hidden, histories);
    scoreTrial(hidden, cells, ['firstBuy'], k, scored);
  }
  return report(scored, chooseModels(trial.train, cells, k, seed), k, seed);
}

/** What was bought after the day of `train` up to that of `later`, of all that was known on the first day. */
export function backTestSplit(
  train: Histories,
  later: Histories,
  cells: Cells,
  { k, seed }: BackTestOptions,
): BackTest {
  const trial = splitByTime(train, later, cells, seed);
  refuseLeak(trial, later);
  const scored = emptyScores();
  scoreTrial(trial, cells, WITHOUT_FIRST, k, scored);
  const fresh = { train, cases: trial.cases.filter(({ history }) => history.orders <= 1) };
  scoreTrial(fresh, cells, ['firstBuy'], k, scored);
  return report(scored, chooseModels(train, cells, k, seed), k, seed);
}

const WITHOUT_FIRST = TESTED.filter((type) => type !== 'firstBuy');

function report(scored: ScoresByType, chosen: ChosenModels, k: number, seed: number): BackTest {
  return { k, types: TESTED.map((type) => describeType(type, scored, chosen[type], seed)) };
}

function describeType(type: Tested, scored: ScoresByType, chosen: string, seed: number): TypeBackTest {
  const { models } = CONTESTS[type];
  const { recall, ndcg } = scored[type];
  const column = (rows: readonly number[][], model: number): Float64Array =>
    Float64Array.from(rows, (row) => row[model]!);
  const figures = models.map((model, index) => ({
    model,
    recall: average(column(recall, index)),
    ndcg: average(column(ndcg, index)),
  }));
  const own = Math.max(0, models.indexOf(chosen));
  return {
    type,
    cases: recall.length,
    tooFew: recall.length < MIN_CASES_TO_CHOOSE,
    models: figures,
    blend: figures[own] ?? { model: chosen, recall: 0, ndcg: 0 },
    recallVersusPopularity: pairedInterval(column(recall, own), column(recall, 0), seed),
    ndcgVersusPopularity: pairedInterval(column(ndcg, own), column(ndcg, 0), seed),
  };
}

/** 0 without cases: their count says so. */
function average(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
