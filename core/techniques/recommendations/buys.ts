import { buildHistories, orderCount, type Histories } from './histories.ts';
import type { Purchases } from './aggregate.ts';
import { calibrate, calibrated, type Calibration } from './isotonic.ts';
import { fitLogistic, type Logistic } from './logistic.ts';

/** log orders, log recency, log tenure, recency in own intervals, log recent orders, and 1. */
const FEATURES = 6;
/** A recency of this many own intervals says all it can. */
const MAX_OVERDUE = 6;
/** Own interval before there are two orders: half of the tenure and the horizon, kept apart from 0. Days. */
const MIN_INTERVAL_DAYS = 1;

/** How likely an account buys within the horizon: learnt two horizons back, calibrated on the last one. */
export interface BuyModel {
  readonly horizonDays: number;
  /** null: too little history to learn from; buyers then take the calibration's average. */
  readonly logistic: Logistic | null;
  readonly calibration: Calibration;
  /** Share of accounts without an order that bought within the last horizon. */
  readonly firstBuyShare: number;
  /** How much more (above 1) or less is bought in the coming horizon than in the last one, as a year before. */
  readonly season: number;
}

const YEAR_DAYS = 365;
/** Orders that a year ago must outweigh before a season is believed: both windows are counted with so many more. */
const SEASON_PRIOR = 20;
/** A larger swing was an event, not a season. */
const MAX_SEASON = 4;

/** Uses nothing later than `asOfDay`. */
export function trainBuyModel(purchases: Purchases, asOfDay: number, horizonDays: number): BuyModel {
  const earlier = buildHistories(purchases, asOfDay - 2 * horizonDays, 'daysOnly');
  const middle = buildHistories(purchases, asOfDay - horizonDays, 'daysOnly');
  const now = buildHistories(purchases, asOfDay, 'daysOnly');
  const logistic = learn(earlier, middle, horizonDays);
  const { accounts, hit } = outcomes(middle, now);
  const score = Float64Array.from(accounts, (account) => rawScore(logistic, middle, account, horizonDays));
  let without = 0;
  let bought = 0;
  for (let account = 0; account < now.accountCount; account++) {
    if (orderCount(middle, account) > 0) continue;
    without++;
    if (orderCount(now, account) > 0) bought++;
  }
  return {
    horizonDays,
    logistic,
    calibration: calibrate(score, hit),
    // One success and one failure that nobody saw: a share of few accounts is never 0 or 1.
    firstBuyShare: (bought + 1) / (without + 2),
    season: seasonOf(now, horizonDays),
  };
}

/**
 * The calibration speaks of the last quarter, and quarters differ: orders of the coming window a year ago over those of the window
 * before it. 1 where the history is too short to know.
 */
function seasonOf({ orderDay, asOfDay }: Histories, horizonDays: number): number {
  const turn = asOfDay - YEAR_DAYS;
  let past = 0;
  let before = 0;
  let coming = 0;
  for (let order = 0; order < orderDay.length; order++) {
    const day = orderDay[order]!;
    if (day <= turn - YEAR_DAYS) past++;
    if (day > turn - horizonDays && day <= turn) before++;
    else if (day > turn && day <= turn + horizonDays) coming++;
  }
  // A company that had just begun a year ago grew for other reasons.
  if (past < SEASON_PRIOR) return 1;
  return Math.min(MAX_SEASON, Math.max(1 / MAX_SEASON, (coming + SEASON_PRIOR) / (before + SEASON_PRIOR)));
}

function inSeason(probability: number, season: number): number {
  return 1 - (1 - probability) ** season;
}

/** Probability that the account buys within the horizon after the histories' day. */
export function buyProbability(model: BuyModel, histories: Histories, account: number): number {
  if (orderCount(histories, account) === 0) return inSeason(model.firstBuyShare, model.season);
  return inSeason(
    calibrated(model.calibration, rawScore(model.logistic, histories, account, model.horizonDays)),
    model.season,
  );
}

function rawScore(logistic: Logistic | null, histories: Histories, account: number, horizonDays: number): number {
  if (logistic === null) return 0;
  const features = new Float64Array(FEATURES);
  fillFeatures(histories, account, horizonDays, features, 0);
  let sum = 0;
  for (let index = 0; index < FEATURES; index++) sum += logistic.weights[index]! * features[index]!;
  return sum;
}

function learn(before: Histories, after: Histories, horizonDays: number): Logistic | null {
  const { accounts, hit } = outcomes(before, after);
  const rows = new Float64Array(accounts.length * FEATURES);
  accounts.forEach((account, index) => fillFeatures(before, account, horizonDays, rows, index * FEATURES));
  return fitLogistic(rows, FEATURES, hit);
}

/** Accounts that had an order before, and whether they have more after. */
function outcomes(before: Histories, after: Histories): { readonly accounts: Int32Array; readonly hit: Uint8Array } {
  const accounts: number[] = [];
  for (let account = 0; account < before.accountCount; account++)
    if (orderCount(before, account) > 0) accounts.push(account);
  const hit = Uint8Array.from(accounts, (account) =>
    orderCount(after, account) > orderCount(before, account) ? 1 : 0,
  );
  return { accounts: Int32Array.from(accounts), hit };
}

function fillFeatures(histories: Histories, account: number, horizonDays: number, out: Float64Array, at: number): void {
  const { accountStart, orderDay, asOfDay } = histories;
  const from = accountStart[account]!;
  const to = accountStart[account + 1]!;
  const recency = asOfDay - orderDay[to - 1]!;
  const tenure = asOfDay - orderDay[from]!;
  const interval = Math.max(MIN_INTERVAL_DAYS, (tenure + horizonDays) / (to - from + 1));
  let recent = 0;
  for (let order = to - 1; order >= from && orderDay[order]! > asOfDay - horizonDays; order--) recent++;
  out[at] = 1;
  out[at + 1] = Math.log(to - from);
  out[at + 2] = Math.log1p(recency / horizonDays);
  out[at + 3] = Math.log1p(tenure / horizonDays);
  out[at + 4] = Math.min(MAX_OVERDUE, recency / interval);
  out[at + 5] = Math.log1p(recent);
}
