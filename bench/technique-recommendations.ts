import { NULL_CODE } from '#core/columns/column-table.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { encodeRecommendations } from '#core/labels/recommendations-evidence.ts';
import { addOrders, createPurchases } from '#core/techniques/recommendations/aggregate.ts';
import { createEngine, createRooms } from '#core/techniques/recommendations/engine.ts';
import { recommendationsEvidenceAt } from '#core/techniques/recommendations/evidence.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, readFile, reportTechnique } from './technique-input.ts';

/** An account of this company buys every tenth month: 8 % in a quarter is much. */
const preset = presetRecommendationsSettings();
const anything = { products: [], probability: { operator: 'atLeast' as const, percent: 8 } };
const settings = {
  ...preset,
  labels: preset.labels.map((label, index) =>
    index === 0 ? { ...label, types: { repeatBuy: anything, nextBuy: anything, crossSell: anything } } : label,
  ),
};
const {
  table: accounts,
  index,
  population,
} = await readAccounts([{ header: 'Industry', as: 'industry', kind: 'text' }]);
const products = await collectTable(readFile('products.csv', [{ header: 'Id', as: 'id', kind: 'id' }]));
const productIds = [...columnOf(products, 'id', 'id').values].map(String);
const purchases = await readPurchases();
const industry = columnOf(accounts, 'industry', 'text');
const cells = {
  count: industry.dictionary.length,
  ofAccount: Int32Array.from({ length: accounts.length }, (_, row) => industry.codes[row] ?? NULL_CODE),
};
const engine = createEngine({ purchases, cells, asOfDay: AS_OF_DAY, horizonDays: settings.horizonDays, seed: 1 });
const scores = scoreRecommendations({ engine, settings, population, productIds });
const rooms = createRooms(engine.recommender);
reportTechnique(`${purchases.orders} won deals with ${purchases.lines} of ${productIds.length} products`, {
  label: scores.label,
  labels: settings.labels,
  encoded: (ordinal) => {
    const evidence = recommendationsEvidenceAt({ scores, engine, population, productIds, rooms }, ordinal);
    return evidence === null ? '' : encodeRecommendations(evidence);
  },
});

/** Won deals, then their lines, which follow the order of the deals as a bulk read of them does. */
async function readPurchases() {
  const won = await collectTable(wonDeals());
  const orders = won.length;
  const id = columnOf(won, 'id', 'id').values;
  const account = new Int32Array(orders);
  index.locate(columnOf(won, 'account', 'id').values, orders, account);
  const orderOf = createIdIndex(id);
  const productOf = createIdIndex(columnOf(products, 'id', 'id').values);
  const lineStart = new Int32Array(orders + 1);
  let lineProduct = new Int32Array(orders);
  let lines = 0;
  let filled = 0;
  for await (const table of readFile('lines.csv', [
    { header: 'Parent_Id', as: 'deal', kind: 'id' },
    { header: 'Product_Name', as: 'product', kind: 'id' },
  ])) {
    const order = new Int32Array(table.length);
    const product = new Int32Array(table.length);
    orderOf.locate(columnOf(table, 'deal', 'id').values, table.length, order);
    productOf.locate(columnOf(table, 'product', 'id').values, table.length, product);
    for (let row = 0; row < table.length; row++) {
      if (order[row]! < 0) continue;
      while (filled < order[row]!) lineStart[++filled] = lines;
      if (lines === lineProduct.length) {
        const larger = new Int32Array(Math.ceil(1.5 * lines));
        larger.set(lineProduct);
        lineProduct = larger;
      }
      lineProduct[lines++] = product[row]!;
    }
  }
  while (filled < orders) lineStart[++filled] = lines;
  const all = createPurchases(accounts.length, productIds.length);
  const day = columnOf(won, 'day', 'day').days;
  addOrders(all, { length: orders, id, account, day, lineStart, lineProduct });
  return all;
}

async function* wonDeals() {
  for await (const table of readFile('deals.csv', [
    { header: 'Id', as: 'id', kind: 'id' },
    { header: 'Account_Name', as: 'account', kind: 'id' },
    { header: 'Closing_Date', as: 'day', kind: 'day', format: 'yyyy-mm-dd' },
    { header: 'Stage', as: 'stage', kind: 'text' },
  ])) {
    const { codes, dictionary } = columnOf(table, 'stage', 'text');
    const [wanted, ids, owners, days] = [
      dictionary.indexOf('Closed Won'),
      columnOf(table, 'id', 'id').values,
      columnOf(table, 'account', 'id').values,
      columnOf(table, 'day', 'day').days,
    ];
    const rows = Int32Array.from({ length: table.length }, (_, row) => row).filter((row) => codes[row] === wanted);
    yield {
      length: rows.length,
      columns: new Map([
        ['id', { kind: 'id' as const, values: BigInt64Array.from(rows, (row) => ids[row]!) }],
        ['account', { kind: 'id' as const, values: BigInt64Array.from(rows, (row) => owners[row]!) }],
        ['day', { kind: 'day' as const, days: Int32Array.from(rows, (row) => days[row]!) }],
      ]),
    };
  }
}
