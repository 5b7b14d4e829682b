import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import * as z from 'zod';
import { readBaskets } from '#cli/read-baskets.ts';
import { openCsvCrmBatch } from '#cli/csv-crm-batch.ts';
import { openInput } from '#cli/open-input.ts';
import { readRecommendInput } from '#cli/recommend-input.ts';
import { tableLines } from '#cli/table-lines.ts';
import { backTestLastOrders, backTestSplit, type BackTest } from '#core/techniques/recommendations/back-test.ts';
import type { Purchases } from '#core/techniques/recommendations/aggregate.ts';
import { buyProbability, trainBuyModel } from '#core/techniques/recommendations/buys.ts';
import { countPairs, countProducts } from '#core/techniques/recommendations/count-pairs.ts';
import { buildHistories, orderCount } from '#core/techniques/recommendations/histories.ts';
import { areaUnderCurve, expectedCalibrationError } from '#core/techniques/recommendations/isotonic.ts';
import type { Cells } from '#core/techniques/recommendations/product-model.ts';
import { DEFAULT_HORIZON_DAYS as HORIZON } from '#core/techniques/recommendations/presets.ts';
import { productCalibrations } from '#test/support/product-calibration.ts';
import { readRfmOrders, zylkerPurchases } from '#test/support/recommendation-data.ts';
import { missingSharedData, SHARED_DATA_FOLDER } from '#test/support/shared-data.ts';

/**
 * `npm run verify:recommendations`: what is promised of recommendations, on every set there is: what `abm recommend` prints for Northwind, how
 * often what was said came true, and the back-tests in one table. Exits 1 where the chosen model is below popularity beyond its paired
 * interval, where a reference is missed, or where a set is not there.
 */

const ROOT = resolve(import.meta.dirname, '..');
/** Places that count; where there are hardly more products, as many as a third of them: ten of seven would find everything. */
const PLACES = 10;
const placesOf = (products: number): number => Math.min(PLACES, Math.max(1, Math.floor(products / 3)));
/** Of samples and intervals. */
const SEED = 1;
/** Northwind's last orders, and the counts of the groceries of arules at support .01. Source: the published reference results. */
const LEAST_RECALL = { overall: 0.23, nextBuy: 0.28 } as const;
const ITEMSETS = 301;
const ITEMSET_SUPPORT = 0.01;
/** Calibration error of "buys in the horizon", orders of the R package. */
const MOST_ERROR = 0.07;
const ZYLKER_ACCOUNTS = 600;

const broken: string[] = [];
const rows: string[][] = [['set', 'test', 'type', 'cases', 'chosen', 'k', 'recall', 'popularity', 'lead (95 %)', '']];
const hold = (holds: boolean, what: string): void => {
  if (!holds) broken.push(what);
};

function report(set: string, how: string, { types, k }: BackTest): void {
  for (const { type, cases, tooFew, models, blend, recallVersusPopularity: lead } of types) {
    const popularity = models[0]?.recall ?? 0;
    hold(lead.high >= 0, `${set}, ${how}: ${type} is below popularity beyond its interval`);
    const interval = `${signed(lead.difference)} (${signed(lead.low)} to ${signed(lead.high)})`;
    const say = tooFew ? 'too few cases' : lead.low > 0 ? 'ahead' : lead.high < 0 ? 'BEHIND' : '';
    rows.push([
      set,
      how,
      type,
      String(cases),
      blend.model,
      String(k),
      fixed(blend.recall),
      fixed(popularity),
      interval,
      say,
    ]);
  }
}

function backTest(set: string, purchases: Purchases, cells: Cells, lastDay: number): BackTest {
  const now = buildHistories(purchases, lastDay);
  const options = { k: placesOf(purchases.productCount), seed: SEED };
  const lastOrders = backTestLastOrders(now, cells, options);
  report(set, 'last orders', lastOrders);
  report(set, 'last quarter', backTestSplit(buildHistories(purchases, lastDay - HORIZON), now, cells, options));
  return lastOrders;
}

/** Error and area of "buys in the horizon" over the last quarter. */
function calibration(set: string, purchases: Purchases, lastDay: number): void {
  const [asOfDay, accounts] = [lastDay - HORIZON, purchases.accountCount];
  const model = trainBuyModel(purchases, asOfDay, HORIZON);
  const [now, later] = [buildHistories(purchases, asOfDay), buildHistories(purchases, lastDay)];
  const buyers = Array.from({ length: accounts }, (_, account) => account).filter((each) => orderCount(now, each) > 0);
  const predicted = Float64Array.from(buyers, (account) => buyProbability(model, now, account));
  const bought = Uint8Array.from(buyers, (account) => (orderCount(later, account) > orderCount(now, account) ? 1 : 0));
  const error = expectedCalibrationError(predicted, bought);
  const area = areaUnderCurve(predicted, bought);
  console.log(
    `${set}: buys within ${HORIZON} days, ${buyers.length} buyers: error ${fixed(error)}, area ${fixed(area)}`,
  );
  if (set === 'rfm_package') hold(error <= MOST_ERROR, `${set}: calibration error ${fixed(error)}`);
}

