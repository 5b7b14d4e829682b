import { isBasketsText } from '#core/configuration/parse-baskets.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { backTestLastOrders, backTestSplit } from '#core/techniques/recommendations/back-test.ts';
import { createEngine } from '#core/techniques/recommendations/engine.ts';
import { buildHistories, type Histories } from '#core/techniques/recommendations/histories.ts';
import { DEFAULT_HORIZON_DAYS } from '#core/techniques/recommendations/presets.ts';
import { InputError } from './input-error.ts';
import { openInput } from './open-input.ts';
import type { RecommendCommand } from './parse-arguments.ts';
import { backTestJson, backTestLines } from './recommend-back-test.ts';
import { readDocument } from './read-documents.ts';
import { recommendFromBaskets } from './recommend-baskets.ts';
import { readRecommendInput, type RecommendInput } from './recommend-input.ts';
import { recommendationRows, toCsvLine, RECOMMENDATION_HEADERS } from './recommend-rows.ts';
import type { CliPorts } from './run-cli.ts';

/**
 * CSV files to recommendations or to a back-test, printed. Throws `InputError` and what reading the files throws; results are
 * printed only when all are computed.
 */
export async function recommend(command: RecommendCommand, ports: CliPorts): Promise<void> {
  const { print, warn, openData, cancellation } = ports;
  const description = command.recipe === null ? '' : await readDocument(command.recipe, '--recipe');
  if (isBasketsText(description)) return recommendFromBaskets(command, description, ports);
  const opened = await openInput(command.data, command.recipe, openData);
  const input = await readRecommendInput(opened, cancellation);
  const { unknownProducts, withoutAccount, withoutDay } = input.purchases.counts;
  if (unknownProducts > 0) warn(`${unknownProducts} lines name no known product; their deals count as purchases.`);
  if (withoutAccount > 0) warn(`${withoutAccount} won deals belong to no account and are left out.`);
  if (withoutDay > 0) warn(`${withoutDay} won deals have no date and are left out.`);
  const asOfDay = command.asOfDay ?? input.lastDay;
  const histories = buildHistories(input.purchases, asOfDay);
  if (histories.orderDay.length === 0)
    throw new InputError([
      {
        code: 'cli.noOrders',
        where: opened.recipe.deals.file,
        params: { stages: opened.recipe.stages.won.join(', ') },
      },
    ]);
  cancellation.throwIfAborted();
  if (command.leaveLastOut) {
    const tests = backTest(command, input, histories);
    const facts = describe(input, histories);
    if (command.json) print(JSON.stringify(backTestJson(tests, facts, command), null, 2));
    else for (const line of backTestLines(tests, facts)) print(line);
    return;
  }
  const { purchases, cells } = input;
  const engine = createEngine({ purchases, cells, asOfDay, horizonDays: DEFAULT_HORIZON_DAYS, seed: command.seed });
  const rows = recommendationRows(engine, input, command.k);
  if (command.json) {
    print(
      JSON.stringify(
        { ...describe(input, histories), horizonDays: DEFAULT_HORIZON_DAYS, recommendations: [...rows] },
        null,
        2,
      ),
    );
    return;
  }
  print(toCsvLine(RECOMMENDATION_HEADERS));
  for (const row of rows) {
    cancellation.throwIfAborted();
    print(toCsvLine(RECOMMENDATION_HEADERS.map((header) => row[header])));
  }
}

function backTest(command: RecommendCommand, input: RecommendInput, histories: Histories) {
  const { k, seed } = command;
  const before = buildHistories(input.purchases, histories.asOfDay - DEFAULT_HORIZON_DAYS);
  return {
    lastOrders: backTestLastOrders(histories, input.cells, { k, seed }),
    split: backTestSplit(before, histories, input.cells, { k, seed }),
    splitFrom: formatIsoDay(before.asOfDay),
  };
}

function describe(
  { purchases, products }: RecommendInput,
  { orderDay, lineProduct, accountCount, asOfDay }: Histories,
) {
  return {
    asOf: formatIsoDay(asOfDay),
    accounts: accountCount,
    products: products.ids.length,
    orders: orderDay.length,
    lines: lineProduct.length,
    leftOut: purchases.counts,
  };
}
