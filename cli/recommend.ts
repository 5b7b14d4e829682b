import { isBasketsText } from '#core/configuration/parse-baskets.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { backTestLastOrders, backTestSplit } from '#core/techniques/recommendations/back-test.ts';
import { createEngine } from '#core/techniques/recommendations/engine.ts';
import { buildHistories, type Histories } from '#core/techniques/recommendations/histories.ts';
import { DEFAULT_HORIZON_DAYS } from '#core/techniques/recommendations/presets.ts';
import { MIN_BUYERS_FOR_PERCENT } from '#core/techniques/recommendations/settings.ts';
import type { Message } from '#core/message.ts';
import { formatMessage } from '#server-functions/shared/messages/format-message.ts';
import { CLI_SENTENCES } from './cli-sentences.ts';
import { handOut } from './hand-out.ts';
import { InputError } from './input-error.ts';
import { openInput } from './open-input.ts';
import type { RecommendCommand } from './parse-recommend-command.ts';
import { backTestJson, backTestLines, backTestNotes, backTestPlaces } from './recommend-back-test.ts';
import { dealNotes, lineNotes } from './purchase-notes.ts';
import { readDocument } from './read-documents.ts';
import { recommendFromBaskets } from './recommend-baskets.ts';
import { glanceAtAccounts } from './recommend-glance.ts';
import { readRecommendInput, type RecommendInput } from './recommend-input.ts';
import { recommendationRows, toCsvLine, RECOMMENDATION_HEADERS, type RecommendationRow } from './recommend-rows.ts';
import type { CliPorts } from './run-cli.ts';

/**
 * CSV files to recommendations or to a back-test, printed or in the file of `--out`. Throws `InputError` and what reading the files
 * throws.
 */
export async function recommend(command: RecommendCommand, ports: CliPorts): Promise<void> {
  const { warn, openData, cancellation } = ports;
  const say = (message: Message): void => warn(`note: ${formatMessage(message, CLI_SENTENCES)}`);
  const description = command.recipe === null ? '' : await readDocument(command.recipe, '--recipe');
  if (isBasketsText(description)) return recommendFromBaskets(command, description, ports);
  const opened = await openInput(command.data, command.recipe, openData);
  const input = await readRecommendInput(opened, cancellation);
  for (const note of [...dealNotes(input.leftOut), ...lineNotes(input.leftOut)]) say(note);
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
  const place = { out: command.out, data: opened.folder };
  const facts = describe(input, histories);
  if (command.leaveLastOut) {
    const { seed } = command;
    const k = backTestPlaces(command, facts.products);
    const notes = [
      ...(k === command.k
        ? []
        : [{ code: 'cli.fewerPlaces', params: { k, most: command.k, products: facts.products } }]),
      ...backTestNotes(k, facts.products),
    ];
    for (const note of notes) say(note);
    const tests = backTest({ k, seed }, input, histories);
    const lines = command.json ? [json(backTestJson(tests, facts, { k, seed, notes }))] : backTestLines(tests, facts);
    return handOut(lines, '\n', place, ports);
  }
  const { purchases, cells } = input;
  const engine = createEngine({ purchases, cells, asOfDay, horizonDays: DEFAULT_HORIZON_DAYS, seed: command.seed });
  if (engine.scale === 'band')
    say({ code: 'cli.bandsOnly', params: { buyers: engine.buyers, least: MIN_BUYERS_FOR_PERCENT } });
  const rows = recommendationRows(engine, input, command.k);
  if (command.json) {
    const { scale } = engine;
    const told = { ...facts, horizonDays: DEFAULT_HORIZON_DAYS, scale, recommendations: [...rows] };
    return handOut([json(told)], '\n', place, ports);
  }
  if (command.out === null && ports.terminal)
    return handOut(glanceAtAccounts(rows, facts.accounts), '\n', place, ports);
  return handOut(csvLines(rows), '\r\n', place, ports);
}

function* csvLines(rows: Iterable<RecommendationRow>): Generator<string, void, void> {
  yield toCsvLine(RECOMMENDATION_HEADERS);
  for (const row of rows) yield toCsvLine(RECOMMENDATION_HEADERS.map((header) => row[header]));
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function backTest({ k, seed }: Pick<RecommendCommand, 'k' | 'seed'>, input: RecommendInput, histories: Histories) {
  const before = buildHistories(input.purchases, histories.asOfDay - DEFAULT_HORIZON_DAYS);
  return {
    lastOrders: backTestLastOrders(histories, input.cells, { k, seed }),
    split: backTestSplit(before, histories, input.cells, { k, seed }),
    splitFrom: formatIsoDay(before.asOfDay),
  };
}

function describe({ leftOut, products }: RecommendInput, { orderDay, lineProduct, accountCount, asOfDay }: Histories) {
  return {
    asOf: formatIsoDay(asOfDay),
    accounts: accountCount,
    products: products.ids.length,
    orders: orderDay.length,
    lines: lineProduct.length,
    leftOut,
  };
}
