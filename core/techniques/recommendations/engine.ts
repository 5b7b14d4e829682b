import type { Purchases } from './aggregate.ts';
import { buyProbability, trainBuyModel, type BuyModel } from './buys.ts';
import { chooseModels, type ChosenModels } from './choose-models.ts';
import { readAccount, type AccountHistory } from './components.ts';
import { CONTESTS } from './contenders.ts';
import { groundsOf, type Grounds } from './grounds.ts';
import { growingFloats, growingInts } from './growing-numbers.ts';
import { buildHistories, orderCount, type Histories } from './histories.ts';
import { calibrate, calibrated, type Calibration } from './isotonic.ts';
import type { Cells } from './product-model.ts';
import { topOf } from './ranking.ts';
import { MIN_BUYERS_FOR_PERCENT } from './limits.ts';
import { createRecommender, readScores, type Recommender } from './recommender.ts';
import { splitByTime, type TestCase } from './test-cases.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from './types.ts';
import type { Scale } from './verdict.ts';

/** Candidates an account whose outcome the calibration looks at; those behind take the lowest step. */
const CALIBRATED_RANKS = 50;
/** Places that models are compared on. */
const CHOICE_RANKS = 10;

export interface EngineOptions {
  readonly purchases: Purchases;
  readonly cells: Cells;
  /** Nothing later is counted, learnt from or calibrated on (TEC-3). */
  readonly asOfDay: number;
  readonly horizonDays: number;
  /** Of samples and intervals: the same seed gives the same recommendations. */
  readonly seed: number;
  /** Accounts with an order, where `purchases` are those of a share of them; absent = counted. */
  readonly allBuyers?: number | undefined;
}

/** Everything learnt up to a day; recommends for one account after the other. */
export interface Engine {
  readonly recommender: Recommender;
  readonly chosen: ChosenModels;
  readonly buys: BuyModel;
  /** P(product within the horizon, given that anything is bought) by the score of the type's model. */
  readonly calibrations: Readonly<Record<RecommendationType, Calibration>>;
  /** Accounts with an order. */
  readonly buyers: number;
  readonly scale: Scale;
}

export interface Recommendation {
  readonly type: RecommendationType;
  /** Product ordinals: one, or the two of a bundle. */
  readonly products: readonly number[];
  /** Scale `percent`: the probability that the account buys it within the horizon. Scale `band`: an order, nothing more. */
  readonly estimate: number;
  readonly grounds: readonly Grounds[];
}

/** Learns from the purchases up to `asOfDay` (an org-local epoch day) alone; those after it change nothing. */
export function createEngine({ purchases, cells, asOfDay, horizonDays, seed, allBuyers }: EngineOptions): Engine {
  const histories = buildHistories(purchases, asOfDay);
  const before = buildHistories(purchases, asOfDay - horizonDays);
  const chosen = chooseModels(histories, cells, CHOICE_RANKS, seed);
  let learntFrom = 0;
  for (let account = 0; account < histories.accountCount; account++)
    if (orderCount(histories, account) > 0) learntFrom++;
  const buyers = allBuyers ?? learntFrom;
  return {
    recommender: createRecommender(histories, cells),
    chosen,
    buys: trainBuyModel(purchases, asOfDay, horizonDays),
    calibrations: calibrateTypes(before, histories, cells, chosen, seed),
    buyers,
    scale: buyers < MIN_BUYERS_FOR_PERCENT ? 'band' : 'percent',
  };
}

/** Does a type have anything to say to an account with so many orders? First buys are for those with none or one (REC-1). */
export function typeApplies(type: RecommendationType, orders: number): boolean {
  return type === 'firstBuy' ? orders <= 1 : orders >= 1;
}

/** Room for ranking one account's candidates of every type. */
export interface Rooms {
  readonly scores: Readonly<Record<RecommendationType, Float64Array>>;
  readonly eligible: Readonly<Record<RecommendationType, Uint8Array>>;
}

/** For the candidates of one recommender; every account may use the same. */
export function createRooms(recommender: Recommender): Rooms {
  const size = (type: RecommendationType): number => CONTESTS[type].candidates(recommender);
  return {
    scores: perType((type) => new Float64Array(size(type))),
    eligible: perType((type) => new Uint8Array(size(type))),
  };
}

/** Scores all candidates of the types that apply into `rooms`. Returns the account's history. */
export function scoreAccount(
  engine: Pick<Engine, 'recommender' | 'chosen'>,
  account: number,
  rooms: Rooms,
): AccountHistory {
  const { recommender, chosen } = engine;
  const history = readAccount(recommender.histories, account, recommender.cells.ofAccount[account]!);
  scoreTypes(recommender, chosen, { account, history, coming: [] }, rooms);
  return history;
}