/** The same of each recommended product, type by type. */
function productTable(set: string, purchases: Purchases, cells: Cells, lastDay: number): void {
  for (const { type, recommendations, error, area } of productCalibrations(purchases, cells, lastDay, HORIZON)) {
    console.log(`${set}: ${type}, ${recommendations} recommendations: error ${fixed(error)}, area ${fixed(area)}`);
    hold(error <= MOST_ERROR, `${set}: ${type} is ${fixed(error)} off what it says`);
  }
}

const figures = z.looseObject({ model: z.string(), 'recall@10': z.number(), 'ndcg@10': z.number() });
const printed = z.looseObject({
  leaveLastOrderOut: z.array(z.looseObject({ type: z.string(), models: z.array(figures), blend: figures })),
});

/** The command itself, as the guide writes it. */
function recommendNorthwind(): void {
  const words = 'recommend --leave-last-out --k 10 --json --recipe'.split(' ');
  const out = execFileSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      resolve(ROOT, 'cli/main.ts'),
      ...words,
      resolve(ROOT, 'recipes/northwind.recipe.json'),
      '--data',
      resolve(SHARED_DATA_FOLDER, 'northwind'),
    ],
    { encoding: 'utf8' },
  );
  const { leaveLastOrderOut } = printed.parse(JSON.parse(out));
  console.log('abm recommend --leave-last-out --k 10 --json, northwind: recall@10 and ndcg@10 (* = chosen)');
  const lines = leaveLastOrderOut.map(({ type, models, blend }) => [
    `  ${type}`,
    models
      .map((each) => {
        const chosen = each.model === blend.model ? '*' : '';
        return `${each.model}${chosen} ${fixed(each['recall@10'])} ${fixed(each['ndcg@10'])}`;
      })
      .join(', '),
  ]);
  for (const line of tableLines(lines)) console.log(line);
  for (const [type, least] of Object.entries(LEAST_RECALL)) {
    const recall = leaveLastOrderOut.find((each) => each.type === type)?.blend['recall@10'] ?? 0;
    hold(recall >= least, `abm recommend, northwind: ${type} finds ${fixed(recall)}, promised ${least}`);
  }
}

async function readSet(folder: string, recipe: string) {
  const input = await openInput(resolve(SHARED_DATA_FOLDER, folder), resolve(ROOT, 'recipes', recipe), openCsvCrmBatch);
  return readRecommendInput(input, new AbortController().signal);
}

async function countItemsets(): Promise<number> {
  const file = { format: 'lodestar.baskets/1', name: '', file: 'groceries_baskets.csv', separator: ',' } as const;
  const folder = resolve(SHARED_DATA_FOLDER, 'groceries');
  const { baskets } = await readBaskets(folder, file, new AbortController().signal);
  const isOften = (count: number): boolean => count / baskets.count >= ITEMSET_SUPPORT;
  let sets = countProducts(baskets).filter(isOften).length;
  countPairs(baskets, (_, partners, found, together) => {
    for (const partner of partners.subarray(0, found)) if (isOften(together[partner] ?? 0)) sets++;
  });
  return sets;
}

function fixed(value: number): string {
  return value.toFixed(3);
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${fixed(Math.abs(value))}`;
}

const missing = missingSharedData(['northwind', 'maven_crm_sales', 'groceries', 'rfm_package']);
for (const folder of missing) hold(false, `../shared/data/${folder} is not there`);
if (missing.length === 0) {
  recommendNorthwind();
  const northwind = await readSet('northwind', 'northwind.recipe.json');
  const { types } = backTest('northwind', northwind.purchases, northwind.cells, northwind.lastDay);
  for (const [type, least] of Object.entries(LEAST_RECALL)) {
    const recall = types.find((each) => each.type === type)?.blend.recall ?? 0;
    hold(recall >= least, `northwind: ${type} finds ${fixed(recall)}, promised ${least}`);
  }
  const maven = await readSet('maven_crm_sales', 'maven-crm-sales.recipe.json');
  backTest('maven', maven.purchases, maven.cells, maven.lastDay);
  const sets = await countItemsets();
  hold(sets === ITEMSETS, `groceries: ${sets} itemsets of one and two products, not ${ITEMSETS}`);
  console.log(
    `groceries: ${sets} itemsets of one and two products at support ${ITEMSET_SUPPORT} (nobody to recommend to)`,
  );
  const orders = readRfmOrders();
  calibration('rfm_package', orders.purchases, orders.lastDay);
  calibration('northwind', northwind.purchases, northwind.lastDay);
}
const zylker = zylkerPurchases(ZYLKER_ACCOUNTS);
backTest('zylker', zylker.purchases, zylker.cells, zylker.today);
calibration('zylker', zylker.purchases, zylker.today);
productTable('zylker', zylker.purchases, zylker.cells, zylker.today);
for (const line of tableLines(rows)) console.log(line);
for (const each of broken) console.error(`broken: ${each}`);
if (broken.length > 0) process.exitCode = 1;