/**
 * P(buys) x P(product given buys) of a score, 0 to 1. Too few buyers calibrate nothing but a step or two, which would make everybody
 * alike: there the score itself keeps the order that bands are cut from (REC-1).
 */
export function estimateOf(
  { calibrations, scale }: Engine,
  type: RecommendationType,
  score: number,
  buys: number,
): number {
  return buys * (scale === 'band' ? score : calibrated(calibrations[type], score));
}

/** The `k` best of each type that applies, with what speaks for them. */
export function recommendFor(engine: Engine, account: number, rooms: Rooms, k: number): Recommendation[] {
  const { recommender } = engine;
  const history = scoreAccount(engine, account, rooms);
  const buys = buyProbability(engine.buys, recommender.histories, account);
  return RECOMMENDATION_TYPES.filter((type) => typeApplies(type, history.orders)).flatMap((type) =>
    topOf(rooms.scores[type], rooms.eligible[type], k).map((candidate) => {
      const products = productsOfCandidate(recommender, type, candidate);
      return {
        type,
        products,
        estimate: estimateOf(engine, type, rooms.scores[type][candidate]!, buys),
        grounds: groundsOf(recommender, account, history, type, products),
      };
    }),
  );
}

/** Product ordinals of a candidate: the two of a bundle, else the one that it is. */
export function productsOfCandidate({ bundles }: Recommender, type: RecommendationType, candidate: number): number[] {
  return type === 'bundle' ? [bundles.first[candidate]!, bundles.second[candidate]!] : [candidate];
}

function scoreTypes(recommender: Recommender, chosen: ChosenModels, testCase: TestCase, rooms: Rooms): void {
  readScores(recommender, testCase.history);
  for (const type of RECOMMENDATION_TYPES) {
    if (!typeApplies(type, testCase.history.orders)) continue;
    const contest = CONTESTS[type];
    contest.score(recommender, testCase, Math.max(0, contest.models.indexOf(chosen[type])), rooms.scores[type]);
    contest.markEligible(testCase, rooms.eligible[type]);
    if (type === 'crossSell') keepRuled(recommender, testCase.history, rooms.eligible.crossSell);
    else if (type !== 'bundle') dropUnsold(recommender, rooms.eligible[type]);
  }
}

/** What nobody bought is not recommended: there is nothing to say for it. */
function dropUnsold({ model }: Recommender, eligible: Uint8Array): void {
  for (let product = 0; product < eligible.length; product++) if (model.share[product] === 0) eligible[product] = 0;
}

/** Marks among the eligible, until what is not marked is dropped. */
const RULED = 2;

/** Cross-selling starts from what the account has: products without a rule from there are no candidates. */
function keepRuled({ crossSellIndex }: Recommender, { products }: AccountHistory, eligible: Uint8Array): void {
  const { start, to } = crossSellIndex;
  for (const product of products)
    for (let entry = start[product]!; entry < start[product + 1]!; entry++)
      if (eligible[to[entry]!] === 1) eligible[to[entry]!] = RULED;
  for (let product = 0; product < eligible.length; product++) eligible[product] = eligible[product] === RULED ? 1 : 0;
}

/** The last horizon's outcomes of what would have been recommended on its first day. */
function calibrateTypes(
  before: Histories,
  after: Histories,
  cells: Cells,
  chosen: ChosenModels,
  seed: number,
): Engine['calibrations'] {
  const recommender = createRecommender(before, cells);
  const rooms = createRooms(recommender);
  const seen = perType(() => ({ score: growingFloats(), hit: growingInts() }));
  const { cases } = splitByTime(before, after, cells, seed);
  for (const testCase of cases) {
    scoreTypes(recommender, chosen, testCase, rooms);
    for (const type of RECOMMENDATION_TYPES) {
      if (!typeApplies(type, testCase.history.orders)) continue;
      const targets = CONTESTS[type].targets(recommender, testCase);
      for (const candidate of topOf(rooms.scores[type], rooms.eligible[type], CALIBRATED_RANKS)) {
        seen[type].score.push(rooms.scores[type][candidate]!);
        seen[type].hit.push(targets.has(candidate) ? 1 : 0);
      }
    }
  }
  return perType((type) => calibrate(seen[type].score.build(), Uint8Array.from(seen[type].hit.build())));
}

function perType<T>(of: (type: RecommendationType) => T): Record<RecommendationType, T> {
  return {
    firstBuy: of('firstBuy'),
    nextBuy: of('nextBuy'),
    repeatBuy: of('repeatBuy'),
    crossSell: of('crossSell'),
    bundle: of('bundle'),
  };
}
